import { add, constant, equal, select, stopGradient, zeros } from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";

interface Truncated {
  /** What every step needs one element of. */
  readonly sequences: readonly Tensor[];
  /** The states that a step reads, given those before it and the step's elements. */
  apply(states: readonly Tensor[], elements: readonly Tensor[]): readonly Tensor[];
}

/**
 * Truncated backpropagation through time: the steps are parts of k, in the order in which they are taken, and no gradient
 * goes from a part into the one before. Values are the same as without.
 *
 * Shapes: x [T, B, F]; states [B, size].
 * Source: Williams and Peng 1990, Neural Computation 2(4), with h = h' = k.
 */
export function truncated(x: Tensor, { truncate, reverse }: { truncate: number; reverse: boolean }): Truncated {
  if (truncate === 0) return { sequences: [], apply: (states) => states };
  const { stacks } = scan({
    axis: x.shape[0]! as string | number,
    reverse,
    sequences: [],
    initial: [zeros([x.shape[1]!, 1])],
    step(_, [taken]) {
      const starts = equal(taken!, truncate);
      return { next: [select(starts, constant(1), add(taken!, 1))], stacked: [starts] };
    },
  });
  return {
    sequences: stacks,
    apply: (states, [starts]) => states.map((state) => select(starts!, stopGradient(state), state)),
  };
}
