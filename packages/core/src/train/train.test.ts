import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lstm } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { mean, mul, square, sub } from "../graph/ops.ts";
import { linear } from "../layers/linear.ts";
import { type Model, model } from "../layers/model.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { sgd } from "../optim/sgd.ts";
import type { ShapedArray } from "../program.ts";
import { backends, expectClose } from "./backends.test.support.ts";
import { type Epoch, type Progress, train } from "./train.ts";

async function all(epochs: AsyncIterable<Epoch>): Promise<Epoch[]> {
  const list: Epoch[] = [];
  for await (const epoch of epochs) list.push(epoch);
  return list;
}

/** Learns nothing, so that a loss can be computed by hand. */
const still: Optimizer = {
  name: "still",
  slots: [],
  scalars: () => ({}),
  update: ({ parameter }) => ({ parameter, slots: {} }),
};

const column = (...values: number[]) => values.map((value) => [value]);

describe.each(backends)("on $backend", ({ backend, values }) => {
  const line = (init: { W?: number; b?: number } = {}) => sequential([linear(1, { init })], { backend });

  test("a linear map is learned exactly", async () => {
    const x = Array.from({ length: 64 }, (_, i) => [Math.sin(i), Math.cos(3 * i), Math.sin(i * i)]);
    const y = x.map(([a, b, c]) => [2 * a! - b! + 3, 0.5 * c! - 1]);
    const net = sequential([linear(2)], { backend });
    const epochs = await all(
      train(
        net,
        { x, y },
        { loss: mse, optimizer: sgd({ rate: 0.3, momentum: 0.5 }), epochs: 400, batch: 64, seed: 1 },
      ),
    );
    expect(epochs.at(-1)!.loss).toBeLessThan(1e-10);
    expectClose(net.parameters["linear.W"]!.data, [2, -1, 0, 0, 0, 0.5], 1e-5);
    expectClose(net.parameters["linear.b"]!.data, [3, -1], 1e-5);
  });

  test("a small LSTM learns a sine", async () => {
    const wave = (t: number) => Math.sin(t * 0.4);
    const x = Array.from({ length: 40 }, (_, i) => Array.from({ length: 8 }, (_, t) => [wave(i + t)]));
    const y = x.map((_, i) => [wave(i + 8)]);
    const net = sequential([recurrent(lstm, { hidden: 6 }), linear(1)], { backend });
    const options = { loss: mse, optimizer: adam({ rate: 0.02 }), epochs: 60, batch: 16, seed: 1 };
    const epochs = await all(train(net, { x, y }, options));
    expect(epochs[0]!.loss).toBeGreaterThan(0.3);
    expect(epochs.at(-1)!.loss).toBeLessThan(0.01);
    const next = [Array.from({ length: 8 }, (_, t) => [wave(100.5 + t)])];
    expect(net.predict(next).data[0]).toBeCloseTo(wave(108.5), 0);
  });

  test("a whole series as one row gives PyTorch's losses on the airline passengers", async () => {
    const golden: { passengers: number[]; losses: number[]; initial: Record<string, ShapedArray> } = JSON.parse(
      readFileSync(new URL("golden/flights.json", import.meta.url), "utf8"),
    );
    // PyTorch's LSTM has two biases a gate, and Adam moves both.
    const gate = (g: string) => `W_${g} x_t + b_x${g} + U_${g} h_{t-1} + b_h${g}`;
    const twin = cell(
      "twin",
      `i_t = σ(${gate("i")}); f_t = σ(${gate("f")}); g_t = tanh(${gate("g")}); o_t = σ(${gate("o")})
       c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t; h_t = o_t ⊙ tanh(c_t)`.replaceAll(";", "\n"),
    );
    const net = sequential([recurrent(twin, { hidden: 6, layers: 2, output: "sequence" }), linear(1)], { backend });
    net.initialize({ features: 3, seed: 0 });
    const weights: Record<string, ShapedArray> = {
      "linear.W": golden.initial["out.weight"]!,
      "linear.b": golden.initial["out.bias"]!,
    };
    const names = { W_: "weight_ih", U_: "weight_hh", b_x: "bias_ih", b_h: "bias_hh" };
    for (const depth of [0, 1])
      for (const [ours, theirs] of Object.entries(names))
        ["i", "f", "g", "o"].forEach((g, i) => {
          const { shape, data } = golden.initial[`rnn.${theirs}_l${depth}`]!;
          const size = data.length / 4;
          weights[`twin.${depth}.${ours}${g}`] = {
            shape: [6, ...shape.slice(1)],
            data: data.slice(i * size, (i + 1) * size),
          };
        });
    net.setParameters(weights);

    const scaled = golden.passengers.map((n) => (n - 104) / (622 - 104));
    const steps = Array.from({ length: 112 }, (_, t) => t);
    const x = [steps.map((t) => scaled.slice(t, t + 3))];
    const y = [steps.map((t) => [scaled[t + 3]!])];
    const epochs = await all(train(net, { x, y }, { loss: mse, optimizer: adam({ rate: 0.1 }), epochs: 30, seed: 0 }));
    epochs.forEach(({ loss }, i) => expectClose([loss], [golden.losses[i]!], backend === "reference" ? 1e-9 : 1e-3));
  });

  test("an epoch's loss is the mean over its rows, a smaller last batch included, in any order", async () => {
    const data = { x: column(0, 0, 0, 0, 0), y: column(1, 2, 3, 4, 5) };
    for (const shuffle of [true, false])
      for (const batch of [1, 2, 3, 5, 8]) {
        const epochs = await all(
          train(line({ b: 0 }), data, { loss: mse, optimizer: still, epochs: 2, batch, shuffle, seed: 1 }),
        );
        for (const epoch of epochs) expectClose([epoch.loss], [11], values);
      }
  });

  test("without shuffling, rows come in their order; with it, in one that seed and epoch choose", async () => {
    const data = { x: column(0, 0, 0, 0, 0, 0), y: column(1, 2, 3, 4, 5, 6) };
    // With a rate of 1/2, one step on one row sets b to that row's target: b is the last row's at the end of an epoch.
    const lastRows = async (options: { shuffle?: boolean; seed: number }) => {
      const net = line({ W: 0, b: 0 });
      const seen: number[] = [];
      for await (const _ of train(net, data, {
        loss: mse,
        optimizer: sgd({ rate: 0.5 }),
        epochs: 8,
        batch: 1,
        ...options,
      }))
        seen.push(Math.round(net.parameters["linear.b"]!.data[0]!));
      return seen;
    };
    expect(await lastRows({ shuffle: false, seed: 1 })).toEqual([6, 6, 6, 6, 6, 6, 6, 6]);
    const first = await lastRows({ seed: 1 });
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(await lastRows({ seed: 1 })).toEqual(first);
    expect(await lastRows({ seed: 2 })).not.toEqual(first);
  });

  test("the validation loss is the mean over the validation rows after the epoch", async () => {
    const net = line({ W: 0, b: 0 });
    const validation = {
      x: Array.from({ length: 300 }, () => [0]),
      y: Array.from({ length: 300 }, (_, i) => [i < 100 ? 1 : 4]),
    };
    const options = { loss: mse, optimizer: sgd({ rate: 0.5 }), epochs: 1, seed: 0, validation };
    // The one step moves b from 0 to the target, 1.
    expect(await all(train(net, { x: column(0), y: column(1) }, options))).toMatchObject([{ index: 0, loss: 1 }]);
    const [epoch] = await all(train(line({ W: 0, b: 0 }), { x: column(0), y: column(1) }, options));
    expectClose([epoch!.validationLoss!], [6], values);
  });

  test("models with named inputs and outputs learn from records, with a loss over both", async () => {
    const net = model({ inputs: { a: [1], b: [1] }, backend }, ({ a, b }) => ({
      first: linear(1, { name: "one", init: { W: 0, b: 0 } })(a),
      second: linear(1, { name: "two", init: { W: 0, b: 0 } })(b),
    }));
    const x = { a: column(1, 2), b: column(3, 4) };
    const y = { first: column(1, 1), second: column(2, 2) };
    const [epoch] = await all(
      train(
        net,
        { x, y },
        {
          loss: (prediction, target) =>
            mean(square(sub(sub(prediction.first, target.first), mul(2, sub(prediction.second, target.second))))),
          optimizer: still,
          epochs: 1,
          seed: 0,
        },
      ),
    );
    expectClose([epoch!.loss], [9], values);
  });

  test("leaving the loop keeps the weights, and training again goes on from them", async () => {
    const data = { x: column(1, 2, 3), y: column(5, 6, 9) };
    const options = { loss: mse, optimizer: sgd({ rate: 0.02 }), seed: 1 };
    const through = line();
    await all(train(through, data, { ...options, epochs: 5 }));
    const stopped = line();
    for await (const { index } of train(stopped, data, { ...options, epochs: 100 })) if (index === 1) break;
    await all(train(stopped, data, { ...options, epochs: 3 }));
    expect(stopped.parameters).toEqual(through.parameters);
  });

  test("an optimizer starts afresh with every training", async () => {
    const data = { x: column(1, 2, 3), y: column(5, 6, 9) };
    const options = { loss: mse, optimizer: adam({ rate: 0.1 }), seed: 1, epochs: 1 };
    const net = line({ W: 0, b: 0 });
    await all(train(net, data, options));
    const { data: before } = net.parameters["linear.b"]!;
    await all(train(net, data, options));
    // Adam's first step is as long as its rate, whatever the gradient.
    expectClose([net.parameters["linear.b"]!.data[0]! - before[0]!], [0.1], 1e-5);
  });

  test("a loss that is no longer finite stops, and the weights are those of the epoch before", async () => {
    const data = { x: column(1, 2, 3), y: column(1, 2, 9) };
    const net = line({ W: 1, b: 1 });
    let kept = net.initialize({ features: 1, seed: 0 }).parameters;
    const run = async () => {
      for await (const _ of train(net, data, { loss: mse, optimizer: sgd({ rate: 1e5 }), epochs: 500, seed: 0 }))
        kept = net.parameters;
    };
    await expect(run()).rejects.toThrowError(
      /E_DIVERGED\] train, step (\d+) \(epoch \d+, step 1 of 1\), (layer 1 of 1, linear|the loss): expected finite numbers, got .*a lower rate/,
    );
    expect(net.parameters).toEqual(kept);
    expect(Number.isFinite(kept["linear.W"]!.data[0])).toBe(true);
  });

  test("weights that the last step of all makes infinite do not stay either", async () => {
    const net = line({ W: 1, b: 1 }).initialize({ features: 1, seed: 0 });
    const before = net.parameters;
    const huge: Optimizer = {
      ...still,
      name: "huge",
      update: ({ parameter }) => ({ parameter: mul(mul(parameter, 1e300), 1e300), slots: {} }),
    };
    await expect(
      all(train(net, { x: column(1), y: column(1) }, { loss: mse, optimizer: huge, epochs: 1, seed: 0 })),
    ).rejects.toThrowError(/E_DIVERGED\] train, step 1 \(epoch 0, step 1 of 1\): expected finite weights/);
    expect(net.parameters).toEqual(before);
  });

  test("numbers in the data that are not finite are named as the cause", async () => {
    const net = line({ W: 1, b: 1 });
    const data = { x: column(1, Number.NaN, 2), y: column(1, 2, Number.POSITIVE_INFINITY) };
    await expect(
      all(train(net, data, { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 1, seed: 0 })),
    ).rejects.toThrowError(/E_DIVERGED\].*Try other data: 1 number of x is and 1 number of y is not finite/);
  });

  test("a signal stops before the next step, with its reason, and the weights of the last one", async () => {
    const data = { x: column(1, 2), y: column(2, 4) };
    const controller = new AbortController();
    const net = line({ W: 0, b: 0 });
    const seen: number[] = [];
    const run = async () => {
      for await (const { index } of train(net, data, {
        loss: mse,
        optimizer: sgd({ rate: 0.1 }),
        epochs: 100,
        seed: 0,
        signal: controller.signal,
      })) {
        seen.push(index);
        if (index === 2) controller.abort("enough");
      }
    };
    await expect(run()).rejects.toMatchObject({ code: "E_ABORTED", cause: "enough" });
    expect(seen).toEqual([0, 1, 2]);
    expect(net.parameters["linear.W"]!.data[0]).toBeGreaterThan(0);
    await expect(run()).rejects.toThrowError(
      /E_ABORTED\] train: expected 100 epochs, got a signal to stop before the first/,
    );
  });

  test("timers get their turn and can stop a long epoch", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [Math.sin(i)]);
    const net = line();
    const started = performance.now();
    const progress: Progress[] = [];
    const options = { loss: mse, optimizer: sgd({ rate: 0.01 }), epochs: 1_000_000, batch: 1, seed: 0 };
    const signal = AbortSignal.timeout(300);
    await expect(
      all(train(net, { x: rows, y: rows }, { ...options, signal, onProgress: (p) => progress.push(p) })),
    ).rejects.toMatchObject({
      code: "E_ABORTED",
    });
    expect(performance.now() - started).toBeLessThan(3000);
    expect(progress.length).toBeGreaterThan(1);
    expect(progress[0]).toMatchObject({ epoch: 0, epochs: 1_000_000, steps: 20_000 });
    expect(progress[0]!.step).toBeGreaterThan(0);
    expect(progress[0]!.loss).toBeGreaterThanOrEqual(0);
  });

  test("a long validation can be stopped too", async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => [Math.sin(i)]);
    const data = { x: rows.slice(0, 2), y: rows.slice(0, 2) };
    const signal = AbortSignal.timeout(20);
    const options = { loss: mse, optimizer: still, epochs: 100_000, seed: 0, signal, validation: { x: rows, y: rows } };
    await expect(all(train(line(), data, options))).rejects.toMatchObject({ code: "E_ABORTED" });
  });

  test("weights that are not finite are no start", async () => {
    const net = line().initialize({ features: 1, seed: 0 });
    net.setParameters({ "linear.b": [Number.NaN] });
    const options = { loss: mse, optimizer: still, epochs: 1, seed: 0 };
    await expect(all(train(net, { x: column(1), y: column(1) }, options))).rejects.toThrowError(
      /E_ARGUMENT\] train: expected finite weights to start from/,
    );
  });

  test("progress ends every epoch", async () => {
    const progress: Progress[] = [];
    const data = { x: column(0, 0, 0), y: column(1, 1, 1) };
    const net = line({ W: 0, b: 0 });
    await all(
      train(net, data, {
        loss: mse,
        optimizer: still,
        epochs: 2,
        batch: 2,
        seed: 0,
        onProgress: (p) => progress.push(p),
      }),
    );
    expect(progress).toEqual([
      { epoch: 0, epochs: 2, step: 2, steps: 2, loss: 1 },
      { epoch: 1, epochs: 2, step: 2, steps: 2, loss: 1 },
    ]);
  });
});

describe("what cannot be trained is refused", () => {
  const net = () => sequential([linear(1)], { backend: "reference" });
  const data = { x: column(1, 2), y: column(1, 2) };
  const options = { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 1, seed: 0 };
  const first = (model: Model, given: typeof data, more = {}) => train(model, given, { ...options, ...more }).next();

  test("at once, for options that cannot be", () => {
    expect(() => train(net(), data, { ...options, epochs: 0 })).toThrowError(/E_ARGUMENT\] train, epochs/);
    expect(() => train(net(), data, { ...options, batch: 0 })).toThrowError(/E_ARGUMENT\] train, batch/);
    expect(() => train(net(), data, { ...options, seed: 1.5 })).toThrowError(/E_ARGUMENT\].*seed/);
  });

  test("data without rows, or with other rows on both sides", async () => {
    await expect(first(net(), { x: [], y: [] } as never)).rejects.toThrowError(/E_/);
    await expect(first(net(), { x: { shape: [0, 1], data: [] }, y: [] } as never)).rejects.toThrowError(
      /E_ARGUMENT\] train: expected at least one row, got none/,
    );
    await expect(first(net(), { x: column(1, 2), y: column(1) })).rejects.toThrowError(
      /E_SHAPE\] train, targets of layer 1 of 1, linear, y: expected \[2, 1\], got \[1, 1\]/,
    );
  });

  test("targets of other features or axes than the predictions", async () => {
    await expect(
      first(net(), {
        x: column(1, 2),
        y: [
          [1, 1],
          [2, 2],
        ],
      }),
    ).rejects.toThrowError(
      /E_SHAPE\] train, targets of layer 1 of 1, linear, mse: expected targets of shape \[B, 1\], as the predictions, got \[B, 2\]/,
    );
    await expect(first(net(), { x: column(1, 2), y: [1, 2] as never })).rejects.toThrowError(
      /E_SHAPE\].* mse.*got \[B\]/,
    );
  });

  test("a loss that is no scalar, or depends on no parameter", async () => {
    const rowwise = { loss: (prediction: never, target: never) => sub(prediction, target) };
    await expect(first(net(), data, rowwise)).rejects.toThrowError(
      /E_SHAPE\] train, loss: expected a scalar tensor, got \[B, 1\]. Try the mean/,
    );
    await expect(first(net(), data, { loss: (_: never, target: never) => mean(target) })).rejects.toThrowError(
      /E_ARGUMENT\] train: expected a loss that depends on the model's parameters/,
    );
  });

  test("validation data that do not fit", async () => {
    const validation = { x: [[1, 2]], y: column(1) };
    await expect(first(net(), data, { validation })).rejects.toThrowError(/E_SHAPE\] layer 1 of 1, linear/);
  });
});
