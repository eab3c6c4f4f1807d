import { describe, expect, test } from "vitest";
import { mean, mul, type Tensor } from "../../graph/index.ts";
import { linear } from "../../layers/linear.ts";
import { model } from "../../layers/model.ts";
import { sequential } from "../../layers/sequential.ts";
import { crossEntropy } from "../../losses/cross-entropy.ts";
import type { Loss } from "../../losses/loss.ts";
import { mae } from "../../losses/mae.ts";
import { mse } from "../../losses/mse.ts";
import { accuracy } from "../../metrics/accuracy.ts";
import { binaryAccuracy } from "../../metrics/binary-accuracy.ts";
import type { Metrics } from "../../metrics/metric.ts";
import { rmse } from "../../metrics/rmse.ts";
import { topKAccuracy } from "../../metrics/top-k-accuracy.ts";
import { sgd } from "../../optim/sgd.ts";
import { backends, expectClose } from "../backends.test.support.ts";
import { train } from "../train.ts";
import { evaluate } from "./evaluate.ts";

const column = (...values: number[]) => values.map((value) => [value]);

describe.each(backends)("on $backend", ({ backend, values }) => {
  /** A model that gives what it is given. */
  const same = (features: number) =>
    sequential([(x: Tensor) => mul(x, 1)], { backend }).initialize({ features, seed: 1 });
  /** One that does so at every step. */
  const sameSteps = () => model({ inputs: { x: ["T", 1] }, backend }, ({ x }) => mul(x, 1)).initialize({ seed: 1 });
  const measured = async (x: number[][], y: unknown, metrics: Metrics) =>
    (await evaluate(same(x[0]!.length), { x, y } as never, { metrics })).metrics;

  test("accuracy is the part of the rows whose greatest logit is the right class's", async () => {
    const x = [
      [3, 1, 2],
      [0, 5, 1],
      [2, 2, -1],
      [-4, -3, -2],
      [1, 0, Number.NaN],
    ];
    // Right, right, wrong (two are the same: the lower one counts), right, wrong (a NaN).
    expectClose([(await measured(x, [0, 1, 1, 2, 0], { accuracy })).accuracy!], [0.6], values);
    const probabilities = [
      [0.8, 0.1, 0.1],
      [0, 0, 1],
      [1, 0, 0],
      [0.3, 0.3, 0.4],
      [1, 0, 0],
    ];
    expectClose([(await measured(x, probabilities, { accuracy })).accuracy!], [0.6], values);
  });

  test("top-k accuracy lets a model name several", async () => {
    const x = [
      [4, 3, 2, 1],
      [4, 3, 2, 1],
      [1, 1, 1, 1],
    ];
    const tops = { one: topKAccuracy({ k: 1 }), two: topKAccuracy({ k: 2 }), four: topKAccuracy({ k: 4 }) };
    const found = await measured(x, [1, 2, 2], tops);
    expectClose([found.one!, found.two!, found.four!], [0, 1 / 3, 1], values);
  });

  test("binary accuracy compares yes and no, by threshold", async () => {
    const x = [
      [0.1, -0.1],
      [2, 3],
    ];
    const y = [
      [1, 0],
      [0, 1],
    ];
    // σ(0.1) = 0.52, σ(2) = 0.88, σ(3) = 0.95.
    const found = await measured(x, y, { half: binaryAccuracy(), most: binaryAccuracy({ threshold: 0.9 }) });
    expectClose([found.half!, found.most!], [3 / 4, 3 / 4], values);
  });

  test("means are over all rows, whatever the batches, and a root is taken of the whole mean", async () => {
    const data = { x: column(1, 2, 3, 4, 5), y: column(0, 0, 0, 0, 0) };
    for (const batch of [1, 2, 3, 5, 100]) {
      const { loss, metrics, rows } = await evaluate(same(1), data, { loss: mse, metrics: { mae, rmse }, batch });
      expectClose([loss, metrics.mae, metrics.rmse], [11, 3, Math.sqrt(11)], values);
      expect(rows).toBe(5);
    }
  });

  test("weights say how much rows count: a metric is a mean over them", async () => {
    const data = { x: column(1, 2, 3), y: column(0, 0, 0), weights: [1, 0, 3] };
    for (const batch of [1, 2, 3]) {
      const { loss, metrics } = await evaluate(same(1), data, { loss: mae, metrics: { mae, mse }, batch });
      // The loss stays a mean over the number of rows.
      expectClose([loss, metrics.mae, metrics.mse], [10 / 3, 10 / 4, 28 / 4], values);
    }
  });

  test("padding does not count, so that every step does that is a row's own", async () => {
    const x = [column(1, 2, 3), column(10, 70, 70), column(5, 6, 70)];
    const data = { x: { x }, y: x.map((row) => row.map(() => [0])), lengths: [3, 1, 2] };
    for (const batch of [1, 2, 3]) {
      const found = await evaluate(sameSteps(), data, { metrics: { mae, mse }, batch });
      expectClose([found.metrics.mae, found.metrics.mse], [27 / 6, (1 + 4 + 9 + 100 + 25 + 36) / 6], values);
      const weights = [1, 2, 0];
      const weighed = await evaluate(sameSteps(), { ...data, weights }, { metrics: { mae }, batch });
      expectClose([weighed.metrics.mae], [(6 + 20) / 5], values);
    }
  });

  test("one's own function of tensors is a metric, of several outputs too", async () => {
    const net = model({ inputs: { a: [1] }, backend }, ({ a }) => ({ one: a, two: mul(2, a) })).initialize({ seed: 1 });
    const data = { x: { a: column(1, 3) }, y: { one: column(0, 0), two: column(0, 0) } };
    const { metrics } = await evaluate(net, data, { metrics: { sum: ({ two }) => mean(two) } });
    expectClose([metrics.sum], [4], values);
  });

  test("batches of a source may differ in rows and steps", async () => {
    const batches = [
      { x: { x: [column(1, 2, 3)] }, y: [column(0, 0, 0)] },
      { x: { x: [column(4), column(5)] }, y: [column(0), column(0)] },
    ];
    const { loss, metrics, rows } = await evaluate(sameSteps(), batches, { loss: mae, metrics: { mae } });
    expect(rows).toBe(3);
    // Over the steps 1 … 5, not over batches or rows.
    expectClose([loss, metrics.mae], [3, 3], values);
  });

  test("the loss over rows of unequal length does not depend on the batch", async () => {
    const x = [column(1, 2, 3), column(4, 0, 0), column(5, 6, 0)];
    const data = { x: { x }, y: x.map(() => column(0, 0, 0)), lengths: [3, 1, 2] };
    for (const batch of [1, 2, 3]) {
      const { loss } = await evaluate(sameSteps(), data, { loss: mae, batch });
      expectClose([loss], [(1 + 2 + 3 + 4 + 5 + 6) / 6], values);
    }
  });

  test("training tells the metrics of its steps and of the validation", async () => {
    const net = sequential([linear(1, { init: { W: 0, b: 0 } })], { backend });
    const data = { x: column(0, 0, 0), y: column(1, 1, 1) };
    const validation = { x: column(0, 0), y: column(3, -3) };
    const options = { loss: mse, optimizer: sgd({ rate: 0.25 }), epochs: 2, batch: 2, seed: 1, metrics: { mae, rmse } };
    const epochs = [];
    for await (const epoch of train(net, data, { ...options, validation })) epochs.push(epoch);
    // A step halves the distance of b to 1: b is 0, 1/2, 3/4, 7/8, 15/16 before and after the four steps of 2, 1, 2, 1 rows.
    const [first, second] = epochs;
    expectClose([first!.metrics!.mae!, second!.metrics!.mae!], [(2 + 1 / 2) / 3, (2 / 4 + 1 / 8) / 3], values);
    expectClose([first!.metrics!.rmse!], [Math.sqrt((2 + 1 / 4) / 3)], values);
    expectClose([first!.validationMetrics!.mae!, second!.validationMetrics!.mae!], [3, 3], values);
    expectClose([first!.validationMetrics!.rmse!], [Math.sqrt((2.25 ** 2 + 3.75 ** 2) / 2)], values);
  });
});

test("metrics change no bit of the weights, with threads neither", async () => {
  const x = Array.from({ length: 64 }, (_, i) => [(i % 7) / 7, (i % 5) / 5]);
  const y = x.map(([a, b]) => [a! - b!]);
  const weights = async (more: object) => {
    const net = sequential(linear(5), linear(1));
    const epochs = [];
    const options = { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 3, batch: 32, seed: 1, ...more };
    for await (const epoch of train(net, { x, y }, options)) epochs.push(epoch);
    return { weights: net.parameters, metrics: epochs.map((epoch) => epoch.metrics) };
  };
  const without = await weights({});
  const alone = await weights({ metrics: { mae, mse } });
  const shared = await weights({ metrics: { mae, mse }, threads: 2 });
  expect(alone.weights).toEqual(without.weights);
  expect(shared).toEqual(alone);
});

describe("what cannot be evaluated is refused:", () => {
  const net = () => sequential([linear(2)], { backend: "reference" });
  const ready = () => net().initialize({ features: 1, seed: 1 });
  const data = { x: column(1, 2), y: [0, 1] };
  const refused: [string, () => Promise<unknown>, RegExp][] = [
    ["a model without weights", () => evaluate(net(), data, { loss: crossEntropy() }), /E_ARGUMENT\] engine/],
    ["nothing to measure", () => evaluate(ready(), data, {}), /evaluate: expected a loss or a metric, got neither/],
    [
      "a class that there is not",
      () => evaluate(ready(), { ...data, y: [0, 2] }, { metrics: { accuracy } }),
      /accuracy, targets, row 1: expected a class from 0 to 1, got 2/,
    ],
    [
      "metrics without names",
      () => evaluate(ready(), data, { metrics: accuracy as never }),
      /evaluate, metrics: expected functions by the names.*got a value of type function\. Try \{ accuracy \}/,
    ],
    [
      "a metric that is no function",
      () => evaluate(ready(), data, { metrics: { accuracy: "accuracy" } as never }),
      /evaluate, metrics, accuracy: expected a function/,
    ],
    [
      "one that is no scalar",
      () => evaluate(ready(), data, { metrics: { all: (p: Tensor) => p } }),
      /E_SHAPE\] evaluate, metrics, all: expected a scalar/,
    ],
    [
      "one that does not read weights",
      () => evaluate(ready(), { ...data, weights: [1, 2] }, { metrics: { m: ((p: Tensor) => mean(p)) as Loss } }),
      /evaluate, metrics, m, weights: expected a loss that reads weights/,
    ],
    [
      "no batches",
      () => evaluate(ready(), [], { loss: mse }),
      /evaluate, epoch 0: expected at least one batch, got none/,
    ],
    [
      "a size for batches that come as they are",
      () => evaluate(ready(), [data], { loss: crossEntropy(), batch: 2 }),
      /evaluate, batch: expected none/,
    ],
  ];
  test.each(refused)("%s", async (_, call, message) => {
    await expect(call()).rejects.toThrowError(message);
  });

  test("a signal stops it", async () => {
    const options = { loss: crossEntropy(), signal: AbortSignal.abort("enough") };
    await expect(evaluate(ready(), data, options)).rejects.toMatchObject({ code: "E_ABORTED", cause: "enough" });
  });
});
