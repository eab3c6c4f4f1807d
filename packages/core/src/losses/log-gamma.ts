import { add, div, log, log1p, max, min, mul, reciprocal, square, sub, type Value } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";

/** How far the argument is moved up before Stirling's series, which then is good to 10⁻¹⁰. */
const SHIFT = 6;

/**
 * ln Γ(x + n) − ln Γ(x), without taking the difference of two large numbers.
 *
 *   a = x + 6      (a − ½)·log1p(n/a) + n·(ln(a + n) − 1) + c(a + n) − c(a) − Σ_{i<6} ln(1 + n/(x + i))
 *   c(a) = 1/(12a) − 1/(360a³) + 1/(1260a⁵) − 1/(1680a⁷)
 *
 * Its derivatives are of the same kind: in float32 both are good to a few units in the sixth place, and to 10⁻⁹ in float64.
 * Shapes: two that broadcast. x > 0 and n ≥ 0 (else NaN or nonsense).
 * Source: Abramowitz and Stegun 1964, 6.1.15 and 6.1.41.
 */
export function logGammaRatio(x: Value, n: Value): Tensor {
  const ratio = (i: number) => add(1, div(n, add(x, i)));
  // In groups, so that no product overflows.
  const near = add(log1p(div(n, x)), add(log(mul(ratio(1), ratio(2))), log(mul(mul(ratio(3), ratio(4)), ratio(5)))));
  const a = add(x, SHIFT);
  const end = add(a, n);
  const far = add(mul(sub(a, 0.5), log1p(div(n, a))), mul(n, sub(log(end), 1)));
  return sub(add(far, sub(correction(end), correction(a))), near);
}

function correction(a: Tensor): Tensor {
  const inverse = reciprocal(a);
  const p = square(inverse);
  const series = add(1 / 12, mul(p, add(-1 / 360, mul(p, add(1 / 1260, mul(p, -1 / 1680))))));
  return mul(inverse, series);
}

/** ln n! for n ≥ 0. */
export const logFactorial = (n: Tensor): Tensor => logGammaRatio(1, n);

/**
 * ln B(p, q) = ln Γ(p) + ln Γ(q) − ln Γ(p + q) for p, q > 0.
 *
 *   ln Γ(low) − (ln Γ(high + low) − ln Γ(high))      with ln Γ(low) = ln low! − ln low
 */
export function logBeta(p: Tensor, q: Tensor): Tensor {
  const low = min(p, q);
  return sub(sub(logFactorial(low), log(low)), logGammaRatio(max(p, q), low));
}
