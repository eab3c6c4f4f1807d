import { add, log, mul, neg, softplus } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { logBeta } from "./log-gamma.ts";
import { checkSameShape, type LossOptions } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

/** A negative binomial distribution for every target. Shapes: both as the target. */
export interface NegativeBinomial {
  /** r > 0: failures until the count ends; the variance is mean + mean²/r. */
  readonly totalCount: Tensor;
  /** x = log(mean / r): logits of a success. */
  readonly logits: Tensor;
}

/**
 * Negative log likelihood of a negative binomial distribution: for counts whose variance is more than their mean.
 *
 *   loss = mean(r·softplus(x) + y·softplus(−x) + log(y + r) + ln B(r, y + 1))
 *
 * Shapes: r, logits x and target y alike. Units: nats; targets are counts. Give an r that is positive: softplus or exp of
 * what a layer gives. In float32, counts of a million and more leave an error of about 0.1 in the value, not in its gradient.
 * Errors: E_SHAPE when the shapes differ.
 * Source: torch.distributions.NegativeBinomial.log_prob.
 */
export function negativeBinomialNll(
  { totalCount, logits }: NegativeBinomial,
  target: Tensor,
  options?: LossOptions,
): Tensor {
  checkSameShape("negativeBinomialNll, totalCount", totalCount, target);
  checkSameShape("negativeBinomialNll, logits", logits, target);
  const outcomes = add(mul(totalCount, softplus(logits)), mul(target, softplus(neg(logits))));
  const ways = add(log(add(target, totalCount)), logBeta(totalCount, add(target, 1)));
  return reduceTerms("negativeBinomialNll", add(outcomes, ways), options);
}
