import { SluiceError } from "../errors.ts";
import type { JsonValue } from "./json.ts";

export type JsonObject = { readonly [key: string]: JsonValue };

const LONGEST_TEXT = 65_536;

/** Something else stands in a file than should: E_FORMAT. */
export const formatError = (where: string, expected: string, got: unknown): SluiceError =>
  new SluiceError("E_FORMAT", { where, expected, got: (JSON.stringify(got) ?? "nothing").slice(0, 60) });

/** An object whose keys are among those given; without a list, any. */
export function readObject(value: unknown, where: string, keys?: readonly string[]): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw formatError(where, "an object", value);
  const stranger = keys && Object.keys(value).find((key) => !keys.includes(key));
  if (stranger !== undefined) throw formatError(where, `keys among ${keys!.join(", ")}`, stranger);
  return value as JsonObject;
}

export function readList(value: unknown, where: string, longest: number): readonly JsonValue[] {
  if (!Array.isArray(value)) throw formatError(where, "a list", value);
  if (value.length > longest) throw formatError(where, `at most ${longest} items`, value.length);
  return value as JsonValue[];
}

export function readText(value: unknown, where: string): string {
  if (typeof value !== "string" || value.length > LONGEST_TEXT) throw formatError(where, "a text", value);
  return value;
}

export function readFlag(value: unknown, where: string): boolean {
  if (typeof value !== "boolean") throw formatError(where, "true or false", value);
  return value;
}

export function readInteger(value: unknown, where: string, low: number, high: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < low || (value as number) > high)
    throw formatError(where, `an integer from ${low} to ${high}`, value);
  return value as number;
}

export function readNumber(value: unknown, where: string): number {
  if (typeof value !== "number") throw formatError(where, "a number", value);
  return value;
}

export function readChoice<const Choice extends string>(
  value: unknown,
  where: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw formatError(where, `one of ${choices.join(", ")}`, value);
  return found;
}
