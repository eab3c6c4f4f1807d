import type { NdArray } from "../backends/reference/ndarray.ts";
import { gradient } from "../gradient/gradient.ts";
import * as activations from "../graph/activations.ts";
import * as g from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { conv1d } from "../layers/conv1d.ts";
import { embedding } from "../layers/embedding.ts";
import type { Layer } from "../layers/layer.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { averagePool1d, maxPool1d } from "../layers/pool1d.ts";
import { trace } from "../layers/trace.ts";
import { arrayOf, type GoldenCase, type SkippedCase } from "./case.ts";

interface LayersCase {
  op: string;
  [key: string]: unknown;
}

/** A layer of ours, the file's array for each of its parameters, and whether its arrays have channels before steps. */
interface Twin {
  readonly layer: Layer;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly channelsFirst?: true;
}

const twins: Record<string, (c: LayersCase) => Twin> = {
  conv1d: (c) => ({
    layer: conv1d(c.out_channels as number, c.kernel_size as number, {
      ...numbers(c, ["stride", "padding", "dilation", "groups"]),
      bias: c.bias as boolean,
    }),
    parameters: { "conv1d.W": "weight", "conv1d.b": "b" },
    channelsFirst: true,
  }),
  max_pool1d: (c) => ({
    layer: maxPool1d(c.kernel_size as number, numbers(c, ["stride", "padding", "dilation"])),
    channelsFirst: true,
  }),
  avg_pool1d: (c) => ({
    layer: averagePool1d(c.kernel_size as number, numbers(c, ["stride", "padding"])),
    channelsFirst: true,
  }),
  embedding: (c) => {
    const [count, size] = (c.weight as { shape: [number, number] }).shape;
    return { layer: embedding(count, size), parameters: { "embedding.W": "weight" } };
  },
  layer_norm: (c) => ({
    layer: layerNorm({ epsilon: c.eps as number }),
    parameters: { "norm.g": "gamma", "norm.b": "beta" },
  }),
  relu: () => ({ layer: g.relu }),
  leaky_relu: () => ({ layer: activations.leakyRelu }),
  elu: () => ({ layer: activations.elu }),
  gelu: () => ({ layer: activations.gelu }),
  gelu_tanh: () => ({ layer: activations.geluTanh }),
  softplus: () => ({ layer: g.softplus }),
  silu: () => ({ layer: activations.silu }),
  sigmoid: () => ({ layer: g.sigmoid }),
  tanh: () => ({ layer: g.tanh }),
  softmax: () => ({ layer: g.softmax }),
  log_softmax: () => ({ layer: activations.logSoftmax }),
  hardsigmoid: () => ({ layer: activations.hardSigmoid }),
};

const numbers = (c: LayersCase, keys: readonly string[]): Record<string, number> =>
  Object.fromEntries(keys.map((key) => [key, c[key] as number]));

/** torch.nn's layers beside the recurrent ones: values and every gradient of Σ y · upstream. */
export function layersCase(raw: unknown, index: number): GoldenCase | SkippedCase {
  const c = raw as LayersCase;
  const name = `${index} ${c.op}`;
  const twin = Object.hasOwn(twins, c.op) ? twins[c.op]!(c) : undefined;
  if (twin === undefined) return { name, skipped: `no layer ${c.op}` };
  const { layer, parameters = {}, channelsFirst } = twin;
  const read = (key: string) => {
    const array = c.op === "embedding" && key === "indices" ? nested(c[key] as number[][]) : arrayOf(c[key], name);
    return channelsFirst && !key.endsWith("weight") && array.shape.length === 3 ? channelsLast(array) : array;
  };
  const given = c.x === undefined ? "indices" : "x";
  const data = read(given);
  const [, ...sizes] = data.shape;
  const x = g.input("x", ["B", ...sizes]);
  const { result: y, trace: traced } = trace(() => layer(x));
  const upstream = g.input("upstream", y.shape);

  const variables = new Map<string, NdArray>();
  const wrt = new Map<string, { tensor: Tensor; array: NdArray }>();
  if (given === "x") wrt.set("dx", { tensor: x, array: read("dx") });
  for (const [full, { tensor }] of traced.parameters) {
    const key = parameters[full];
    if (key === undefined) throw new Error(`${name}: no source for parameter ${full}`);
    variables.set(full, read(key));
    wrt.set(`d${key}`, { tensor, array: read(`d${key}`) });
  }
  const keys = [...wrt.keys()];
  const found = gradient(
    g.sum(g.mul(y, upstream)),
    keys.map((key) => wrt.get(key)!.tensor),
    [y],
  );
  const results: Record<string, Tensor> = { y: found.results[0]! };
  const expected = new Map([["y", { array: read("y"), gradient: false }]]);
  keys.forEach((key, i) => {
    results[key] = found.gradients[i]!;
    expected.set(key, { array: wrt.get(key)!.array, gradient: true });
  });
  const inputs = new Map([
    ["x", data],
    ["upstream", read("upstream")],
  ]);
  return { name, results, inputs, variables, lengths: { B: data.shape[0]! }, expected };
}

function nested(rows: readonly number[][]): NdArray {
  return { shape: [rows.length, rows[0]!.length], data: Float64Array.from(rows.flat()) };
}

/** [B, C, T] as [B, T, C]. */
function channelsLast({ shape, data }: NdArray): NdArray {
  const [rows, channels, steps] = shape as [number, number, number];
  const turned = new Float64Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let channel = 0; channel < channels; channel++)
      for (let step = 0; step < steps; step++)
        turned[(row * steps + step) * channels + channel] = data[(row * channels + channel) * steps + step]!;
  return { shape: [rows, steps, channels], data: turned };
}
