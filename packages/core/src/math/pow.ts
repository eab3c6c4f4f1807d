import { SluiceError } from "../errors.ts";
import { exponentOf, scale, significandOf } from "./bits.ts";
import { productError, sumError } from "./exact.ts";
import { expOfSum } from "./exp.ts";
import { writeLog } from "./log.ts";

const logarithm = new Float64Array(2);

/**
 * x^y, within one unit in the last place, the same bits on every engine.
 *
 *   x^y = e^(y·ln x)      with ln x and the product carried to about 66 bits; the sign from y's parity where x < 0
 *
 * Special values are those of the language's own `**`: x^0 is 1 even for NaN, (±1)^±∞ is NaN, a negative x with a y that is
 * not whole is NaN, 0^y is 0 or ∞ with the sign of an odd power. Source: pairs after Dekker 1971.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const base = Math.abs(x);
  if (y === Infinity || y === -Infinity) {
    if (base === 1) return NaN;
    return base > 1 === y > 0 ? Infinity : 0;
  }
  const whole = Math.floor(y) === y;
  const odd = whole && Math.floor(y / 2) * 2 !== y;
  const negative = odd && (x < 0 || (x === 0 && 1 / x < 0));
  if (x < 0 && !whole && x !== -Infinity) return NaN;
  const magnitude = powerOfMagnitude(base, y);
  return negative ? -magnitude : magnitude;
}

function powerOfMagnitude(base: number, y: number): number {
  if (base === 1) return 1;
  if (base === 0 || base === Infinity) return (base === 0) === y > 0 ? 0 : Infinity;
  writeLog(base, logarithm);
  const exponent = y * logarithm[0]!;
  // Also keeps a y beyond 2^990 away from productError.
  if (exponent > 710) return Infinity;
  if (exponent < -746) return 0;
  return expOfSum(exponent, productError(y, logarithm[0]!, exponent) + y * logarithm[1]!);
}

const LARGEST_POWER = 2147483647;

/**
 * x^n for a whole n by repeated squaring, within one unit in the last place, the same bits on every engine.
 *
 * Significand and exponent are kept apart and the significand as a pair of doubles, so that nothing overflows on the way
 * and products of small integers come out exact. Special values are those of `pow`.
 *
 * Shapes: n an integer, |n| ≤ 2^31 − 1. Errors: E_ARGUMENT for any other n.
 * Source: Knuth 1969, The Art of Computer Programming 2, 4.6.3; pairs after Dekker 1971.
 */
export function powInteger(x: number, n: number): number {
  if (!Number.isInteger(n) || Math.abs(n) > LARGEST_POWER) {
    throw new SluiceError("E_ARGUMENT", {
      where: "powInteger",
      expected: "a whole power between −2147483647 and 2147483647",
      got: String(n),
      hint: "pow for other powers",
    });
  }
  const base = Math.abs(x);
  if (n === 0 || Number.isNaN(x) || base === 0 || base === Infinity) return pow(x, n);

  let square = significandOf(base);
  let squareLow = 0;
  let squareExponent = exponentOf(base);
  let result = 1;
  let resultLow = 0;
  let resultExponent = 0;
  for (let left = Math.abs(n); ; ) {
    if (left % 2 === 1) {
      const product = result * square;
      const low = productError(result, square, product) + (result * squareLow + resultLow * square);
      // Both lie in [1, 2) or just above, so halving keeps every product below 4.
      const half = product >= 2 ? 0.5 : 1;
      result = (product + low) * half;
      resultLow = sumError(product, low, product + low) * half;
      resultExponent += squareExponent + (half === 1 ? 0 : 1);
    }
    left = Math.floor(left / 2);
    if (left === 0) break;
    const product = square * square;
    const low = productError(square, square, product) + 2 * square * squareLow;
    const half = product >= 2 ? 0.5 : 1;
    square = (product + low) * half;
    squareLow = sumError(product, low, product + low) * half;
    squareExponent = 2 * squareExponent + (half === 1 ? 0 : 1);
  }
  const negative = x < 0 && n % 2 !== 0;
  const magnitude = n > 0 ? scale(result, resultExponent) : scale(inverse(result, resultLow), -resultExponent);
  return negative ? -magnitude : magnitude;
}

function inverse(value: number, low: number): number {
  const estimate = 1 / value;
  const product = estimate * value;
  return estimate + estimate * (1 - product - productError(estimate, value, product) - estimate * low);
}
