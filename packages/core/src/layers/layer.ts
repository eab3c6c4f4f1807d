import type { Tensor } from "../graph/tensor.ts";
import { inLayer, recordCall } from "./trace.ts";

/** A layer is a function over symbolic tensors: `tanh` is one, `linear(8)` is one, `(x) => mul(x, x)` is one. */
export interface Layer {
  (x: Tensor): Tensor;
  /** Whether the input must be a sequence: what `sequential` makes of a number of features then. */
  readonly takesSteps?: boolean;
  /** Whether the input must be a sequence of a fixed number of steps: `sequential` compiles that number in then. */
  readonly fixesSteps?: boolean;
  /** Whether the input is indices, which have no features: what `sequential` takes [B, T] for then. */
  readonly takesIndices?: boolean;
}

/**
 * A layer with parameters of its own: `apply` calls `parameter(name, shape)` for them.
 *
 *     const scale = layer("scale", (x) => mul(x, parameter("g", [x.shape.at(-1) as number], { init: 1 })));
 *
 * Its parameters are called `<name>.<parameter>`, with a number behind the name from the second layer of that name on.
 * Applied twice, it uses the same parameters twice.
 */
export function layer(name: string, apply: (x: Tensor) => Tensor): Layer {
  const applied: Layer = (x) =>
    inLayer({ identity: applied, name }, x, (label) => {
      const output = apply(x);
      recordCall({ label, saved: undefined, inputs: [x], outputs: [output] });
      return output;
    });
  return applied;
}
