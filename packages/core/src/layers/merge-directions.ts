import { add, concat, mul } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";

/** How the outputs of two directions become one. */
export type Merge = "concat" | "sum" | "mul" | "average";

const MERGES: Readonly<Record<Merge, (forward: Tensor, backward: Tensor) => Tensor>> = {
  concat: (forward, backward) => concat([forward, backward]),
  sum: add,
  mul,
  average: (forward, backward) => mul(add(forward, backward), 0.5),
};

export const merges = Object.keys(MERGES) as readonly Merge[];

/**
 * The outputs of one direction or of both as one.
 *
 *   concat  [f, b]      sum  f + b      mul  f ⊙ b      average  (f + b) / 2
 *
 * Shapes: all alike, with twice the features for `concat`.
 */
export const merged = ([forward, backward]: readonly Tensor[], merge: Merge): Tensor =>
  backward === undefined ? forward! : MERGES[merge](forward!, backward);
