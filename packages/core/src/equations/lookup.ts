import { nearest } from "../checks/nearest.ts";
import type { Expression } from "./expression.ts";
import { FUNCTIONS } from "./functions.ts";
import { fold, isParameterName, showName, unbold } from "./names.ts";
import { type At, equationError, place } from "./source.ts";
import type { NameToken } from "./tokens.ts";
import { INPUT, isInput, transposedError, type Vocabulary } from "./vocabulary.ts";

/** What the names of a cell stand for. */
export interface Lookup {
  expression(token: NameToken): Expression;
  /** `at` is the whole of `x_t[key]`. */
  column(token: NameToken, key: number | string, at: At): Expression;
  /** What was read otherwise than written, each name once. */
  notices(): string[];
}

/**
 * Looks names up: exact ones first, then the input's columns by script, then the one defined name that differs only in
 * case or bold, with a notice. A name without time that none defines is a parameter when its form or the call says so.
 *
 * Errors: E_EQUATION for names that nobody defines, with the nearest one that somebody does.
 */
export function lookup(vocabulary: Vocabulary): Lookup {
  const { source, values, declared, columns } = vocabulary;
  const notices = new Map<string, string>();

  const notice = (read: string, token: NameToken, as: string) => {
    if (!notices.has(read)) notices.set(read, `${read} at ${place(source, token)} is read as ${as}`);
  };

  const used = { transposed: new Map<string, NameToken>(), plain: new Map<string, NameToken>() };

  /** A matrix is stored with whatever shape its product needs, so that ^⊤ says nothing unless it stands there once only. */
  function checkTransposition(token: NameToken, parameter: string): void {
    const [own, other] = token.transposed ? [used.transposed, used.plain] : [used.plain, used.transposed];
    own.set(parameter, own.get(parameter) ?? token);
    const clash = other.get(parameter);
    if (clash !== undefined)
      throw equationError(source, token, {
        expected: `${parameter} either with ^⊤ throughout or never`,
        got: `${token.raw} beside ${clash.raw} at ${place(source, clash)}`,
        hint: "a parameter of its own for one of the two: one matrix cannot be used both ways",
      });
    if (token.transposed) notice(token.raw, token, parameter);
  }

  function expression(token: NameToken): Expression {
    const found = named(token);
    if (found.kind === "parameter") checkTransposition(token, found.name);
    else if (token.transposed) throw transposedError(source, token);
    return found;
  }

  function named(token: NameToken): Expression {
    const { name, time, start, end } = token;
    if (values.has(name) || name === INPUT) return defined(token, name);
    if (time === "none" && declared.has(name)) return { kind: "parameter", name, start, end };
    const column = scriptColumn(token);
    if (column !== undefined) return column;
    if (time === "none" && isParameterName(name)) {
      const plain = unbold(name); // bold here and plain elsewhere is still one parameter
      if (plain !== name) notice(token.raw, token, plain);
      return { kind: "parameter", name: plain, start, end };
    }
    const alike = [...values.keys(), INPUT].filter((candidate) => fold(candidate) === fold(name));
    if (alike.length > 1)
      throw equationError(source, token, {
        expected: "a name written as it is defined",
        got: `${token.raw}, which could be ${alike.join(" or ")}`,
      });
    if (alike.length === 0) throw token.transposed ? transposedError(source, token) : undefinedName(vocabulary, token);
    notice(token.raw, token, showName(alike[0]!, time));
    return defined(token, alike[0]!);
  }

  function defined({ time, start, end }: NameToken, name: string): Expression {
    const previous = time === "previous";
    if (name === INPUT) return { kind: "input", previous, start, end };
    return { kind: previous ? "state" : "value", name, start, end };
  }

  /** `x_{holiday,t}`: any script may name a column. */
  function scriptColumn(token: NameToken): Expression | undefined {
    const underscore = token.name.indexOf("_");
    if (underscore < 1 || !isInput(vocabulary, token.name.slice(0, underscore))) return undefined;
    const key = token.name.slice(underscore + 1);
    const index = findColumn(key);
    return index === undefined ? undefined : columnAt(index, token, key, token);
  }

  function findColumn(key: string): number | undefined {
    const exact = columns?.indexOf(key) ?? -1;
    if (exact >= 0) return exact;
    const alike = [...(columns ?? []).keys()].filter((i) => fold(columns![i]!) === fold(key));
    return alike.length === 1 ? alike[0] : undefined;
  }

  function column(token: NameToken, key: number | string, at: At): Expression {
    if (!isInput(vocabulary, token.name))
      throw equationError(source, at, {
        expected: `an index on the input only, as in x_t[${key}]`,
        got: `${token.raw}[${key}]`,
        hint: "the same equation without the index: it holds for every unit alike",
      });
    const shown = columns?.length ? columns.map((name, i) => `${i} ${name}`).join(", ") : undefined;
    const index = typeof key === "number" ? key : findColumn(key);
    if (index !== undefined && index < (columns?.length ?? Number.POSITIVE_INFINITY))
      return columnAt(index, token, key, at);
    throw equationError(source, at, {
      expected:
        shown === undefined ? "a column by number, as no names are declared" : `a column of the input: ${shown}`,
      got: `${key}`,
      hint:
        shown === undefined
          ? `{ inputs: ["${key}", …] } to name the input's columns in order`
          : nearest(`${key}`, columns!),
    });
  }

  function columnAt(index: number, token: NameToken, key: number | string, { start, end }: At): Expression {
    const name = columns?.[index];
    if (token.name !== INPUT && !token.name.startsWith(`${INPUT}_`))
      notice(token.raw, token, showName(INPUT, token.time));
    if (typeof key === "string" && name !== key) notice(`column ${key}`, token, name!);
    return { kind: "column", index, previous: token.time === "previous", start, end };
  }

  return { expression, column, notices: () => [...notices.values()] };
}

function undefinedName(vocabulary: Vocabulary, token: NameToken) {
  const { source, values, declared } = vocabulary;
  const { name, time, raw } = token;
  const candidates = [...values.keys(), INPUT];
  const hint = splitHint(vocabulary, token) ?? unitHint(vocabulary, token);
  if (time === "none") {
    const near = nearest(name, [...candidates, ...declared.keys(), ...FUNCTIONS.keys()]);
    return equationError(source, token, {
      expected: "a defined value, a function, or a parameter (W U V R b w u v p g, with any label)",
      got: raw,
      hint:
        hint ??
        lettersHint(vocabulary, token) ??
        (near && candidates.includes(near) ? showName(near, "now") : near) ??
        untimedHint(name),
    });
  }
  const near = nearest(name, candidates);
  return equationError(source, token, {
    expected: time === "now" ? "a value that an equation defines" : `an equation for ${showName(name, "now")}`,
    got: time === "now" ? `${raw}, which none does` : `none, though ${raw} is its value of the step before`,
    hint:
      hint ??
      (near === undefined ? undefined : showName(near, time)) ??
      (isParameterName(name)
        ? `${name} without a time: parameters do not change from step to step`
        : `an equation that starts with ${showName(name, "now")} =`),
  });
}

function untimedHint(name: string): string {
  if (/^e_/.test(name)) return "exp(…) for a power of e";
  if (/^[WUVRbwuvpg]\p{L}+$/u.test(name)) return `${name[0]}_${name.slice(1)}, a label after an underscore`;
  return `{ parameters: ["${name}"] } to declare it as a parameter`;
}

/** `h_{j,t}` for unit j of h. */
function unitHint({ values }: Vocabulary, { name, time }: NameToken): string | undefined {
  const base = /^(.+)_[ijk]$/.exec(name)?.[1];
  if (base === undefined || !(values.has(base) || base === INPUT)) return undefined;
  return `${showName(base, time)}: equations hold for every unit alike`;
}

/** In LaTeX letters side by side are names side by side: `W_in` is W_i n, and `ab` is a b. */
function lettersHint({ source: { text } }: Vocabulary, { raw, start, end }: NameToken): string | undefined {
  if (!/^\p{L}$/u.test(raw)) return undefined;
  const [, script, before] = /([_^]?)(\p{L}*)$/u.exec(text.slice(Math.max(0, start - 64), start))!;
  const word = before! + /^\p{L}*/u.exec(text.slice(start, end + 64))![0];
  if (word.length < 2) return undefined;
  return script === ""
    ? `\\mathrm{${word}} if that is one name`
    : `${script}{${word}}, with braces around the whole script`;
}

/** `U_zh_{t-1}` is one name in plain text; most likely `U_z h_{t-1}` is meant. */
function splitHint({ values }: Vocabulary, { name, time }: NameToken): string | undefined {
  const defined = [...values.keys(), INPUT, INPUT.toUpperCase()].sort((a, b) => b.length - a.length);
  for (const tail of defined) {
    const head = name.slice(0, -tail.length);
    if (name.endsWith(tail) && isParameterName(head) && !head.endsWith("_"))
      return `${head} ${showName(tail, time)}, with a space between the two names`;
  }
  return undefined;
}
