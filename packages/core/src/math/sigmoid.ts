import { quotient, sumError } from "./exact.ts";
import { exp } from "./exp.ts";
import { log1p } from "./log.ts";

/**
 * The logistic function 1 / (1 + e^−x), within two units in the last place, the same bits on every engine; 0 ≤ σ ≤ 1.
 *
 *   σ(x) = 1 / (1 + e)  for x ≥ 0      e / (1 + e)  for x < 0      with e = e^−|x|, which never overflows
 *
 * NaN gives NaN. Source: the identity above.
 */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  const below = 1 + e;
  return quotient(x < 0 ? e : 1, 0, below, sumError(1, e, below));
}

/**
 * ln(1 + e^x), the smooth ramp whose slope is the logistic function, within two units in the last place, the same bits on
 * every engine.
 *
 *   softplus(x) = max(x, 0) + ln(1 + e^−|x|)
 *
 * −ln σ(x) is softplus(−x). NaN gives NaN. Source: the identity above, which neither overflows nor cancels.
 */
export function softplus(x: number): number {
  const rest = log1p(exp(-Math.abs(x)));
  return x > 0 ? x + rest : rest;
}
