import { gru, lstm, rnn } from "../cells/index.ts";
import * as activations from "../graph/activations.ts";
import { relu, sigmoid, softmax, softplus, tanh } from "../graph/ops.ts";
import type { BackendName } from "../program.ts";
import { batchNorm } from "./batch-norm.ts";
import { conv1d } from "./conv1d.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import type { Layer } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { averagePool1d, maxPool1d } from "./pool1d.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

/** Features of the data, and the steps they have unless a test says otherwise. */
export const F = 4;
export const T = 7;

export interface Stack {
  /** Made anew at every call, since a layer is the same wherever it is applied. */
  readonly layers: () => Layer[];
  /** The fewest steps that it reads; 1 by default. */
  readonly least?: number;
  /** Whether it reads indices below F rather than features. */
  readonly indices?: true;
}

/** Every layer of the library, with the options that make another graph of it. */
export const stacks: Readonly<Record<string, Stack>> = {
  conv1d: { layers: () => [conv1d(3, 2), relu, maxPool1d(2, { stride: 1 }), flatten(), linear(2)], least: 3 },
  "conv1d with a stride": { layers: () => [conv1d(5, 3, { stride: 2, padding: 1 }), flatten(), linear(2)] },
  "conv1d with dilation and groups": {
    layers: () => [conv1d(6, 2, { dilation: 3, groups: 2, padding: 2 }), linear(1)],
  },
  "conv1d with groups and a stride": {
    layers: () => [conv1d(2, 3, { stride: 3, groups: 2, bias: false }), linear(1)],
    least: 3,
  },
  "conv1d, channel by channel": { layers: () => [conv1d(F, 3, { groups: F, stride: 2 })], least: 3 },
  "conv1d, causal, any number of steps": { layers: () => [conv1d(3, 3, { padding: "causal", dilation: 2 })] },
  "conv1d, same, any number of steps": { layers: () => [conv1d(3, 4, { padding: "same" }), linear(1)] },
  "conv1d, then recurrent": {
    layers: () => [conv1d(3, 2, { stride: 2 }), recurrent(lstm, { hidden: 3 }), linear(1)],
    least: 2,
  },
  "conv1d between recurrent layers": {
    layers: () => [
      recurrent(lstm, { hidden: 3, output: "sequence" }),
      conv1d(3, 3, { padding: "same" }),
      recurrent(lstm, { hidden: 2 }),
    ],
  },
  maxPool1d: { layers: () => [maxPool1d(3, { stride: 2, padding: 1 }), linear(2)] },
  "maxPool1d with dilation": { layers: () => [maxPool1d(2, { stride: 1, dilation: 3 }), linear(2)], least: 4 },
  averagePool1d: { layers: () => [averagePool1d(3, { stride: 2, padding: 1 }), linear(2)] },
  "averagePool1d without its padding": {
    layers: () => [averagePool1d(3, { padding: 1, countPadding: false }), linear(2)],
  },
  layerNorm: { layers: () => [layerNorm(), linear(2)] },
  "layerNorm, not affine": { layers: () => [linear(5), layerNorm({ affine: false }), linear(2)] },
  batchNorm: { layers: () => [linear(3), batchNorm(), linear(2)] },
  "flatten of a recurrent layer's steps": {
    layers: () => [recurrent(lstm, { hidden: 2, output: "sequence" }), flatten(), linear(1)],
  },
  activations: {
    layers: () => [
      conv1d(4, 1, { padding: "same" }),
      activations.gelu,
      linear(4),
      activations.geluTanh,
      linear(4),
      activations.silu,
      linear(4),
      activations.elu,
      linear(4),
      activations.leakyRelu,
      linear(4),
      softplus,
      linear(4),
      activations.hardSigmoid,
      linear(4),
      relu,
      linear(4),
      sigmoid,
      linear(4),
      tanh,
      linear(4),
      linear(4),
      softmax,
      activations.logSoftmax,
    ],
  },
  linear: { layers: () => [linear(3), linear(2, { bias: false })] },
  dropout: { layers: () => [linear(3), dropout(0.4), linear(2)] },
  embedding: { layers: () => [embedding(F, 3), recurrent(gru, { hidden: 2 }), linear(1)], indices: true },
  "embedding that scores what comes out": {
    layers: () => {
      const words = embedding(F, 3);
      return [words, recurrent(gru, { hidden: 3 }), (x) => words.scores(x)];
    },
    indices: true,
  },
  "recurrent, the last step": { layers: () => [recurrent(rnn, { hidden: 3 }), linear(2)] },
  "recurrent, backwards": { layers: () => [recurrent(lstm, { hidden: 3, direction: "backward", output: "sequence" })] },
  "recurrent, both ways": {
    layers: () => [recurrent(lstm, { hidden: 2, layers: 2, direction: "both" }), linear(1)],
  },
  "recurrent, both ways, summed": {
    layers: () => [recurrent(gru, { hidden: 2, direction: "both", merge: "sum", output: "sequence" })],
  },
  "recurrent, both ways, multiplied": {
    layers: () => [recurrent(rnn, { hidden: 3, direction: "both", merge: "mul" })],
  },
  "recurrent, both ways, averaged": {
    layers: () => [recurrent(lstm, { hidden: 3, direction: "both", merge: "average", output: "sequence" })],
  },
  "recurrent with a projection": {
    layers: () => [recurrent(lstm, { hidden: 3, layers: 2, projection: 2, output: "sequence" })],
  },
  "recurrent with residuals": {
    layers: () => [recurrent(gru, { hidden: 3, layers: 3, residual: true }), linear(1)],
  },
  "recurrent with learned first states": {
    layers: () => [recurrent(lstm, { hidden: 3, initial: "learned" }), linear(1)],
  },
  "recurrent, truncated": { layers: () => [recurrent(gru, { hidden: 3, output: "sequence", truncate: 20 })] },
  "recurrent with dropout, recurrent dropout and zoneout": {
    layers: () => [
      recurrent(lstm, { hidden: 3, layers: 2, dropout: 0.3, recurrentDropout: 0.2, zoneout: { h: 0.1, c: 0.2 } }),
      linear(1),
    ],
  },
};

export const made = ({ layers, indices }: Stack, backend: BackendName, steps = T) =>
  sequential(layers(), { backend }).initialize({ ...(!indices && { features: F }), steps, seed: 11 });

const numbers = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

export const filled = (shape: readonly number[], seed: number) => ({
  shape: [...shape],
  data: numbers(
    shape.reduce((a, b) => a * b, 1),
    seed,
  ),
});

/** Data for a stack: [rows, steps, F], or indices [rows, steps]. */
export function rowsFor({ indices }: Stack, rows: number, steps = T) {
  if (!indices) return filled([rows, steps, F], 1);
  const { shape, data } = filled([rows, steps], 1);
  return { shape, data: data.map((x) => Math.floor((F - 1e-9) * Math.abs(x))) };
}
