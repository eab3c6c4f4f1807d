import { canonical, readScript, splitRun, withLabel } from "./names.ts";
import { type At, equationError, excerpt, type Source } from "./source.ts";
import type { Time, Token } from "./tokens.ts";

// Unicode's small lowered and raised letters and digits: hₜ₋₁ is h_{t-1}, x² is x^2.
const LOWERED = "\u2080-\u208E\u2090-\u209C\u1D62-\u1D6A";
const RAISED = "\u00B2\u00B3\u00B9\u2070\u2071\u2074-\u207F\u02B0-\u02B8\u1D2C-\u1D61";
const WORD = `(?:(?![${LOWERED}${RAISED}])[\\p{L}\\p{M}\\p{Nd}_′'’])`;
const RUN = new RegExp(`${WORD}+`, "uy");
// After braces or an accent only an underscore or a prime goes on: U_{z}h is two names.
const MORE = new RegExp(`[_′'’]${WORD}*`, "uy");
const SMALL_LOWERED = new RegExp(`[${LOWERED}]+`, "uy");
const SMALL_RAISED = new RegExp(`[${RAISED}]+`, "uy");
const RAISED_WORD = /\^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*/uy;
const LONGEST = 64;
const ACCENTS: ReadonlyMap<string, string> = new Map([
  ["~", "\u0303"],
  ["^", "\u0302"],
]);

/** Reads a plain-text name with its accents and scripts at an offset: a name token, and a power where one is raised. */
export function readName(source: Source, start: number): Token[] {
  const { text } = source;
  let offset = start;
  let name = "";
  let time: Time = "none";
  let power: Token | undefined;
  const at = (from: number): At => ({ start: from, end: offset });
  const match = (pattern: RegExp) => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) offset += found.length;
    return found;
  };
  const setTime = (read: Time, from: number) => {
    if (time !== "none" && time !== read)
      throw equationError(source, at(from), {
        expected: "one time in a name",
        got: `both t and t-1 in ${excerpt(text.slice(start, offset))}`,
      });
    time = read;
  };
  const addRun = (run: string, from: number) => {
    const split = splitRun(name + run);
    if (split.now) setTime("now", from);
    name = split.name;
  };
  const addScripts = (content: string, raised: boolean, from: number) => {
    for (const part of content.split(/[,_]/)) {
      const script = readScript(part, raised);
      if (script.kind === "time") {
        setTime(script.time, from);
        if (script.primed) name += "′";
      } else if (script.kind === "label") name = withLabel(name, script.label);
      else if (script.kind === "power") power = powerToken(source, script.exponent, at(from));
      else throw refusedScript(source, at(from), part, script.kind === "lag");
    }
  };

  const prefix = ACCENTS.get(text[offset]!);
  if (prefix !== undefined) offset++;
  const run = match(RUN);
  // A small letter alone, as in "ₜ = 1", is no name.
  if (run === undefined) throw refusedName(source, { start, end: start + 1 });
  const group = run.endsWith("_") && run.length > 1 && /[{(]/.test(text[offset] ?? "");
  if (group) offset--;
  addRun(group ? run.slice(0, -1) : run, start);
  if (prefix !== undefined) name = canonical(name.replace(/^./u, `$&${prefix}`));
  for (;;) {
    checkLength(source, at(start));
    const from = offset;
    const next = text[offset];
    let found: string | undefined;
    if ((next === "_" || next === "^") && /[{(]/.test(text[offset + 1] ?? "")) {
      const content = bracketed(source, offset + 1);
      offset += content.length + 3;
      addScripts(content, next === "^", from);
    } else if ((found = match(RAISED_WORD))) {
      addScripts(found.slice(1), true, from);
    } else if (next !== undefined && ACCENTS.has(next)) {
      offset++;
      name = canonical(name + ACCENTS.get(next));
    } else if ((found = match(SMALL_LOWERED))) addScripts(found.normalize("NFKC"), false, from);
    else if ((found = match(SMALL_RAISED))) addScripts(found.normalize("NFKC"), true, from);
    else if ((found = match(MORE))) {
      // `}_{…}`: the underscore opens the next script.
      if (found.endsWith("_") && /[{(]/.test(text[offset] ?? "")) {
        offset--;
        found = found.slice(0, -1);
      }
      addRun(found, from);
    } else break;
  }
  const token: Token = { kind: "name", name, time, raw: text.slice(start, offset), ...at(start) };
  return power === undefined ? [token] : [token, power];
}

function checkLength(source: Source, at: At): void {
  const length = at.end - at.start;
  if (length > LONGEST)
    throw equationError(source, at, { expected: `a name of at most ${LONGEST} characters`, got: `${length}` });
}

export function powerToken(source: Source, exponent: number, at: At): Token {
  if (exponent >= 1 && exponent <= 9) return { kind: "power", exponent, ...at };
  throw equationError(source, at, { expected: "a power from 1 to 9", got: `${exponent}` });
}

/** What stands between the bracket at `open` and the one that closes it, on one line. */
function bracketed(source: Source, open: number): string {
  const { text } = source;
  const opener = text[open]!;
  const closer = opener === "{" ? "}" : ")";
  let depth = 0;
  for (let i = open; i < text.length && text[i] !== "\n" && text[i] !== "\r"; i++) {
    if (text[i] === opener) depth++;
    else if (text[i] === closer && --depth === 0) return text.slice(open + 1, i);
  }
  throw equationError(
    source,
    { start: open, end: open + 1 },
    { expected: `a ${closer} that closes this script on its line`, got: "none" },
  );
}

function refusedScript(source: Source, at: At, part: string, lag: boolean) {
  const shown = excerpt(part.trim()) || "nothing";
  if (!lag) return equationError(source, at, { expected: "a script of t, t-1, letters and digits", got: shown });
  return equationError(source, at, {
    expected: "t or t-1 as time",
    got: shown,
    hint: "carrying the value one step further in a state of its own: with p_t = h_{t-1}, p_{t-1} is h two steps back",
  });
}

const refusedName = (source: Source, at: At) =>
  equationError(source, at, {
    expected: "a name",
    got: `a script without one, ${source.text.slice(at.start, at.end)}`,
  });
