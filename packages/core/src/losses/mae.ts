import { abs, mean, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { checkSameShape } from "./loss.ts";

/**
 * Mean absolute error, over rows, steps and outputs; its derivative is 0 where prediction and target agree.
 *
 *   loss = mean(|prediction − target|)
 *
 * Shapes: both alike. Units: the target's. Errors: E_SHAPE when the shapes differ.
 */
export function mae(prediction: Tensor, target: Tensor): Tensor {
  checkSameShape("mae", prediction, target);
  return mean(abs(sub(prediction, target)));
}
