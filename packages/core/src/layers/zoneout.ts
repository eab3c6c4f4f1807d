import { add, less, mul, select } from "../graph/ops.ts";
import type { Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { RESOLUTION } from "./dropout.ts";
import type { SizedCell, Tensors } from "./sized-cell.ts";
import { uniformInTraining } from "./trace.ts";

interface Zoneout {
  /** What every step needs one element of. */
  readonly sequences: readonly Tensor[];
  /** A step's values with the states as they come out, given those before and the step's elements. */
  apply(values: Tensors, previous: Tensors, elements: readonly Tensor[]): Tensors;
}

/**
 * States that now and then stay as they were.
 *
 *   training: s_t = s_{t−1} with probability p, else s̃_t      otherwise: s_t = p s_{t−1} + (1 − p) s̃_t
 *
 * s̃ is what the cell computes. Drawn for every row, step and unit.
 * Shapes: `steps` [T, B]; states [B, size].
 * Source: Krueger et al. 2017, arXiv:1606.01305.
 */
export function zoneout(cell: SizedCell, steps: Shape, byState: Readonly<Record<string, number>>): Zoneout {
  const zoned = Object.entries(byState).map(([state, p]) => ({
    state,
    p: Math.round(p * RESOLUTION) / RESOLUTION,
    uniform: uniformInTraining([...steps, cell.sizeOf(state)]),
  }));
  return {
    sequences: zoned.flatMap(({ uniform }) => uniform ?? []),
    apply(values, previous, elements) {
      if (zoned.length === 0) return values;
      const states = zoned.map(({ state, p, uniform }, i): [string, Tensor] => {
        const before = previous[state]!;
        const next = values[state]!;
        return [
          state,
          uniform === undefined ? add(mul(p, before), mul(1 - p, next)) : select(less(elements[i]!, p), before, next),
        ];
      });
      return { ...values, ...Object.fromEntries(states) };
    },
  };
}
