import type { NdArray } from "../backends/reference/ndarray.ts";
import type { Cell } from "../cells/cell.ts";
import { gru, sales } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { gradient } from "../gradient/gradient.ts";
import * as g from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { linear } from "../layers/linear.ts";
import { recurrent } from "../layers/recurrent.ts";
import { trace } from "../layers/trace.ts";
import { arrayOf, type GoldenCase, rowsOf, type SkippedCase, swapSteps, transposed } from "./case.ts";

/** Reset after the product and one bias per gate, as the file's note writes it. */
const resetAfter = cell(
  "reset-after",
  `
  z_t = σ(W_z x_t + U_z h_{t-1} + b_z)
  r_t = σ(W_r x_t + U_r h_{t-1} + b_r)
  n_t = tanh(W_n x_t + b_n + r_t ⊙ (U_n h_{t-1}))
  h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ n_t
`,
);
const salesWithBias = cell("sales", sales.source, { inputs: ["sales", "holiday", "weather"], bias: true });

/** For each of our parameters: the file's array, and the row of its fused matrix for a column's own weights. */
type Sources = Record<string, { key: string; row?: number }>;

const fused: Sources = Object.fromEntries(
  ["z", "r", "n"].flatMap((gate) =>
    ["W", "U", "b"].map((letter): [string, { key: string }] => [`${letter}_${gate}`, { key: `${letter}${gate}` }]),
  ),
);
const columns = ["s", "h", "w"];
const byColumn: Sources = Object.fromEntries([
  ...["z", "r"].flatMap((gate) => [
    ...columns.map((column, row) => [`W_${gate}${column}`, { key: `W${gate}`, row }]),
    [`U_${gate}`, { key: `U${gate}` }],
    [`b_${gate}`, { key: `b${gate}` }],
  ]),
  ...columns.map((column, row) => [`W_${column}`, { key: "Wn", row }]),
  ["U", { key: "Un" }],
  ["b_ĥ", { key: "bn" }],
]);

const variants: Record<string, { cell: Cell; withBias: Cell; sources: Sources }> = {
  reset_before: { cell: gru, withBias: gru, sources: fused },
  reset_after: { cell: resetAfter, withBias: resetAfter, sources: fused },
  exogenous: { cell: sales, withBias: salesWithBias, sources: byColumn },
};

interface EquationsCase {
  variant: string;
  bias: boolean;
  params: Record<string, unknown>;
  grads: Record<string, unknown>;
  [array: string]: unknown;
}

/** The GRUs of the notes, reset before and after the product, and the sales model with its head. */
export function gruEquationsCase(raw: unknown, index: number): GoldenCase | SkippedCase {
  const c = raw as EquationsCase;
  const { variant, bias } = c;
  const name = `${index} ${variant}${bias ? "" : ", no bias"}`;
  const { cell: without, withBias, sources } = variants[variant]!;
  const used = bias ? withBias : without;
  const read = (key: string) => arrayOf(c[key], `${name}, ${key}`);
  const x = swapSteps(read("x"));
  const [steps, rows, features] = x.shape as [number, number, number];
  const hidden = read("h0").shape[1]!;
  const head = variant === "exogenous";

  const input = g.input("x", ["T", "B", features]);
  const h0 = g.input("h0", ["B", hidden]);
  const known = g.input("known", ["B", 2]);
  const { result, trace: traced } = trace(() => {
    const layer = recurrent(used, { hidden, output: "sequence", name: "layer" });
    const { output, states } = layer.unroll(input, { initial: [{ h: h0 }] });
    const last = states[0]!.h!;
    return { output, prediction: head ? linear(1, { name: "head" })(g.concat([last, known])) : undefined };
  });

  const results: Record<string, Tensor> = { output: result.output };
  const inputs = new Map<string, NdArray>([
    ["x", x],
    ["h0", read("h0")],
  ]);
  const expected = new Map([["output", { array: swapSteps(read("output")), gradient: false }]]);
  const target = result.prediction ?? result.output;
  const upstream = g.input("upstream", target.shape);
  inputs.set("upstream", head ? read("upstream") : swapSteps(read("upstream")));
  if (result.prediction !== undefined) {
    results.prediction = result.prediction;
    inputs.set("known", read("known"));
    expected.set("prediction", { array: read("prediction"), gradient: false });
  }
  const wrt = new Map<string, { tensor: Tensor; array: NdArray }>([
    ["grad x", { tensor: input, array: swapSteps(arrayOf(c.grads.x, name)) }],
    ["grad h0", { tensor: h0, array: arrayOf(c.grads.h0, name) }],
  ]);
  const variables = new Map<string, NdArray>();
  for (const [full, { tensor, shape }] of traced.parameters) {
    const parameter = full.split(".").at(-1)!;
    if (full.startsWith("head.")) {
      const [value, grad] = shape.length === 2 ? ["V", "dV"] : ["c", "dc"];
      const turn = shape.length === 2 ? transposed : (array: NdArray) => array;
      variables.set(full, turn(read(value!)));
      wrt.set(`grad ${full}`, { tensor, array: turn(read(grad!)) });
      continue;
    }
    const source = sources[parameter];
    if (source === undefined) throw new Error(`${name}: no source for parameter ${parameter}`);
    const part = (from: Record<string, unknown>): NdArray => {
      const array = arrayOf(from[source.key], `${name}, ${source.key}`);
      if (array.shape.length === 1) return array;
      return transposed(source.row === undefined ? array : rowsOf(array, source.row, 1));
    };
    if (c.params[source.key] === undefined) variables.set(full, { shape, data: new Float64Array(hidden) });
    else {
      variables.set(full, part(c.params));
      wrt.set(`grad ${full}`, { tensor, array: part(c.grads) });
    }
  }
  const keys = [...wrt.keys()];
  const found = gradient(
    g.sum(g.mul(target, upstream)),
    keys.map((key) => wrt.get(key)!.tensor),
    Object.values(results),
  );
  Object.keys(results).forEach((key, i) => {
    results[key] = found.results[i]!;
  });
  keys.forEach((key, i) => {
    results[key] = found.gradients[i]!;
    expected.set(key, { array: wrt.get(key)!.array, gradient: true });
  });
  return { name, results, inputs, variables, lengths: { B: rows, T: steps }, expected };
}
