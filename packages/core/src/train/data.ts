import type { ArrayData } from "../layers/arrays.ts";
import type { Lengths } from "../layers/row-lengths.ts";
import type { ShapedArray } from "../program.ts";

/** Targets for what a model predicts: one array, or a record of them where the model names its outputs. */
export type Targets<Y> = Y extends ShapedArray ? ArrayData : { readonly [K in keyof Y]: ArrayData };

/**
 * Examples to learn from: what the model takes, and what its output should have been.
 *
 * Shapes: as many rows in all arrays; a target has steps where the output has them, [B, T, …], and [B, …] elsewhere. One
 * long series is one row.
 */
export interface TrainingData<X, Y> {
  readonly x: X;
  readonly y: Targets<Y>;
  /**
   * How many steps of each row are its own, from 1 to T; the rest is padding, which changes neither what a layer gives nor
   * the loss. All steps by default.
   */
  readonly lengths?: Lengths;
  /**
   * How much each row counts in the loss, or each step of each row: 1 unless told, 0 for not at all. They are best 1 on
   * average, since the loss is still a mean over all rows. Shapes: [B] or [B, T].
   */
  readonly weights?: ArrayData;
}
