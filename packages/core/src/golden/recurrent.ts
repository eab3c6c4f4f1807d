import type { NdArray } from "../backends/reference/ndarray.ts";
import type { Cell } from "../cells/cell.ts";
import { gruAfter, lstm, rnn, rnnRelu } from "../cells/index.ts";
import { gradient } from "../gradient/gradient.ts";
import * as g from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { recurrent } from "../layers/recurrent.ts";
import { trace } from "../layers/trace.ts";
import { arrayOf, type GoldenCase, rowsOf, type SkippedCase, sumOf, swapSteps } from "./case.ts";

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

const stateNames: Record<string, string> = { h: "h", c: "c" };

/** torch.nn's RNN, LSTM and GRU as our own cells, through the recurrent layer: values, final states, every gradient. */
export function recurrentCase(raw: unknown, index: number): GoldenCase | SkippedCase {
  const c = raw as RecurrentCase;
  const name = `${index} ${c.kind} ${c.input_size}→${c.hidden_size} × ${c.num_layers}`;
  if (c.bidirectional) return { name, skipped: "both directions" };
  if (c.lengths) return { name, skipped: "unequal lengths" };
  if (c.proj_size > 0) return { name, skipped: "projection" };
  const { cell, blocks } = kinds[c.kind]!;
  const { hidden_size: hidden, num_layers: layers } = c;
  const x = swapSteps(arrayOf(c.x, `${name}, x`));
  const [steps, rows, features] = x.shape as [number, number, number];
  const states = cell.states;
  const initialArrays = states.map((state) => arrayOf(c[`${stateNames[state]}0`], `${name}, ${state}0`));

  const input = g.input("x", ["T", "B", features]);
  const initial = Array.from({ length: layers }, (_, depth) =>
    Object.fromEntries(states.map((state) => [state, g.input(`${state}0.${depth}`, ["B", hidden])])),
  );
  const { result, trace: traced } = trace(() =>
    recurrent(cell, { hidden, layers, output: "sequence", name: "layer" }).unroll(input, initial),
  );

  const results: Record<string, Tensor> = { output: result.output };
  const inputs = new Map<string, NdArray>([["x", x]]);
  const expected: [string, { array: NdArray; gradient: boolean }][] = [
    ["output", { array: swapSteps(arrayOf(c.output, name)), gradient: false }],
  ];
  const upstreamOf = (key: string, array: NdArray): Tensor => {
    inputs.set(`upstream ${key}`, array);
    return g.input(`upstream ${key}`, key === "output" ? ["T", "B", hidden] : ["B", hidden]);
  };
  let loss = g.sum(g.mul(result.output, upstreamOf("output", swapSteps(arrayOf(c.upstream.output, name)))));
  const wrt = new Map<string, { tensor: Tensor; array: NdArray }>([
    ["grad x", { tensor: input, array: swapSteps(arrayOf(c.grads.x, name)) }],
  ]);
  const atDepth = (array: NdArray, depth: number): NdArray => ({ ...rowsOf(array, depth, 1), shape: [rows, hidden] });
  states.forEach((state, i) => {
    for (let depth = 0; depth < layers; depth++) {
      const final = `${state}_n.${depth}`;
      results[final] = result.states[depth]![state]!;
      expected.push([final, { array: atDepth(arrayOf(c[`${state}_n`], name), depth), gradient: false }]);
      const upstream = atDepth(arrayOf(c.upstream[`${state}_n`], name), depth);
      loss = g.add(loss, g.sum(g.mul(results[final]!, upstreamOf(final, upstream))));
      inputs.set(`${state}0.${depth}`, atDepth(initialArrays[i]!, depth));
      wrt.set(`grad ${state}0.${depth}`, {
        tensor: initial[depth]![state]!,
        array: atDepth(arrayOf(c.grads[`${state}0`], name), depth),
      });
    }
  });

  const variables = new Map<string, NdArray>();
  for (const [full, { tensor, shape }] of traced.parameters) {
    const [, depth, parameter] = full.split(".");
    const { source, gate, sign } = blocks[parameter!]!;
    const part = (from: Record<string, unknown>, key: string) =>
      rowsOf(arrayOf(from[`${key}_l${depth}`], `${name}, ${key}`), gate * hidden, hidden, sign);
    const isBias = source.startsWith("bias");
    if (isBias && c.params[`bias_ih_l${depth}`] === undefined) {
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
