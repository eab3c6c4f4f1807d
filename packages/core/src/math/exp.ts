import { powerOfTwo, scale } from "./bits.ts";
import { sumError } from "./exact.ts";

/** The first 41 bits of ln 2, so that its product with an exponent is exact, and the rest. */
export const LN2_HIGH = 0.693147180559663;
export const LN2_LOW = 2.8235290563031577e-13;

/** 2^−54: below it e^x − 1 is x. */
const SMALL = 5.551115123125783e-17;

/** [r, q] of the last `reduce`: e^(x + low) = 2^k·(1 + r + q). */
const reduced = new Float64Array(2);

/**
 * Leaves r and q with 1 + r + q = e^(x + low − k·ln 2) in `reduced`, and returns k.
 *
 * |r| ≤ ln 2 / 2, where the Taylor series of (e^r − 1 − r)/r² ends below 2^−58.
 */
function reduce(x: number, low: number): number {
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const tail = low - k * LN2_LOW;
  const r = high + tail;
  const rest = sumError(high, tail, r);
  let series = 1 / 1307674368000;
  series = series * r + 1 / 87178291200;
  series = series * r + 1 / 6227020800;
  series = series * r + 1 / 479001600;
  series = series * r + 1 / 39916800;
  series = series * r + 1 / 3628800;
  series = series * r + 1 / 362880;
  series = series * r + 1 / 40320;
  series = series * r + 1 / 5040;
  series = series * r + 1 / 720;
  series = series * r + 1 / 120;
  series = series * r + 1 / 24;
  series = series * r + 1 / 6;
  series = series * r + 0.5;
  reduced[0] = r;
  reduced[1] = rest * (1 + r) + r * r * series;
  return k;
}

/**
 * e^x, within one unit in the last place, the same bits on every engine.
 *
 *   k = round(x / ln 2)      r = x − k·ln 2      e^x = 2^k·(1 + r + r²·(1/2! + r/3! + … + r¹³/15!))
 *
 * The subtraction carries ln 2 to 94 bits and the sum its rounding error, so that only the last addition rounds.
 * e^NaN is NaN; e^−∞ is 0. Source: Cody and Waite 1980, Software Manual for the Elementary Functions.
 */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/**
 * e^(x + low) for a number that is known beyond double precision.
 *
 * Shapes: |low| at most a unit in the last place of x.
 */
export function expOfSum(x: number, low: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const k = reduce(x, low);
  const r = reduced[0]!;
  const sum = 1 + r;
  return scale(sum + (r - (sum - 1) + reduced[1]!), k);
}

/**
 * e^x − 1, within one unit in the last place, also where x is so small that e^x is 1.
 *
 *   e^x − 1 = (2^k − 1) + 2^k·(e^r − 1)      with k and r as in exp
 *
 * NaN gives NaN, −∞ gives −1, −0 gives −0. Source: as exp.
 */
export function expm1(x: number): number {
  const pair = expm1Pair;
  writeExpm1(x, pair);
  return pair[0]!;
}

const expm1Pair = new Float64Array(2);

/**
 * e^x − 1 as the sum out[0] + out[1], good to about 2^−55 of it; out[1] is below half a unit in the last place of out[0].
 */
export function writeExpm1(x: number, out: Float64Array): void {
  out[1] = 0;
  if (Math.abs(x) < SMALL || Number.isNaN(x)) {
    out[0] = x;
  } else if (x > 40) {
    out[0] = exp(x);
  } else if (x < -40) {
    out[0] = -1;
  } else {
    const power = powerOfTwo(reduce(x, 0));
    const whole = power - 1;
    const part = power * reduced[0]!;
    const sum = whole + part;
    const low = sumError(whole, part, sum) + sumError(power, -1, whole) + power * reduced[1]!;
    const value = sum + low;
    out[0] = value;
    out[1] = sumError(sum, low, value);
  }
}
