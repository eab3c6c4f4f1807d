import { describe, expect, test } from "vitest";
import { gru, lstm } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import { sgd } from "../optim/sgd.ts";
import type { ShapedArray } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { gradients } from "../train/measure/gradients.ts";
import { train } from "../train/train.ts";
import { linear } from "./linear.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

const total = cell("total", "h_t = h_{t-1} + x_t");
const waves = (rows: number, steps: number, features: number) => ({
  shape: [rows, steps, features],
  data: Float32Array.from({ length: rows * steps * features }, (_, i) => Math.sin(1.7 * i + 0.3)),
});

/** Steps `from` … of every row. */
function stepsOf({ shape, data }: ShapedArray, from: number, count: number) {
  const [rows, steps, features] = shape as [number, number, number];
  const parts = Array.from({ length: rows }, (_, row) =>
    Array.from(data.slice((row * steps + from) * features, (row * steps + from + count) * features)),
  );
  return { shape: [rows, count, features], data: (data.constructor as typeof Float64Array).from(parts.flat()) };
}

describe.each(backends)("on $backend", ({ backend, values }) => {
  const summing = () => {
    const layer = recurrent(total, { hidden: 1, stateful: true });
    return { layer, net: sequential([layer], { backend }).initialize({ features: 1, seed: 0 }) };
  };

  test("a prediction goes on where the one before ended, row by row, until the states are reset", () => {
    const { net, layer } = summing();
    expectClose(
      net.predict([
        [[1], [2]],
        [[10], [20]],
      ]).data,
      [3, 30],
      values,
    );
    expectClose(net.predict([[[4]], [[40]]]).data, [7, 70], values);
    net.resetStates();
    expectClose(net.predict([[[4]], [[40]]]).data, [4, 40], values);
    layer.resetStates();
    expectClose(net.predict([[[5]], [[50]]]).data, [5, 50], values);
    expectClose(net.predict([[[5]], [[50]]]).data, [10, 100], values);
    net.initialize({ seed: 1 });
    expectClose(net.predict([[[5]], [[50]]]).data, [5, 50], values);
  });

  test("batches of one prediction go on from each other too", () => {
    const { net } = summing();
    const rows = [[[1]], [[10]], [[2]], [[20]], [[4]], [[40]]];
    expectClose(net.predict(rows, { batch: 2 }).data, [1, 10, 3, 30, 7, 70], values);
  });

  test("a sequence in parts gives the bits of the whole", () => {
    const layers = () => [recurrent(lstm, { hidden: 5, layers: 2, output: "sequence", stateful: true }), linear(2)];
    const net = sequential(layers(), { backend }).initialize({ features: 2, seed: 1 });
    const x = waves(3, 7, 2);
    const whole = net.predict(x);
    net.resetStates();
    for (const [from, count] of [
      [0, 3],
      [3, 1],
      [4, 3],
    ] as const) {
      const part = net.predict(stepsOf(x, from, count));
      expect(part).toEqual(stepsOf(whole, from, count));
    }
  });

  test("a backward layer goes on with the part before: parts are given from the last to the first", () => {
    const layer = recurrent(total, { hidden: 1, stateful: true, direction: "backward", output: "sequence" });
    const net = sequential([layer], { backend }).initialize({ features: 1, seed: 0 });
    expectClose(net.predict([[[3], [4]]]).data, [7, 4], values);
    expectClose(net.predict([[[1], [2]]]).data, [10, 9], values);
  });

  test("to watch starts where a prediction would and moves nothing; step has sequences of its own", () => {
    const { net } = summing();
    net.predict([[[1]]]);
    expectClose(net.watch([[[2], [3]]], ["h"]).h.data, [3, 6], values);
    expectClose(net.step([100]).data, [100], values);
    expectClose(net.predict([[[2]]]).data, [3], values);
  });

  test("lengths say where each row ended", () => {
    const { net } = summing();
    net.predict(
      [
        [[1], [2]],
        [[10], [Number.NaN]],
      ],
      { lengths: [2, 1] },
    );
    expectClose(net.predict([[[4]], [[40]]]).data, [7, 50], values);
  });

  test("learned first states stand at the beginning alone", () => {
    const options = { hidden: 1, stateful: true, initial: "learned" } as const;
    const net = sequential([recurrent(total, options)], { backend }).initialize({ features: 1, seed: 0 });
    net.setParameters({ "total.0.initial.h": [100] });
    expectClose(net.predict([[[1]]]).data, [101], values);
    expectClose(net.predict([[[2]]]).data, [103], values);
  });

  test("training carries states from batch to batch, and starts anew with every epoch", async () => {
    // One weight: y = w · (sum so far), with losses that tell what the sums were.
    const scaled = cell("scaled", "h_t = h_{t-1} + x_t; y_t = w ⊙ h_t", { output: "y" });
    const net = sequential([recurrent(scaled, { hidden: 1, stateful: true, init: { w: 1 } })], { backend });
    const data = { x: [[[1]], [[2]], [[4]]], y: [[0], [0], [0]] };
    const losses: number[] = [];
    const options = { loss: mse, optimizer: sgd({ rate: 1e-12 }), epochs: 2, batch: 1, seed: 1 };
    for await (const { loss, validationLoss } of train(net, data, { ...options, validation: data }))
      losses.push(loss, validationLoss!);
    // (1² + 3² + 7²) / 3
    expectClose(losses, [59 / 3, 59 / 3, 59 / 3, 59 / 3], values);
    expectClose(net.predict([[[1]]]).data, [1], values);
  });

  test("it learns what lies in an earlier batch, which a model that forgets cannot", async () => {
    // The target of the second half is the first number of the first half.
    const signs = [1, -1, -1, 1, 1, -1];
    const batch = 2;
    const x = { shape: [12, 2, 1], data: new Float32Array(24) };
    const y = { shape: [12, 1], data: new Float32Array(12) };
    signs.forEach((sign, i) => {
      const row = Math.floor(i / batch) * 2 * batch + (i % batch);
      x.data[row * 2] = sign;
      y.data[row + batch] = sign;
      x.data[(row + batch) * 2] = 0.5;
    });
    const learn = async (stateful: boolean) => {
      const net = sequential([recurrent(gru, { hidden: 4, stateful }), linear(1)], { backend });
      const options = { loss: mse, optimizer: adam({ rate: 0.03 }), epochs: 150, batch, seed: 1, shuffle: false };
      let last = 0;
      for await (const { loss } of train(net, { x, y }, options)) last = loss;
      return last;
    };
    expect(await learn(false)).toBeGreaterThan(0.2);
    expect(await learn(true)).toBeLessThan(0.1);
  });

  test("a file says that a layer is stateful, and holds no states", () => {
    const { net } = summing();
    net.predict([[[5]]]);
    const again = decodeModel(encodeModel(net), { backend }).model;
    expectClose(again.predict([[[1]]]).data, [1], values);
    expectClose(again.predict([[[2]]]).data, [3], values);
  });
});

describe("what cannot be is refused", () => {
  const layers = () => [recurrent(gru, { hidden: 2, stateful: true }), linear(1)];
  const data = { x: waves(6, 3, 1), y: { shape: [6, 1], data: new Float32Array(6) } };
  const options = { loss: mse, optimizer: adam(), epochs: 1, seed: 1 };

  test("shuffling", async () => {
    const run = train(sequential(...layers()), data, { ...options, batch: 2, shuffle: true });
    await expect(run.next()).rejects.toThrow(
      /E_ARGUMENT\] train, shuffle: expected rows in their order, since a layer is stateful .*Try shuffle: false/,
    );
    const whole = train(sequential(...layers()), data, { ...options, batch: 6, shuffle: true });
    expect((await whole.next()).done).toBe(false);
  });

  test("a last batch of fewer rows, in training and validation", async () => {
    const run = train(sequential(...layers()), data, { ...options, batch: 4 });
    await expect(run.next()).rejects.toThrow(
      /E_ARGUMENT\] train, batch: expected a batch of 4 rows, as the one before, since the layer is stateful .*got 2/,
    );
    const five = { x: waves(5, 3, 1), y: { shape: [5, 1], data: new Float32Array(5) } };
    const checked = train(sequential(...layers()), data, { ...options, batch: 2, validation: five });
    await expect(checked.next()).rejects.toThrow(/E_ARGUMENT\] train, validation: expected a batch of 2 rows.*got 1/);
  });

  test("a prediction of other rows than the one before", () => {
    const net = sequential(...layers()).initialize({ features: 1, seed: 1 });
    net.predict(waves(2, 3, 1));
    expect(() => net.predict(waves(3, 3, 1))).toThrowError(
      /E_ARGUMENT\] predict: expected a batch of 2 rows.*got 3. Try resetStates\(\)/,
    );
    expect(() => net.predict(waves(2, 3, 1), { batch: 2 })).not.toThrow();
    expect(() => net.predict(waves(5, 3, 1), { batch: 2 })).toThrowError(/E_ARGUMENT\] predict, batch: .*got 1/);
    net.resetStates();
    expect(net.predict(waves(3, 3, 1)).shape).toEqual([3, 1]);
  });

  test("gradients start from the first states: a function of what they are given alone", () => {
    const net = sequential(...layers()).initialize({ features: 1, seed: 1 });
    const before = gradients(net, data, mse);
    net.predict(data.x);
    expect(gradients(net, data, mse)).toEqual(before);
  });
});

test("threads asked for in vain: a stateful model trains on one, to the same bits", async () => {
  const weights = async (threads: number) => {
    const net = sequential(recurrent(gru, { hidden: 3, stateful: true }), linear(1));
    const data = { x: waves(64, 3, 2), y: { shape: [64, 1], data: waves(64, 1, 1).data } };
    const options = { loss: mse, optimizer: adam(), epochs: 2, batch: 32, seed: 1, threads };
    for await (const _ of train(net, data, options));
    return net.parameters;
  };
  expect(await weights(2)).toEqual(await weights(1));
});
