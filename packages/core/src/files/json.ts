import { type ErrorCode, SluiceError } from "../errors.ts";
import { quote } from "./scanner.ts";

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** In UTF-16 code units. */
const LONGEST_TEXT = 16_777_216;
const DEEPEST = 100;

/**
 * The JSON text of a value that JSON can hold without loss.
 *
 * Errors: E_ARGUMENT with the place of anything else (undefined, NaN, ∞, dates, typed arrays, classes, the key __proto__), beyond
 * 100 levels or 2^24 characters. Only −0 becomes 0.
 */
export function writeJson(value: unknown, where: string): string {
  check(value, where, "E_ARGUMENT", 0);
  const text = JSON.stringify(value);
  if (text.length > LONGEST_TEXT) throw tooLong(text, where, "E_ARGUMENT");
  return text;
}

/**
 * The value of a JSON text from an untrusted source, within the limits of `writeJson`.
 *
 * Errors: E_FORMAT.
 */
export function readJson(text: string, where: string): JsonValue {
  if (text.length > LONGEST_TEXT) throw tooLong(text, where, "E_FORMAT");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SluiceError("E_FORMAT", { where, expected: "valid JSON", got: quote(text), cause });
  }
  check(value, where, "E_FORMAT", 0);
  return value as JsonValue;
}

function check(value: unknown, where: string, code: ErrorCode, depth: number): void {
  if (value === null || typeof value === "boolean" || typeof value === "string" || Number.isFinite(value)) return;
  if (depth === DEEPEST) throw new SluiceError(code, { where, expected: `at most ${DEEPEST} levels`, got: "more" });
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], `${where}[${i}]`, code, depth + 1);
  } else if (isPlain(value)) {
    for (const key of Object.keys(value)) {
      if (key === "__proto__") throw new SluiceError(code, { where, expected: "any other key", got: key });
      check(value[key], `${where}.${key.slice(0, 60)}`, code, depth + 1);
    }
  } else {
    const expected = "null, a truth value, a finite number, a text, an array or a plain object";
    const got = typeof value === "number" ? String(value) : Object.prototype.toString.call(value);
    throw new SluiceError(code, { where, expected, got });
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function tooLong(text: string, where: string, code: ErrorCode): SluiceError {
  const expected = `at most ${LONGEST_TEXT} characters of JSON`;
  return new SluiceError(code, { where, expected, got: String(text.length) });
}
