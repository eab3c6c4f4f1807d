import { gradient } from "../gradient/gradient.ts";
import { hasSteps, publicShape, ROWS } from "../graph/axes.ts";
import { concrete, elementCount } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Bound } from "../layers/bind.ts";
import { graphInputs, rowsAtOnce } from "../layers/forward.ts";
import type { Network, Traced } from "../layers/network.ts";
import { pasteRows } from "../layers/rows.ts";
import type { ShapedArray } from "../program.ts";

export interface RowGradientOptions {
  /** Values inside layers that `of` reads. */
  watch?: ReadonlySet<string>;
  /** The scalar whose derivatives are asked for: a sum over rows, each of which depends on its own data alone. */
  of: (traced: Traced) => Tensor;
}

/**
 * Derivatives by every input of a model, for each row by itself, as a function of whatever other inputs `of` made.
 *
 * Sequences start with their first states, also where a layer is stateful. Shapes: as the inputs, rows first.
 */
export function rowGradients(
  network: Network,
  bound: Bound,
  { watch, of }: RowGradientOptions,
): (others?: Readonly<Record<string, ArrayLike<number>>>) => Record<string, ShapedArray> {
  const traced = network.traced(bound.axes, watch === undefined ? {} : { watch });
  const inputs = Object.entries(traced.inputs);
  const { gradients } = gradient(
    of(traced),
    inputs.map(([, tensor]) => tensor),
  );
  const found = inputs.flatMap(([name, { shape }], i) => {
    const tensor = gradients[i];
    return tensor === undefined ? [] : [{ name, shape, tensor }];
  });
  const batch = rowsAtOnce(bound);
  const results = Object.fromEntries(found.map(({ name, tensor }) => [name, tensor]));
  const capacity = { ...bound.lengths, [ROWS]: batch };
  const program = found.length === 0 ? undefined : network.engine.compile({ results }, { capacity });
  return (others = {}) => {
    const arrays = found.map(({ name, shape }): [string, ShapedArray] => {
      const whole = concrete(publicShape(shape), { ...bound.lengths, [ROWS]: bound.rows });
      return [name, { shape: whole, data: new Float64Array(elementCount(whole)) }];
    });
    for (let from = 0; from < bound.rows; from += batch) {
      const count = Math.min(batch, bound.rows - from);
      program?.run({ ...graphInputs(bound, from, count), ...others }, { ...bound.lengths, [ROWS]: count });
      arrays.forEach(([name, array], i) => {
        pasteRows(program!.result(name).data, array, { from, count, steps: hasSteps(found[i]!.shape) });
      });
    }
    return Object.fromEntries(arrays);
  };
}
