import { graphShape, hasSteps, publicShape, ROWS } from "../graph/axes.ts";
import { concrete, elementCount } from "../graph/size.ts";
import type { ShapedArray } from "../program.ts";
import type { Bound } from "./bind.ts";
import type { Carry } from "./carried-states.ts";
import type { Compiled } from "./network.ts";
import { copyRows, pasteRows } from "./rows.ts";

/** Rows that are computed together unless a caller says otherwise: 256, and fewer of more than 64 steps. */
export const rowsAtOnce = ({ rows, lengths }: Bound): number => {
  const steps = Math.max(1, ...Object.values(lengths));
  return Math.max(1, Math.min(rows, 256, Math.floor(16_384 / steps)));
};

/**
 * Runs a program over all rows, `batch` of them at a time so that memory does not grow with the data, and gives its
 * results rows first.
 */
export function forward(
  { program, shapes, carried }: Compiled,
  bound: Bound,
  { where, batch, carry }: { where: string; batch: number; carry: Carry },
): Record<string, ShapedArray> {
  const { rows, lengths } = bound;
  const outputs: Record<string, ShapedArray> = {};
  const whole = (name: string, like?: ShapedArray) => {
    const shape = concrete(publicShape(shapes[name]!), { ...lengths, [ROWS]: rows });
    const size = elementCount(shape);
    return { shape, data: like?.data instanceof Float64Array ? new Float64Array(size) : new Float32Array(size) };
  };
  for (let from = 0; from < rows; from += batch) {
    const count = Math.min(batch, rows - from);
    const states = carry.inputs(carried, count, where);
    program.run({ ...graphInputs(bound, from, count), ...states }, { ...lengths, [ROWS]: count });
    carry.keep(carried, count, program);
    for (const [name, shape] of Object.entries(shapes)) {
      const part = program.result(name);
      outputs[name] ??= whole(name, part);
      pasteRows(part.data, outputs[name], { from, count, steps: hasSteps(shape) });
    }
  }
  if (rows === 0) for (const name of Object.keys(shapes)) outputs[name] = whole(name);
  return outputs;
}

/** Some rows of every array, as a graph reads them. */
export function graphInputs(bound: Bound, from: number, count: number): Record<string, Float32Array | Float64Array> {
  const inputs: Record<string, Float32Array | Float64Array> = {};
  for (const [name, array] of Object.entries(bound.arrays)) {
    const steps = hasSteps(graphShape(bound.axes[name]!));
    const size = elementCount(array.shape.slice(1)) * count;
    inputs[name] = array.data instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
    copyRows(array, inputs[name], { from, count, steps });
  }
  return inputs;
}
