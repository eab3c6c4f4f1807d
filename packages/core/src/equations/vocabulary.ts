import { nearest } from "../checks/nearest.ts";
import { type CellFunction, FUNCTIONS } from "./functions.ts";
import { fold, isActivationName, isParameterName } from "./names.ts";
import { type At, equationError, place, type Source } from "./source.ts";
import type { Statement } from "./statements.ts";
import type { NameToken } from "./tokens.ts";

/** The name of the input; case and bold do not matter unless an equation defines a name so close. */
export const INPUT = "x";

/** What names can mean in one cell, known before its right sides are read. */
export interface Vocabulary {
  readonly source: Source;
  /** Every defined name with its place, in order. */
  readonly values: ReadonlyMap<string, At>;
  /** Parameters that the call declares: with a shape, or undefined for one to infer. */
  readonly declared: ReadonlyMap<string, readonly number[] | undefined>;
  readonly bound: ReadonlyMap<string, CellFunction>;
  readonly columns: readonly string[] | undefined;
  /** Bound names that some equation calls. */
  readonly called: Set<string>;
}

/**
 * Every name that an equation defines.
 *
 * Errors: E_EQUATION when two equations define one name, or one defines the input or the time.
 */
export function definedNames(source: Source, statements: readonly Statement[]): Map<string, At> {
  const values = new Map<string, At>();
  for (const { left } of statements) {
    const first = values.get(left.name);
    if (first !== undefined)
      throw equationError(source, left, {
        expected: "one equation for every name",
        got: `a second one for ${left.raw}, first defined at ${place(source, first)}`,
        hint: "another name for one of the two",
      });
    const isTime = /^_*t$/.test(left.name);
    if (left.name === INPUT || isTime)
      throw equationError(source, left, {
        expected: "a name of the cell's own on the left",
        got: `${left.raw}, which is the ${isTime ? "time" : "cell's input"}`,
      });
    if (left.transposed) throw transposedError(source, left);
    values.set(left.name, left);
  }
  return values;
}

/**
 * The function that a name stands for: a bound one, else a known one; undefined for a name that stands for a value.
 *
 * Errors: E_EQUATION for a name that can only be a function but is neither known nor bound.
 */
export function functionOf(vocabulary: Vocabulary, token: NameToken, isCalled: boolean): CellFunction | undefined {
  const { values, declared, bound, called } = vocabulary;
  const { name, time } = token;
  if (time !== "none" || token.transposed || values.has(name) || declared.has(name)) return undefined;
  const slot = bound.get(name);
  if (slot !== undefined) called.add(name);
  const known = slot ?? FUNCTIONS.get(name);
  if (known !== undefined) return known;
  const open = name === "g" || !isParameterName(name);
  const otherCase = open && [...name].length > 1 ? FUNCTIONS.get(fold(name)) : undefined;
  if (otherCase !== undefined) return otherCase;
  const mustBe = (isCalled && open && looksLikeFunction(name)) || isActivationName(name);
  const isValue = [...values.keys(), INPUT].some((value) => fold(value) === fold(name));
  if (!mustBe || isValue) return undefined;
  const candidate = nearest(name, FUNCTIONS.keys());
  throw equationError(vocabulary.source, token, {
    expected: `a known or bound function${isCalled ? ' before "("' : ""}`,
    got: token.raw,
    hint:
      candidate ??
      `{ bind: { ${/^[\p{L}\d_]+$/u.test(name) ? name : `"${name}"`}: "tanh" } } to say which function it is`,
  });
}

const looksLikeFunction = (name: string) => /^\p{Ll}/u.test(name) || /^\p{L}{2}/u.test(name);

/** Whether a name is the input's, exactly or but for case and bold. */
export const isInput = ({ values }: Vocabulary, name: string): boolean =>
  name === INPUT || (!values.has(name) && fold(name) === INPUT);

export const transposedError = (source: Source, token: NameToken) =>
  equationError(source, token, {
    expected: "a parameter below ^⊤",
    got: token.raw,
    hint: "the name without its transposition: vectors are rows or columns by the side on which matrices stand",
  });
