import { ShapeError, SluiceError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import { type Shape, sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Symbolic } from "../layers/model.ts";
import type { ShapedArray } from "../program.ts";

/** How the terms of a loss become what it gives. */
export interface LossOptions {
  /** `mean` (unless told) or `sum` over all terms, a scalar; `none` gives the terms themselves. */
  reduction?: "mean" | "sum" | "none";
  /**
   * How much each term counts, 1 unless told. A mean is still over the number of terms, so that a weight of 2 counts as two
   * rows. Shapes: [B] by row, or [T, B] by step and row.
   */
  weights?: Tensor;
}

/**
 * What training makes small: any function of the model's output and the targets that gives a scalar. For a model with
 * named outputs, both are records. The options are given where the data have weights, and by whoever calls it.
 */
export interface Loss<Y = ShapedArray> {
  (prediction: Symbolic<Y>, target: Symbolic<Y>, options?: LossOptions): Tensor;
  /** Refuses targets that make no sense, before anything is computed. Errors: E_ARGUMENT. */
  readonly checkTargets?: (targets: ShapedArray, prediction: Shape) => void;
  /** Whether its mean is over the weights of the terms, as with classes of different weights, and not over their number. */
  readonly countsByWeight?: boolean;
}

/** A loss that refuses targets which make no sense. */
export const checking = (loss: Loss, checkTargets: NonNullable<Loss["checkTargets"]>): Loss =>
  Object.assign(loss, { checkTargets });

/** Errors: E_SHAPE when the shapes differ: broadcasting would compare everything with everything. */
export function checkSameShape(where: string, prediction: Tensor, target: Tensor): void {
  if (sameShape(prediction.shape, target.shape)) return;
  throw new ShapeError({
    where,
    expected: `targets of shape ${showPublic(prediction.shape)}, as the predictions`,
    got: showPublic(target.shape),
  });
}

/** Errors: E_ARGUMENT, with the row, for the first value that is not as expected. */
export function checkEach(
  where: string,
  { shape, data }: ShapedArray,
  { expected, accepts }: { expected: string; accepts: (value: number) => boolean },
): void {
  const wrong = data.findIndex((value) => !accepts(value));
  if (wrong === -1) return;
  const row = Math.floor(wrong / (data.length / shape[0]!));
  throw new SluiceError("E_ARGUMENT", { where: `${where}, row ${row}`, expected, got: String(data[wrong]) });
}
