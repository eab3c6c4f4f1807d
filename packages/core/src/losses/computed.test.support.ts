import { gradient } from "../gradient/gradient.ts";
import * as g from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type BackendName, engine, type ShapedArray } from "../program.ts";

/** Arrays by name; the first axis is that of the rows. */
export type Given = Readonly<Record<string, ShapedArray>>;

export type Build = (tensors: Readonly<Record<string, Tensor>>) => Tensor;

export const rows = (shape: readonly number[], values: readonly number[]): ShapedArray => ({
  shape,
  data: Float64Array.from(values),
});

/** One number a row. */
export const column = (...values: number[]): ShapedArray => rows([values.length], values);

/** What a loss gives for arrays, and the derivatives of a scalar one. */
export function computed(build: Build, given: Given, backend: BackendName = "reference") {
  const tensors = Object.fromEntries(
    Object.entries(given).map(([name, { shape }]) => [name, g.input(name, ["B", ...shape.slice(1)])]),
  );
  const loss = build(tensors);
  const wrt = loss.shape.length === 0 ? Object.entries(tensors) : [];
  const found = gradient(
    loss.shape.length === 0 ? loss : g.sum(loss),
    wrt.map(([, t]) => t),
    [loss],
  );
  const results: Record<string, Tensor> = { loss: found.results[0]! };
  wrt.forEach(([name], i) => {
    const derivative = found.gradients[i];
    if (derivative !== undefined) results[`d ${name}`] = derivative;
  });
  const lengths = { B: Object.values(given)[0]!.shape[0]! };
  const program = engine({ backend }).compile({ results }, { capacity: lengths });
  program.run(Object.fromEntries(Object.entries(given).map(([name, { data }]) => [name, data])), lengths);
  const read = (name: string) => [...program.result(name).data];
  return {
    value: read("loss")[0]!,
    terms: read("loss"),
    /** By array; absent where the loss does not vary with it. */
    gradients: Object.fromEntries(
      wrt.flatMap(([name]) => (Object.hasOwn(results, `d ${name}`) ? [[name, read(`d ${name}`)]] : [])),
    ) as Record<string, number[]>,
  };
}
