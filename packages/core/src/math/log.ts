import { exponentOf, significandOf } from "./bits.ts";
import { productError, sumError } from "./exact.ts";
import { LN2_HIGH, LN2_LOW } from "./exp.ts";

/** What double precision leaves out of 1/3 and 1/5. */
const THIRD_LOW = 1.850371707708594e-17;
const FIFTH_LOW = -1.1102230246251566e-17;

/**
 * ln x as the sum out[0] + out[1], good to about 2^−66 of it.
 *
 *   x = 2^k·m, √½ ≤ m < √2      s = (m − 1)/(m + 1), P = s²      ln x = k·ln 2 + 2s·(1 + P/3 + P²/5 + P³/7 + …)
 *
 * s, P and the first terms are carried as pairs of doubles: pow needs eleven bits more than ln x has.
 * Shapes: 0 < x < ∞. Source: the series of 2·artanh(s); pairs after Dekker 1971.
 */
export function writeLog(x: number, out: Float64Array): void {
  let k = exponentOf(x);
  let m = significandOf(x);
  if (m >= Math.SQRT2) {
    m *= 0.5;
    k += 1;
  }

  const f = m - 1;
  const divisor = m + 1;
  const divisorLow = sumError(m, 1, divisor);
  const s = f / divisor;
  const product = s * divisor;
  const sLow = (f - product - productError(s, divisor, product) - s * divisorLow) / divisor;

  const p = s * s;
  const pLow = productError(s, s, p) + 2 * s * sLow;

  let tail = 1 / 29;
  tail = tail * p + 1 / 27;
  tail = tail * p + 1 / 25;
  tail = tail * p + 1 / 23;
  tail = tail * p + 1 / 21;
  tail = tail * p + 1 / 19;
  tail = tail * p + 1 / 17;
  tail = tail * p + 1 / 15;
  tail = tail * p + 1 / 13;
  tail = tail * p + 1 / 11;
  tail = tail * p + 1 / 9;
  tail = tail * p + 1 / 7;
  tail *= p;

  const fifth = 1 / 5 + tail;
  const fifthLow = sumError(1 / 5, tail, fifth) + FIFTH_LOW;
  const second = p * fifth;
  const third = 1 / 3 + second;
  const thirdLow =
    sumError(1 / 3, second, third) + (productError(p, fifth, second) + p * fifthLow + pLow * fifth + THIRD_LOW);
  const first = p * third;
  const firstLow = productError(p, third, first) + p * thirdLow + pLow * third;
  const bend = s * first;
  const bendLow = productError(s, first, bend) + s * firstLow + sLow * first;

  const half = s + bend;
  const halfLow = sumError(s, bend, half) + (sLow + bendLow);
  const whole = k * LN2_HIGH;
  const sum = whole + 2 * half;
  const low = sumError(whole, 2 * half, sum) + (2 * halfLow + k * LN2_LOW);
  const value = sum + low;
  out[0] = value;
  out[1] = sumError(sum, low, value);
}

const pair = new Float64Array(2);

/**
 * The natural logarithm, within 0.51 units in the last place, the same bits on every engine.
 *
 * ln 0 is −∞, ln ∞ is ∞; a negative number and NaN give NaN. Source: as writeLog, its two parts added.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  writeLog(x, pair);
  return pair[0]!;
}

/** 2^−54: below it ln(1 + x) is x. */
const SMALL = 5.551115123125783e-17;

/**
 * ln(1 + x), within one unit in the last place, also where 1 + x rounds to 1.
 *
 *   u = 1 + x as rounded, e what rounding took      ln(1 + x) = ln u + e/u
 *
 * −1 gives −∞, anything below and NaN give NaN, −0 gives −0. Source: Knuth's exact sum, first-order correction.
 */
export function log1p(x: number): number {
  if (Math.abs(x) < SMALL) return x;
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const u = 1 + x;
  writeLog(u, pair);
  return pair[0]! + (pair[1]! + sumError(1, x, u) / u);
}
