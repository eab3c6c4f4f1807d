import { log } from "./log.ts";
import { cosPi, sinPi } from "./trigonometry.ts";

/**
 * The digamma function ψ(x) = d ln Γ(x) / dx, to a relative 10⁻¹³ away from its zeros, the same bits on every engine.
 *
 *   from 10 on   ψ(x) = ln x − 1/(2x) − Σ_{k≥1} B_2k / (2k·x^2k)
 *   below        ψ(x) = ψ(x + n) − 1/x − … − 1/(x + n − 1)
 *   below 0      ψ(x) = ψ(1 − x) − π / tan πx
 *
 * ψ(0) is −∞ and ψ(−0) is ∞; the negative integers, where both signs meet, −∞ and NaN give NaN.
 * Source: Abramowitz and Stegun 1964, 6.3.5, 6.3.7, 6.3.18.
 */
export function digamma(x: number): number {
  if (x === 0) return -1 / x;
  if (x === Infinity) return x;
  if (x === -Infinity) return NaN;
  if (x < 0) {
    const sine = sinPi(x);
    return sine === 0 ? NaN : digamma(1 - x) - (Math.PI * cosPi(x)) / sine;
  }
  let shift = 0;
  let large = x;
  while (large < 10) {
    shift += 1 / large;
    large += 1;
  }
  const p = 1 / (large * large);
  let series = 3617 / 8160;
  series = series * p - 1 / 12;
  series = series * p + 691 / 32760;
  series = series * p - 1 / 132;
  series = series * p + 1 / 240;
  series = series * p - 1 / 252;
  series = series * p + 1 / 120;
  series = series * p - 1 / 12;
  return log(large) - 0.5 / large + series * p - shift;
}
