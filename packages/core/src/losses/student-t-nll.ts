import { add, div, log, log1p, mul, square, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { logGammaRatio } from "./log-gamma.ts";
import { checkSameShape, type LossOptions } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

/** Student's distribution for every target. Shapes: all as the target. */
export interface StudentT {
  /** Degrees of freedom ν > 0: the smaller, the heavier the tails. */
  readonly df: Tensor;
  readonly location: Tensor;
  /** σ > 0. */
  readonly scale: Tensor;
}

/**
 * Negative log likelihood of Student's t distribution, whose heavy tails forgive outliers.
 *
 *   z = (target − location) / σ
 *   loss = mean((ν + 1)/2 · log(1 + z²/ν) + log σ + ½·log(ν·π) − (ln Γ((ν + 1)/2) − ln Γ(ν/2)))
 *
 * Shapes: ν, location, σ and target alike. Units: nats; location and σ the target's. Give a σ and a ν that are positive:
 * softplus or exp of what a layer gives.
 * Errors: E_SHAPE when the shapes differ.
 * Source: torch.distributions.StudentT.log_prob.
 */
export function studentTNll({ df, location, scale }: StudentT, target: Tensor, options?: LossOptions): Tensor {
  checkSameShape("studentTNll, df", df, target);
  checkSameShape("studentTNll, location", location, target);
  checkSameShape("studentTNll, scale", scale, target);
  const z = div(sub(target, location), scale);
  const half = mul(0.5, df);
  const tails = mul(add(half, 0.5), log1p(div(square(z), df)));
  const size = add(log(scale), mul(0.5, log(mul(df, Math.PI))));
  return reduceTerms("studentTNll", sub(add(tails, size), logGammaRatio(half, 0.5)), options);
}
