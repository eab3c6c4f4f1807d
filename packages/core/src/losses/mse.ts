import { mean, square, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { checkSameShape } from "./loss.ts";

/**
 * Mean squared error, over rows, steps and outputs.
 *
 *   loss = mean((prediction − target)²)
 *
 * Shapes: both alike. Units: the target's, squared. Errors: E_SHAPE when the shapes differ.
 */
export function mse(prediction: Tensor, target: Tensor): Tensor {
  checkSameShape("mse", prediction, target);
  return mean(square(sub(prediction, target)));
}
