import { exp } from "./exp.ts";

/**
 * The error function in float64.
 *
 *   erf(x) = 2/√π ∫₀ˣ e^−t² dt = 2/√π e^−x² Σₙ 2ⁿ x^(2n+1) / (1·3·5 … (2n+1))
 *
 * All terms have one sign, so that nothing cancels; beyond 6 it is ±1.
 * Source: Abramowitz and Stegun 7.1.6.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) > 6) return x < 0 ? -1 : 1;
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  const y = (2 / Math.sqrt(Math.PI)) * exp(-x * x) * total;
  return y > 1 ? 1 : y < -1 ? -1 : y;
}
