import { describe, expect, test } from "vitest";
import { relu } from "../graph/ops.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { conv1d } from "./conv1d.ts";
import { flatten } from "./flatten.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { maxPool1d } from "./pool1d.ts";
import { sequential } from "./sequential.ts";

const wave = (...shape: [number, number, number]) => ({
  shape,
  data: Float64Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => Math.sin(1 + 2.3 * i)),
});

describe.each(backends)("on $backend", ({ backend, values }) => {
  test("a window slides: two channels, three steps wide, by hand", () => {
    const net = sequential([conv1d(1, 3)], { backend }).initialize({ seed: 1, features: 2, steps: 4 });
    net.setParameters({
      "conv1d.W": [
        [
          [1, 10, 100],
          [2, 20, 200],
        ],
      ],
      "conv1d.b": [0.5],
    });
    const y = net.predict([
      [
        [1, 0],
        [2, 0],
        [3, 1],
        [4, 0],
      ],
    ]);
    expect(y.shape).toEqual([1, 2, 1]);
    expect([...y.data]).toEqual([1 + 20 + 300 + 200 + 0.5, 2 + 30 + 400 + 20 + 0.5]);
  });

  test("Conv1d(4, 2, 3, stride 2) makes [1, 9, 4] of nine steps [1, 4, 2]", () => {
    const net = sequential([conv1d(2, 3, { stride: 2 })], { backend }).initialize({ seed: 1, features: 4, steps: 9 });
    expect(net.predict(wave(1, 9, 4)).shape).toEqual([1, 4, 2]);
    expect(net.parameters["conv1d.W"]!.shape).toEqual([2, 4, 3]);
    expect(net.count).toBe(26);
  });

  test("the classifier of 15 channels: 24 → 23 → 22 → 21 → 20 steps", () => {
    const layers = [
      conv1d(64, 2),
      relu,
      maxPool1d(2, { stride: 1 }),
      conv1d(128, 2),
      relu,
      maxPool1d(2, { stride: 1 }),
      flatten(),
      linear(50),
      linear(6),
    ];
    const net = sequential(layers, { backend }).initialize({ seed: 1, features: 15, steps: 24 });
    expect(net.summary().rows.map(({ output }) => output)).toEqual([
      "[B, 23, 64]",
      "[B, 22, 64]",
      "[B, 21, 128]",
      "[B, 20, 128]",
      "[B, 2560]",
      "[B, 50]",
      "[B, 6]",
    ]);
    expect(net.predict(wave(3, 24, 15)).shape).toEqual([3, 6]);
  });

  test.each(["same", "causal"] as const)(
    "%s padding gives the same whether the number of steps is fixed or not",
    (padding) => {
      const layer = conv1d(3, 3, { padding, dilation: 2 });
      const any = model({ inputs: { x: ["T", 2] }, backend }, ({ x }) => layer(x)).initialize({ seed: 1 });
      const fixed = model({ inputs: { x: [6, 2] }, backend }, ({ x }) => layer(x)).initialize({ seed: 1 });
      const x = wave(2, 6, 2);
      expect(any.predict({ x }).shape).toEqual([2, 6, 3]);
      expectClose(any.predict({ x }).data, fixed.predict({ x }).data, values);
      expect(any.predict({ x: wave(1, 1, 2) }).shape).toEqual([1, 1, 3]);
    },
  );

  test("with causal padding it goes step by step, to the bits of the whole", () => {
    const net = sequential([conv1d(3, 3, { padding: "causal" })], { backend }).initialize({ seed: 1, features: 1 });
    const steps = [0.5, -1, 2, 4, 0.25];
    const whole = net.predict([steps.map((x) => [x])]);
    steps.forEach((x, t) => {
      expect(net.step([x]).data).toEqual(whole.data.slice(3 * t, 3 * t + 3));
    });
  });
});

test("threads share the rows of a convolution's training to the same bits", async () => {
  const learn = async (threads: number) => {
    const net = sequential(conv1d(5, 3, { stride: 2 }), relu, maxPool1d(2), flatten(), linear(1));
    const data = { x: wave(40, 12, 2), y: { shape: [40, 1], data: wave(40, 1, 1).data } };
    const options = { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 3, seed: 1, batch: 40, threads };
    for await (const _ of train(net, data, options));
    return net.parameters;
  };
  const one = await learn(1);
  expect(await learn(2)).toEqual(one);
  expect(await learn(4)).toEqual(one);
});

test("with same padding it sees later steps, and cannot go step by step", () => {
  const net = sequential(conv1d(3, 3, { padding: "same" })).initialize({ seed: 1, features: 1 });
  expect(() => net.step([1])).toThrowError(/E_ARGUMENT\] step, conv1d: .*got a loop that runs backwards/);
});

test("first values lie within ±1/√(in/groups · kernel)", () => {
  const net = sequential(conv1d(400, 4, { groups: 2 })).initialize({ seed: 1, features: 8, steps: 4 });
  for (const name of ["conv1d.W", "conv1d.b"]) {
    const { data } = net.parameters[name]!;
    expect(Math.max(...data)).toBeGreaterThan(0.24);
    expect(Math.max(...data)).toBeLessThanOrEqual(0.25);
    expect(Math.min(...data)).toBeLessThan(-0.24);
  }
});

describe("options that cannot be are refused", () => {
  test.each([
    [() => conv1d(0, 2), /conv1d, channels/],
    [() => conv1d(2, 0), /conv1d, kernel/],
    [() => conv1d(2, 2, { stride: 0 }), /conv1d, stride/],
    [() => conv1d(2, 2, { dilation: 1.5 }), /conv1d, dilation/],
    [() => conv1d(3, 2, { groups: 2 }), /conv1d, groups: expected a divisor of the 3 channels, got 2/],
    [() => conv1d(2, 2, { padding: -1 }), /conv1d, padding: expected a whole number.*got -1/],
    [() => conv1d(2, 2, { padding: "valid" as "same" }), /conv1d, padding/],
    [() => conv1d(2, 2, { padding: "same", stride: 2 }), /conv1d, stride: expected 1 with "same" padding/],
    [() => conv1d(2, 2, { bias: false, init: { b: 1 } }), /conv1d, init: expected names among W/],
  ])("%#", (make, message) => expect(make).toThrowError(message));

  test("a sequence of any length, where windows change their number", () =>
    expect(() => model({ inputs: { x: ["T", 2] } }, ({ x }) => conv1d(2, 2)(x)).initialize({ seed: 1 })).toThrowError(
      /E_SHAPE\] layer 1, conv1d, input: expected \[B, T, 2\] with a number for T.*got \[B, T, 2\]. Try fixesSteps: true beside the inputs of the model/,
    ));
});
