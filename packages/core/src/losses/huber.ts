import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { abs, min, mul, sub } from "../graph/ops.ts";
import { checkSameShape, type Loss } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

export interface HuberOptions {
  /** Error δ from which on the loss grows in proportion, not with the square; 1 by default. */
  delta?: number;
}

/**
 * Huber's loss: squared near zero, absolute far from it, so that single large errors do not rule.
 *
 *   e = |prediction − target|      loss = mean(e² / 2 where e ≤ δ, else δ·(e − δ/2))
 *
 * Shapes: both alike. Units: the target's, squared; δ in the target's.
 * Errors: E_ARGUMENT unless δ > 0; E_SHAPE when the shapes differ.
 * Source: Huber 1964; torch.nn.HuberLoss.
 */
export function huber(options: HuberOptions = {}): Loss {
  checkOptions("huber", options, { delta: true });
  const { delta = 1 } = options;
  checkNumber("huber, delta", delta, { above: 0 });
  return (prediction, target, options) => {
    checkSameShape("huber", prediction, target);
    const error = abs(sub(prediction, target));
    const near = min(error, delta);
    // Both cases in one: e² / 2 where near is e, δ·(e − δ/2) where it is δ.
    return reduceTerms("huber", mul(near, sub(error, mul(0.5, near))), options);
  };
}
