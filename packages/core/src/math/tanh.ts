import { quotient, sumError } from "./exact.ts";
import { writeExpm1 } from "./exp.ts";

const pair = new Float64Array(2);

/** 2^−28: below it x³/3 is less than half a unit in the last place of x. */
const SMALL = 3.725290298461914e-9;

/**
 * The hyperbolic tangent, within one unit in the last place, the same bits on every engine; |tanh x| ≤ 1.
 *
 *   tanh x = t / (t + 2)      with t = e^(2x) − 1, taken at −|x|
 *
 * NaN gives NaN, −0 gives −0. Source: the identity above; numerator and denominator are pairs of doubles.
 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < SMALL || Number.isNaN(x)) return x;
  let value = 1;
  if (size < 20) {
    writeExpm1(-2 * size, pair);
    const t = pair[0]!;
    const below = t + 2;
    value = quotient(-t, -pair[1]!, below, sumError(2, t, below) + pair[1]!);
  }
  return x < 0 ? -value : value;
}
