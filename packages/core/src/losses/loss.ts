import { ShapeError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import { sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Symbolic } from "../layers/model.ts";
import type { ShapedArray } from "../program.ts";

/**
 * What training makes small: any function of the model's output and the targets that gives a scalar. For a model with
 * named outputs, both are records.
 */
export type Loss<Y = ShapedArray> = (prediction: Symbolic<Y>, target: Symbolic<Y>) => Tensor;

/** Errors: E_SHAPE when the shapes differ: broadcasting would compare everything with everything. */
export function checkSameShape(where: string, prediction: Tensor, target: Tensor): void {
  if (sameShape(prediction.shape, target.shape)) return;
  throw new ShapeError({
    where,
    expected: `targets of shape ${showPublic(prediction.shape)}, as the predictions`,
    got: showPublic(target.shape),
  });
}
