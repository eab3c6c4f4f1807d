import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { concat } from "../graph/ops.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import { backends } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { conv1d } from "./conv1d.ts";
import { flatten } from "./flatten.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { maxPool1d } from "./pool1d.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

const wave = (rows: number, steps: number) =>
  Array.from({ length: rows }, (_, r) =>
    Array.from({ length: steps }, (_, t) => [Math.sin(r + 0.7 * t), Math.cos(2 * r - t)]),
  );

describe.each(backends)("on $backend, windows that make sequences shorter", ({ backend }) => {
  /** What the windows see and give does not depend on how long the model's first sequences were. */
  const stack = () => [conv1d(3, 3, { stride: 2 }), maxPool1d(2, { stride: 1 }), recurrent(gru, { hidden: 2 })];

  test("read sequences of other lengths with the same weights, each length by a program of its own", () => {
    const net = sequential(stack(), { backend }).initialize({ seed: 1, features: 2, steps: 7 });
    for (const steps of [6, 9, 14, 7]) {
      const other = sequential(stack(), { backend }).initialize({ seed: 2, features: 2, steps });
      other.setParameters(net.parameters);
      expect(net.predict(wave(3, steps))).toEqual(other.predict(wave(3, steps)));
    }
  });

  const functional = () => {
    const [conv, pool, read] = stack();
    const head = linear(1);
    return model({ inputs: { x: ["T", 2], known: [1] }, fixesSteps: true, backend }, ({ x, known }) =>
      head(concat([read!(pool!(conv!(x))), known])),
    );
  };
  const known = [[1], [2], [3]];

  test("do so in a function too, which is initialized for one length and learns another", async () => {
    const net = functional().initialize({ seed: 1, steps: 7 });
    expect(String(net.summary())).toContain("conv1d     [B, 3, 3]");
    expect(net.predict({ x: wave(3, 12), known }).shape).toEqual([3, 1]);
    const before = net.parameters["conv1d.W"]!.data;
    const data = { x: { x: wave(3, 9), known }, y: known };
    for await (const _ of train(net, data, { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 2, seed: 1 }));
    expect(net.parameters["conv1d.W"]!.data).not.toEqual(before);
  });

  test("and from a file", () => {
    const net = functional().initialize({ seed: 1, steps: 7 });
    const { model: loaded } = decodeModel<object, object>(encodeModel(net), { backend });
    for (const steps of [7, 11]) {
      const data = { x: wave(3, steps), known };
      expect(loaded.predict(data)).toEqual(net.predict(data));
    }
  });

  test("take the number of steps from the first data in training", async () => {
    const net = functional();
    const data = { x: { x: wave(3, 9), known }, y: known };
    for await (const _ of train(net, data, { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 1, seed: 1 }));
    expect(net.network.axes.x).toEqual([9, 2]);
  });
});

describe("what cannot be is refused", () => {
  const only = conv1d(2, 3);
  const net = () =>
    model({ inputs: { a: ["T", 2], b: ["T", 2] }, fixesSteps: true }, ({ a, b }) => only(concat([a, b])));

  test("no number of steps", () =>
    expect(() => net().initialize({ seed: 1 })).toThrowError(
      /E_ARGUMENT\] initialize, steps: expected the number of steps, which a layer of this model fixes, got none/,
    ));

  test("lengths of rows, as there is no axis of steps", () => {
    const made = net().initialize({ seed: 1, steps: 5 });
    expect(() => made.predict({ a: wave(2, 5), b: wave(2, 5) }, { lengths: [5, 3] })).toThrowError(
      /E_ARGUMENT\] predict, lengths: .*, got one without steps, or with a fixed number of them/,
    );
  });

  test("inputs of one letter that differ in their steps", () => {
    const made = net().initialize({ seed: 1, steps: 5 });
    expect(made.predict({ a: wave(2, 6), b: wave(2, 6) }).shape).toEqual([2, 4, 2]);
    expect(() => made.predict({ a: wave(2, 6), b: wave(2, 5) })).toThrowError(
      /E_SHAPE\] predict, b: expected \[2, 6, 2\], got \[2, 5, 2\]/,
    );
    expect(() => made.predict({ a: wave(2, 2), b: wave(2, 2) })).toThrowError(
      /E_SHAPE\] layer 1, conv1d, input: expected \[B, T, 4\] with T at least 3/,
    );
  });

  test("several axes of steps, or none", () => {
    const first = flatten();
    expect(() => model({ inputs: { a: ["T", 2], b: ["S", 2] }, fixesSteps: true }, ({ a }) => first(a))).toThrowError(
      /E_ARGUMENT\] model, fixesSteps: expected inputs with one axis of steps.*, got T and S/,
    );
    expect(() => model({ inputs: { a: [2] }, fixesSteps: true }, ({ a }) => first(a))).toThrowError(
      /E_ARGUMENT\] model, fixesSteps: .*got none/,
    );
  });
});
