import { abs, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { checkSameShape, type LossOptions } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

/**
 * Mean absolute error, over rows, steps and outputs; its derivative is 0 where prediction and target agree.
 *
 *   loss = mean(|prediction − target|)
 *
 * Shapes: both alike. Units: the target's. Errors: E_SHAPE when the shapes differ.
 * Source: torch.nn.L1Loss.
 */
export function mae(prediction: Tensor, target: Tensor, options?: LossOptions): Tensor {
  checkSameShape("mae", prediction, target);
  return reduceTerms("mae", abs(sub(prediction, target)), options);
}
