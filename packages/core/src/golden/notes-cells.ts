import type { NdArray } from "../backends/reference/ndarray.ts";
import { cell } from "../equations/index.ts";
import { gradient } from "../gradient/gradient.ts";
import * as g from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { recurrent } from "../layers/recurrent.ts";
import { trace } from "../layers/trace.ts";
import { arrayOf, type GoldenCase, swapSteps } from "./case.ts";

interface NotesCase {
  name: string;
  /** The formulas as the notes have them. */
  latex: string[];
  hidden: number;
  x: unknown;
  bind?: Record<string, string>;
  size_of?: Record<string, number>;
  initial: Record<string, unknown>;
  params: Record<string, unknown>;
  values: Record<string, unknown>;
  upstream: Record<string, unknown>;
  grads: Record<string, unknown>;
}

/** The notes' own formulas, read as they stand: every gate at every step, and every gradient of Σ value · upstream. */
export function notesCellsCase(raw: unknown, index: number): GoldenCase {
  const c = raw as NotesCase;
  const name = `${index} ${c.name}`;
  const read = (of: Record<string, unknown>, key: string) => arrayOf(of[key], `${name}, ${key}`);
  const used = cell(c.name, c.latex.join("\n"), {
    ...(c.bind && { bind: c.bind }),
    ...(c.size_of && { sizes: c.size_of }),
  });
  const x = swapSteps(arrayOf(c.x, `${name}, x`));
  const [steps, rows, features] = x.shape as [number, number, number];
  const states = Object.keys(c.initial);
  const values = Object.keys(c.values);

  const input = g.input("x", ["T", "B", features]);
  const initial = states.map((state): [string, Tensor] => [
    state,
    g.input(`${state}0`, ["B", read(c.initial, state).shape[1]!]),
  ]);
  const { trace: traced } = trace(
    () =>
      recurrent(used, { hidden: c.hidden, name: "layer" }).unroll(input, { initial: [Object.fromEntries(initial)] }),
    { watch: new Set(values.map((value) => `layer.0.${value}`)) },
  );

  const results: Record<string, Tensor> = {};
  const inputs = new Map<string, NdArray>([["x", x]]);
  const variables = new Map<string, NdArray>();
  const expected = new Map<string, { array: NdArray; gradient: boolean }>();
  let loss: Tensor | undefined;
  for (const value of values) {
    const seen = traced.watchable.get(`layer.0.${value}`);
    if (seen === undefined) throw new Error(`${name}: the cell names no ${value}`);
    results[value] = seen;
    expected.set(value, { array: swapSteps(read(c.values, value)), gradient: false });
    const upstream = g.input(`upstream ${value}`, seen.shape);
    inputs.set(`upstream ${value}`, swapSteps(read(c.upstream, value)));
    const weighted = g.sum(g.mul(seen, upstream));
    loss = loss === undefined ? weighted : g.add(loss, weighted);
  }

  const wrt = new Map<string, Tensor>([["x", input], ...initial]);
  for (const [state] of initial) inputs.set(`${state}0`, read(c.initial, state));
  for (const [full, { tensor }] of traced.parameters) {
    const parameter = full.split(".").at(-1)!;
    variables.set(full, read(c.params, parameter));
    wrt.set(parameter, tensor);
  }
  const missing = [...Object.keys(c.grads), ...Object.keys(c.params)].find((key) => !wrt.has(key));
  if (missing !== undefined) throw new Error(`${name}: the equations name no ${missing}`);
  const found = gradient(loss!, [...wrt.values()], Object.values(results));
  values.forEach((value, i) => {
    results[value] = found.results[i]!;
  });
  [...wrt.keys()].forEach((key, i) => {
    results[`grad ${key}`] = found.gradients[i]!;
    const array = key === "x" ? swapSteps(read(c.grads, key)) : read(c.grads, key);
    expected.set(`grad ${key}`, { array, gradient: true });
  });
  return { name, results, inputs, variables, lengths: { B: rows, T: steps }, expected };
}
