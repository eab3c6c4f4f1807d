import type { NdArray } from "../backends/reference/ndarray.ts";
import type { Cell } from "../cells/cell.ts";
import { gruAfter, lstm, rnn, rnnRelu } from "../cells/index.ts";
import { gradient } from "../gradient/gradient.ts";
import * as g from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { recurrent } from "../layers/recurrent.ts";
import { trace } from "../layers/trace.ts";
import { arrayOf, type GoldenCase, rowsOf, sumOf, swapSteps } from "./case.ts";

/** Which block of torch.nn's arrays one of our parameters is, and with which sign. */
interface Block {
  source: "weight_ih" | "weight_hh" | "bias" | "bias_ih" | "bias_hh";
  gate: number;
  /** torch's z keeps where ours writes: σ(−a) = 1 − σ(a). */
  sign: 1 | -1;
}

const block = (source: Block["source"], gate = 0, sign: Block["sign"] = 1): Block => ({ source, gate, sign });
const gates = (...names: string[]): Record<string, Block> =>
  Object.fromEntries(
    names.flatMap((name, gate) => [
      [`W_${name}`, block("weight_ih", gate)],
      [`U_${name}`, block("weight_hh", gate)],
      [`b_${name}`, block("bias", gate)],
    ]),
  );
const plain = { W: block("weight_ih"), U: block("weight_hh"), b: block("bias") };

const kinds: Record<string, { cell: Cell; blocks: Record<string, Block> }> = {
  RNN_TANH: { cell: rnn, blocks: plain },
  RNN_RELU: { cell: rnnRelu, blocks: plain },
  LSTM: { cell: lstm, blocks: gates("i", "f", "g", "o") },
  GRU: {
    cell: gruAfter,
    blocks: {
      W_r: block("weight_ih", 0),
      U_r: block("weight_hh", 0),
      b_r: block("bias", 0),
      W_z: block("weight_ih", 1, -1),
      U_z: block("weight_hh", 1, -1),
      b_z: block("bias", 1, -1),
      W_n: block("weight_ih", 2),
      U_n: block("weight_hh", 2),
      b_n: block("bias_ih", 2),
      b_hn: block("bias_hh", 2),
    },
  },
};

interface RecurrentCase {
  kind: string;
  input_size: number;
  hidden_size: number;
  num_layers: number;
  bidirectional: boolean;
  proj_size: number;
  lengths: number[] | null;
  params: Record<string, unknown>;
  grads: Record<string, unknown>;
  upstream: Record<string, unknown>;
  [array: string]: unknown;
}

/** One of torch's stacked cells: where its arrays stand, and what its parameters are called here and there. */
interface StackedCell {
  index: number;
  path: string;
  suffix: string;
}

/** In torch's order, which is ours: the lowest first, forward before backward. */
function stackOf({ num_layers: layers, bidirectional }: RecurrentCase): StackedCell[] {
  const both = bidirectional ? ["", "backward"] : [""];
  return Array.from({ length: layers }, (_, depth) =>
    both.map((direction, i) => ({
      index: depth * both.length + i,
      path: direction === "" ? `${depth}` : `${depth}.${direction}`,
      suffix: direction === "" ? `l${depth}` : `l${depth}_reverse`,
    })),
  ).flat();
}

/** torch.nn's RNN, LSTM and GRU as our own cells, through the recurrent layer: values, final states, every gradient. */
export function recurrentCase(raw: unknown, index: number): GoldenCase {
  const c = raw as RecurrentCase;
  const { hidden_size: hidden, num_layers: layers, proj_size: projection, bidirectional } = c;
  const traits = [bidirectional && "both ways", c.lengths && "lengths", projection > 0 && `projected to ${projection}`];
  const name = [`${index} ${c.kind} ${c.input_size}→${hidden} × ${layers}`, ...traits.filter(Boolean)].join(", ");
  const { cell, blocks } = kinds[c.kind]!;
  const x = swapSteps(arrayOf(c.x, `${name}, x`));
  const [steps, rows, features] = x.shape as [number, number, number];
  const stack = stackOf(c);
  const widthOf = (state: string) => (state === "h" && projection > 0 ? projection : hidden);

  const inputs = new Map<string, NdArray>([["x", x]]);
  const sequence = g.input("x", ["T", "B", features]);
  const initial = stack.map((each) =>
    Object.fromEntries(
      cell.states.map((state) => {
        const first = `${state}0.${each.path}`;
        inputs.set(first, ofCell(arrayOf(c[`${state}0`], `${name}, ${first}`), each));
        return [state, g.input(first, ["B", widthOf(state)])];
      }),
    ),
  );
  if (c.lengths) inputs.set("lengths", { shape: [rows], data: Float64Array.from(c.lengths) });
  const layer = recurrent(cell, {
    hidden,
    layers,
    direction: bidirectional ? "both" : "forward",
    ...(projection > 0 && { projection }),
    output: "sequence",
    name: "layer",
  });
  const { result, trace: traced } = trace(() =>
    layer.unroll(sequence, { initial, ...(c.lengths && { lengths: g.input("lengths", ["B"]) }) }),
  );

  const results: Record<string, Tensor> = { output: result.output };
  const expected: [string, { array: NdArray; gradient: boolean }][] = [
    ["output", { array: swapSteps(arrayOf(c.output, name)), gradient: false }],
  ];
  const weighted = (key: string, upstream: NdArray): Tensor => {
    inputs.set(`upstream ${key}`, upstream);
    return g.sum(g.mul(results[key]!, g.input(`upstream ${key}`, results[key]!.shape)));
  };
  let loss = weighted("output", swapSteps(arrayOf(c.upstream.output, name)));
  const wrt = new Map<string, { tensor: Tensor; array: NdArray }>([
    ["grad x", { tensor: sequence, array: swapSteps(arrayOf(c.grads.x, name)) }],
  ]);
  for (const each of stack)
    for (const state of cell.states) {
      const final = `${state}_n.${each.path}`;
      results[final] = result.states[each.index]![state]!;
      expected.push([final, { array: ofCell(arrayOf(c[`${state}_n`], name), each), gradient: false }]);
      loss = g.add(loss, weighted(final, ofCell(arrayOf(c.upstream[`${state}_n`], name), each)));
      wrt.set(`grad ${state}0.${each.path}`, {
        tensor: initial[each.index]![state]!,
        array: ofCell(arrayOf(c.grads[`${state}0`], name), each),
      });
    }

  const variables = new Map<string, NdArray>();
  for (const each of stack)
    for (const parameter of [...Object.keys(blocks), ...(projection > 0 ? ["projection"] : [])]) {
      const full = `layer.${each.path}.${parameter}`;
      const { tensor, shape } = traced.parameters.get(full)!;
      const from = (arrays: Record<string, unknown>, key: string) => arrayOf(arrays[`${key}_${each.suffix}`], name);
      if (parameter === "projection") {
        variables.set(full, from(c.params, "weight_hr"));
        wrt.set(`grad ${full}`, { tensor, array: from(c.grads, "weight_hr") });
        continue;
      }
      const { source, gate, sign } = blocks[parameter]!;
      const part = (arrays: Record<string, unknown>, key: string) =>
        rowsOf(from(arrays, key), gate * hidden, hidden, sign);
      if (source.startsWith("bias") && c.params[`bias_ih_${each.suffix}`] === undefined) {
        variables.set(full, { shape, data: new Float64Array(hidden) });
        continue;
      }
      const joint = source === "bias";
      variables.set(full, joint ? sumOf(part(c.params, "bias_ih"), part(c.params, "bias_hh")) : part(c.params, source));
      // A joint bias has the gradient that torch gives each of its two.
      wrt.set(`grad ${full}`, { tensor, array: part(c.grads, joint ? "bias_ih" : source) });
      if (joint) wrt.set(`grad ${full} (hh)`, { tensor, array: part(c.grads, "bias_hh") });
    }

  const keys = [...wrt.keys()];
  const found = gradient(
    loss,
    keys.map((key) => wrt.get(key)!.tensor),
    Object.values(results),
  );
  Object.keys(results).forEach((key, i) => {
    results[key] = found.results[i]!;
  });
  keys.forEach((key, i) => {
    results[key] = found.gradients[i]!;
    expected.push([key, { array: wrt.get(key)!.array, gradient: true }]);
  });
  return { name, results, inputs, variables, lengths: { B: rows, T: steps }, expected: new Map(expected) };
}

/** One cell's [B, size] of torch's [layers · directions, B, size]. */
function ofCell(array: NdArray, { index }: StackedCell): NdArray {
  return { ...rowsOf(array, index, 1), shape: array.shape.slice(1) };
}
