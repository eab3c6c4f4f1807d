import { describe, expect, test } from "vitest";
import { lstm } from "../cells/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import * as activations from "../graph/activations.ts";
import { relu, softmax, softplus } from "../graph/ops.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import type { BackendName } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { gradients } from "../train/gradients.ts";
import { train } from "../train/train.ts";
import { batchNorm } from "./batch-norm.ts";
import { conv1d } from "./conv1d.ts";
import { flatten } from "./flatten.ts";
import type { Layer } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { averagePool1d, maxPool1d } from "./pool1d.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

// What every layer beside the recurrent ones must do, on sequences of a fixed or of any number of steps.

const T = 7;
const F = 4;

/** Layers made anew at every call, since a layer is the same wherever it is applied. */
const stacks: [string, () => Layer[]][] = [
  ["conv1d", () => [conv1d(3, 2), relu, maxPool1d(2, { stride: 1 }), flatten(), linear(2)]],
  ["conv1d with a stride", () => [conv1d(5, 3, { stride: 2, padding: 1 }), flatten(), linear(2)]],
  ["conv1d with dilation and groups", () => [conv1d(6, 2, { dilation: 3, groups: 2, padding: 2 }), linear(1)]],
  ["conv1d with groups and a stride", () => [conv1d(2, 3, { stride: 3, groups: 2, bias: false }), linear(1)]],
  ["conv1d, channel by channel", () => [conv1d(F, 3, { groups: F, stride: 2 })]],
  ["conv1d, causal, any number of steps", () => [conv1d(3, 3, { padding: "causal", dilation: 2 })]],
  ["conv1d, same, any number of steps", () => [conv1d(3, 4, { padding: "same" }), linear(1)]],
  ["conv1d, then recurrent", () => [conv1d(3, 2, { stride: 2 }), recurrent(lstm, { hidden: 3 }), linear(1)]],
  [
    "conv1d between recurrent layers",
    () => [
      recurrent(lstm, { hidden: 3, output: "sequence" }),
      conv1d(3, 3, { padding: "same" }),
      recurrent(lstm, { hidden: 2 }),
    ],
  ],
  ["maxPool1d", () => [maxPool1d(3, { stride: 2, padding: 1 }), linear(2)]],
  ["maxPool1d with dilation", () => [maxPool1d(2, { stride: 1, dilation: 3 }), linear(2)]],
  ["averagePool1d", () => [averagePool1d(3, { stride: 2, padding: 1 }), linear(2)]],
  ["averagePool1d without its padding", () => [averagePool1d(3, { padding: 1, countPadding: false }), linear(2)]],
  ["layerNorm", () => [layerNorm(), linear(2)]],
  ["layerNorm, not affine", () => [linear(5), layerNorm({ affine: false }), linear(2)]],
  ["batchNorm", () => [linear(3), batchNorm(), linear(2)]],
  [
    "flatten of a recurrent layer's steps",
    () => [recurrent(lstm, { hidden: 2, output: "sequence" }), flatten(), linear(1)],
  ],
  [
    "activations",
    () => [
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
      softmax,
      activations.logSoftmax,
    ],
  ],
];

const numbers = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const filled = (shape: readonly number[], seed: number) => ({ shape: [...shape], data: numbers(size(shape), seed) });
const sequences = (rows: number) => filled([rows, T, F], 1);

const made = (layers: () => Layer[], backend: BackendName) =>
  sequential(layers(), { backend }).initialize({ features: F, steps: T, seed: 11 });

describe.each(backends)("on $backend", ({ backend, values, gradients: close }) => {
  describe.each(stacks)("%s", (_, layers) => {
    test("a row's output does not depend on the other rows", () => {
      const net = made(layers, backend);
      const whole = net.predict(sequences(5));
      const each = whole.data.length / 5;
      const { data } = sequences(5);
      for (let row = 0; row < 5; row++) {
        const alone = net.predict({ shape: [1, T, F], data: data.slice(row * T * F, (row + 1) * T * F) });
        expect(alone.data).toEqual(whole.data.slice(row * each, (row + 1) * each));
      }
    });

    test("outputs and gradients are those of the reference backend", () => {
      const net = made(layers, backend);
      const exact = made(layers, "reference");
      exact.setParameters(net.parameters);
      const x = sequences(3);
      const predicted = exact.predict(x);
      expectClose(net.predict(x).data, predicted.data, values);
      const data = { x, y: filled(predicted.shape, 2) };
      const found = gradients(net, data, mse);
      const expected = gradients(exact, data, mse);
      expectClose([found.loss], [expected.loss], values);
      expect(Object.keys(found.parameters)).toEqual(Object.keys(expected.parameters));
      for (const [name, { data }] of Object.entries(expected.parameters))
        expectClose(found.parameters[name]!.data, data, close);
      expectClose(found.inputs.x!.data, expected.inputs.x!.data, close);
    });

    test("saved and loaded, it is the same, and learns the same", async () => {
      const net = made(layers, backend);
      const { model: loaded } = decodeModel(encodeModel(net), { backend });
      expect(loaded.predict(sequences(2))).toEqual(net.predict(sequences(2)));
      expect(String(loaded.summary())).toBe(String(net.summary()));
      const data = { x: sequences(5), y: filled(net.predict(sequences(5)).shape, 3) };
      for (const each of [net, loaded])
        for await (const _ of train(each, data, {
          loss: mse,
          optimizer: sgd({ rate: 0.1 }),
          epochs: 2,
          batch: 2,
          seed: 5,
        }));
      expect(loaded.parameters).toEqual(net.parameters);
    });
  });
});

describe("gradients equal finite differences", () => {
  test.each(stacks)("%s", (_, layers) => {
    const net = made(layers, "reference");
    const x = sequences(2);
    const y = filled(net.predict(x).shape, 2);
    const found = gradients(net, { x, y }, mse);
    const lossOf = (given = x) =>
      Array.from(net.predict(given).data).reduce((sum, p, i) => sum + (p - y.data[i]!) ** 2, 0) / y.data.length;
    expect(found.loss).toBeCloseTo(lossOf(), 12);
    const slopeOf = (set: (offset: number) => number) => (set(3e-6) - set(-3e-6)) / 6e-6;
    for (const [name, { shape, data }] of Object.entries(net.parameters)) {
      if (found.parameters[name] === undefined) continue;
      data.forEach((weight, i) => {
        const slope = slopeOf((offset) => {
          net.setParameters({ [name]: { shape, data: data.with(i, weight + offset) } });
          return lossOf();
        });
        net.setParameters({ [name]: { shape, data } });
        expect(found.parameters[name]!.data[i], `${name}[${i}]`).toBeCloseTo(slope, 7);
      });
    }
    x.data.forEach((value, i) => {
      const slope = slopeOf((offset) => lossOf({ shape: x.shape, data: x.data.with(i, value + offset) }));
      expect(found.inputs.x!.data[i], `x[${i}]`).toBeCloseTo(slope, 7);
    });
  });
});

describe("an input that does not fit is refused, naming the layer, its position and both shapes", () => {
  const refused = (layers: Layer[], message: RegExp, sizes: { features: number; steps?: number } = { features: F }) =>
    expect(() => sequential(layers).initialize({ seed: 1, ...sizes })).toThrowError(message);

  test("a sequence shorter than a window", () => {
    refused(
      [linear(3), conv1d(2, 3, { name: "wide" })],
      /E_SHAPE\] layer 2 of 2, wide, input: expected at least 3 steps, for a window of 3, got \[B, 2, 3\]/,
      { features: F, steps: 2 },
    );
    refused([maxPool1d(4)], /layer 1 of 1, maxPool1d, input: expected at least 4 steps.*got \[B, 3, 4\]/, {
      features: F,
      steps: 3,
    });
  });

  test("channels that do not go into groups", () =>
    refused(
      [conv1d(6, 1, { groups: 3 })],
      /layer 1 of 1, conv1d, input: expected channels in 3 groups, got \[B, 5, 4\]/,
      {
        features: F,
        steps: 5,
      },
    ));

  test("no sequence", () =>
    refused(
      [flatten(), averagePool1d(2)],
      /layer 2 of 2, averagePool1d, input: expected a sequence \[B, T, channels\], got \[B, 20\]/,
      { features: F, steps: 5 },
    ));

  test("another number of steps than the weights were made for", () => {
    const net = sequential(conv1d(2, 2), flatten(), linear(1)).initialize({ seed: 1, features: F, steps: 5 });
    expect(() => net.predict(filled([2, 6, F], 1))).toThrowError(
      /layer 3 of 3, linear: expected an input of shape \[B, 8\], as when its weights were made, got \[B, 10\]/,
    );
  });

  test("the number of steps is asked for where a layer fixes it", () =>
    refused([conv1d(2, 2)], /E_ARGUMENT\] initialize, steps: expected a positive integer/));
});
