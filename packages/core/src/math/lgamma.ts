import { log, log1p } from "./log.ts";
import { sinPi } from "./trigonometry.ts";

/** ln(2π) / 2 */
const HALF_LOG_2PI = 0.9189385332046728;

/**
 * ln |Γ(x)|, to a relative 10⁻¹³ away from its zeros below 0, the same bits on every engine.
 *
 *   near 1 and 2   ln Γ(2 + z) = (1 − γ)·z + Σ_{k≥2} (−1)^k·(ζ(k) − 1)/k·z^k,  |z| ≤ 1/2,  and ln Γ(x) = ln Γ(x + 1) − ln x
 *   up to 10       ln Γ(x) = ln Γ(x − n) + ln((x − 1)…(x − n))
 *   from 10 on     ln Γ(x) = (x − 1/2)·(ln x − 1) − 1/2 + ln(2π)/2 + Σ_{k≥1} B_2k / (2k·(2k − 1)·x^(2k−1))
 *   below −1/2     ln |Γ(x)| = ln(π / |sin πx|) − ln Γ(1 − x)
 *
 * The first form keeps the relative precision at the zeros 1 and 2. Poles (0 and the negative integers) and ±∞ give ∞,
 * NaN gives NaN. Source: Abramowitz and Stegun 1964, 6.1.17, 6.1.33, 6.1.41.
 */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) === Infinity) return Infinity;
  if (x >= 10) return stirling(x);
  if (x > 2.5) return fromBelow(x);
  if (x >= 1.5) return aroundTwo(x - 2);
  if (x > 0.5) return aroundTwo(x - 1) - log1p(x - 1);
  if (x > -0.5) return aroundTwo(x) - log1p(x) - log(Math.abs(x));
  const sine = Math.abs(sinPi(x));
  return sine === 0 ? Infinity : log(Math.PI / sine) - lgamma(1 - x);
}

function stirling(x: number): number {
  const inverse = 1 / x;
  const p = inverse * inverse;
  let series = -3617 / 122400;
  series = series * p + 1 / 156;
  series = series * p - 691 / 360360;
  series = series * p + 1 / 1188;
  series = series * p - 1 / 1680;
  series = series * p + 1 / 1260;
  series = series * p - 1 / 360;
  series = series * p + 1 / 12;
  return (x - 0.5) * (log(x) - 1) + (HALF_LOG_2PI - 0.5 + series * inverse);
}

function fromBelow(x: number): number {
  let product = 1;
  let rest = x;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return aroundTwo(rest - 2) + log(product);
}

/** (−1)^k·(ζ(k) − 1)/k for k = 28 … 2. */
const ZETA_TERMS = [
  1.330476437424449e-10, -2.7595228851242334e-10, 5.731367241678862e-10, -1.1921401405860912e-9, 2.4836745438024785e-9,
  -5.183475041970047e-9, 1.0838659214896955e-8, -2.2711094608943164e-8, 4.7698101693639804e-8, -1.0043224823968099e-7,
  2.1207184805554665e-7, -4.492469198764566e-7, 9.55141213040742e-7, -2.039215753801366e-6, 4.374866789907488e-6,
  -9.439488275268397e-6, 2.050721277567069e-5, -4.492623673813314e-5, 9.945751278180853e-5, -0.00022315475845357939,
  0.0005096695247430425, -0.001192753911703261, 0.0028905103307415234, -0.007385551028673986, 0.020580808427784546,
  -0.0673523010531981, 0.3224670334241132,
];
/** 1 − γ, with γ the Euler–Mascheroni constant. */
const ONE_MINUS_GAMMA = 0.42278433509846713;

/** ln Γ(2 + z), |z| ≤ 1/2. */
function aroundTwo(z: number): number {
  let series = 0;
  for (const term of ZETA_TERMS) series = series * z + term;
  return z * (ONE_MINUS_GAMMA + z * series);
}
