import type { ArrayData } from "../layers/arrays.ts";
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
}
