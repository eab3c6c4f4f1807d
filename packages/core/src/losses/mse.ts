import { square, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { checkSameShape, type LossOptions } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

/**
 * Mean squared error, over rows, steps and outputs.
 *
 *   loss = mean((prediction − target)²)
 *
 * Shapes: both alike. Units: the target's, squared. Errors: E_SHAPE when the shapes differ.
 * Source: torch.nn.MSELoss.
 */
export function mse(prediction: Tensor, target: Tensor, options?: LossOptions): Tensor {
  checkSameShape("mse", prediction, target);
  return reduceTerms("mse", square(sub(prediction, target)), options);
}
