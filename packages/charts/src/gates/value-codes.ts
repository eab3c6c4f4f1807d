/** One digit of a number in base 64: letters that need no escaping in JSON or HTML. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Values as a text: of a value, so many digits are the number n of the steps above `low`, plus 1; 0 is no value. */
export interface ValueCodes {
  text: string;
  digits: number;
  low: number;
  /** A power of ten. */
  step: number;
  /** After the point, of `step`. */
  decimals: number;
}

/** The finest power of ten that divides a span into at most so many steps, as its exponent. */
function finestExponent(span: number, most: number): number {
  // Below this, steps would be powers of ten that numbers cannot hold.
  let exponent = Math.max(-280, Math.floor(Math.log10(Math.max(span, 1e-280) / most)) - 1);
  while (Number(`1e${exponent}`) * most < span) exponent++;
  return exponent;
}

/**
 * Values rounded to whole steps of a power of ten, as a text of 2 or 3 characters each: 4,094 or 262,142 steps from the least value
 * to the greatest. What is not finite is no value.
 *
 *   value = low + (code − 1) · step
 */
export function valueCodes(values: Float64Array, digits: 2 | 3): ValueCodes {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least > greatest) [least, greatest] = [0, 0];
  // Two of the codes are lost: one says that there is no value, and the ends are rounded outwards.
  const exponent = finestExponent(greatest - least, 64 ** digits - 4);
  const step = Number(`1e${exponent}`);
  const first = Math.floor(least / step);
  const digitBytes = new TextEncoder().encode(DIGITS);
  const bytes = new Uint8Array(values.length * digits);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let code = Number.isFinite(value) ? Math.round(value / step) - first + 1 : 0;
    for (let digit = digits - 1; digit >= 0; digit--) {
      bytes[i * digits + digit] = digitBytes[code % 64]!;
      code = Math.floor(code / 64);
    }
  }
  return {
    text: new TextDecoder().decode(bytes),
    digits,
    low: Number((first * step).toPrecision(15)),
    step,
    decimals: Math.max(0, -exponent),
  };
}
