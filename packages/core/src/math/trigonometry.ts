import { SluiceError } from "../errors.ts";
import { productError, sumError } from "./exact.ts";

/** π/2 in three pieces of 33 bits, whose products with a quarter-turn count below 2^20 are exact, and the rest. */
const QUARTER_1 = 1.5707963267341256;
const QUARTER_2 = 6.077100506303966e-11;
const QUARTER_3 = 2.0222662487111665e-21;
const QUARTER_4 = 8.4784276603689e-32;
const QUARTERS_PER_RADIAN = 0.6366197723675814;
/** What double precision leaves out of π. */
const PI_LOW = 1.2246467991473532e-16;

const LARGEST_ANGLE = 1e6;
const TWO_TO_53 = 9007199254740992;
/** 2^−27: below it x³/6 is less than half a unit in the last place of x. */
const SMALL = 7.450580596923828e-9;

/** The angle within its quarter turn, |angle| ≤ π/4, as a sum of two numbers. */
const angle = new Float64Array(2);

/**
 * The sine of an angle in radians, within one unit in the last place, the same bits on every engine.
 *
 *   x = n·π/2 + r, |r| ≤ π/4      ±sin r or ±cos r by n mod 4, each its Taylor series (to r¹⁷/17! and r¹⁸/18!)
 *
 * Shapes: |x| ≤ 10⁶ (π/2 is carried to 152 bits, enough for r within that range). NaN gives NaN, −0 gives −0.
 * Errors: E_ARGUMENT for a larger |x|. Source: Cody and Waite 1980, Software Manual for the Elementary Functions.
 */
export function sin(x: number): number {
  if (Math.abs(x) < SMALL || Number.isNaN(x)) return x;
  return turned(reduceRadians(x, "sin"));
}

/**
 * The cosine of an angle in radians, within one unit in the last place, the same bits on every engine.
 *
 * Shapes, errors, method and source: as sin; NaN gives NaN.
 */
export function cos(x: number): number {
  if (Number.isNaN(x)) return x;
  return turned(reduceRadians(x, "cos") + 1);
}

/**
 * sin(π·x), within one unit in the last place, exactly 0 at every integer, the same bits on every engine.
 *
 * Shapes: every finite x, reduced without error; NaN gives NaN. Errors: E_ARGUMENT for ±∞. Source: as sin.
 */
export function sinPi(x: number): number {
  if (Number.isNaN(x)) return x;
  return turned(reduceHalfTurns(x, "sinPi"));
}

/**
 * cos(π·x), within one unit in the last place, exactly 0 at every half, the same bits on every engine.
 *
 * Shapes, errors, source: as sinPi.
 */
export function cosPi(x: number): number {
  if (Number.isNaN(x)) return x;
  return turned(reduceHalfTurns(x, "cosPi") + 1);
}

/** Leaves x − n·π/2 in `angle` and returns n mod 4. */
function reduceRadians(x: number, name: string): number {
  if (!(Math.abs(x) <= LARGEST_ANGLE)) {
    throw new SluiceError("E_ARGUMENT", {
      where: name,
      expected: "an angle between −1000000 and 1000000 radians",
      got: String(x),
      hint: `${name}Pi, which takes half turns of any size`,
    });
  }
  const n = Math.floor(x * QUARTERS_PER_RADIAN + 0.5);
  const coarse = x - n * QUARTER_1;
  const second = -n * QUARTER_2;
  const middle = coarse + second;
  const third = -n * QUARTER_3;
  const fine = middle + third;
  const low = sumError(coarse, second, middle) + sumError(middle, third, fine) - n * QUARTER_4;
  angle[0] = fine + low;
  angle[1] = sumError(fine, low, angle[0]);
  return n - 4 * Math.floor(n / 4);
}

/** Leaves π·(x − n/2) in `angle` and returns n mod 4. */
function reduceHalfTurns(x: number, name: string): number {
  if (Math.abs(x) === Infinity) {
    throw new SluiceError("E_ARGUMENT", { where: name, expected: "a finite number of half turns", got: String(x) });
  }
  // From 2^52 on every number is whole, and from 2^53 on even.
  const small = Math.abs(x) < TWO_TO_53 ? x : 0;
  const n = Math.abs(small) < TWO_TO_53 / 4 ? Math.floor(2 * small + 0.5) : 2 * small;
  const rest = small - n / 2;
  angle[0] = Math.PI * rest;
  angle[1] = productError(Math.PI, rest, angle[0]) + PI_LOW * rest;
  return n - 4 * Math.floor(n / 4);
}

/** sin(angle + quarter·π/2). */
function turned(quarter: number): number {
  const r = angle[0]!;
  const low = angle[1]!;
  if (quarter === 0 || quarter === 4) return sineNearZero(r, low);
  if (quarter === 1) return cosineNearZero(r, low);
  return quarter === 2 ? -sineNearZero(r, low) : -cosineNearZero(r, low);
}

function sineNearZero(r: number, low: number): number {
  const p = r * r;
  let series = 1 / 355687428096000;
  series = series * p - 1 / 1307674368000;
  series = series * p + 1 / 6227020800;
  series = series * p - 1 / 39916800;
  series = series * p + 1 / 362880;
  series = series * p - 1 / 5040;
  series = series * p + 1 / 120;
  series = series * p - 1 / 6;
  return r + (r * p * series + low * (1 - 0.5 * p));
}

function cosineNearZero(r: number, low: number): number {
  const p = r * r;
  let series = -1 / 6402373705728000;
  series = series * p + 1 / 20922789888000;
  series = series * p - 1 / 87178291200;
  series = series * p + 1 / 479001600;
  series = series * p - 1 / 3628800;
  series = series * p + 1 / 40320;
  series = series * p - 1 / 720;
  series = series * p + 1 / 24;
  const half = 0.5 * p;
  const sum = 1 - half;
  return sum + (1 - sum - half + (p * p * series - r * low));
}
