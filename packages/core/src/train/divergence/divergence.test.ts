import { describe, expect, test } from "vitest";
import { cell } from "../../equations/index.ts";
import { div, exp, less, log, mean, mul, select, sqrt, sub, type Tensor } from "../../graph/index.ts";
import { dropout } from "../../layers/dropout.ts";
import { layer } from "../../layers/layer.ts";
import { linear } from "../../layers/linear.ts";
import { recurrent } from "../../layers/recurrent.ts";
import { sequential } from "../../layers/sequential.ts";
import { parameter } from "../../layers/trace.ts";
import { mse } from "../../losses/mse.ts";
import { adam } from "../../optim/adam.ts";
import { sgd } from "../../optim/sgd.ts";
import { backends } from "../backends.test.support.ts";
import { train } from "../train.ts";

const column = (...values: number[]) => values.map((value) => [value]);

/** The message of what ends a training. */
async function messageOf(epochs: AsyncIterable<unknown>): Promise<string> {
  try {
    for await (const _ of epochs);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not end");
}

const tenfold = cell("tenfold", "h_t = (U h_{t-1} + x_t) ⊙ p");

describe.each(backends)("on $backend", ({ backend }) => {
  /** 1 / x: infinite for 0. */
  const inverse = (name: string) => layer(name, (x) => div(parameter(`one`, [1], { init: 1 }), x));
  /** √x: of 0, with an infinite derivative. */
  const root = (name: string) => layer(name, (x) => mul(parameter("g", [1], { init: 1 }), sqrt(x)));
  const one = { init: { W: 1, b: 0 } };
  const options = { loss: mse, optimizer: sgd({ rate: 0.01 }), epochs: 9, batch: 1, shuffle: false, seed: 1 };

  test("the first layer forward is named, with its position, the step and the row", async () => {
    const net = sequential([linear(1, one), inverse("inverse"), linear(1, one)], { backend });
    const data = { x: column(1, 2, 0, 4), y: column(0, 0, 0, 0) };
    net.initialize({ features: 1, seed: 1 });
    net.freeze("linear", "inverse");
    const before = net.parameters;
    expect(await messageOf(train(net, data, options))).toMatch(
      /^\[E_DIVERGED\] train, step 3 \(epoch 0, step 3 of 4\), layer 2 of 3, inverse: expected finite numbers, got Infinity in its output at row 0\. Try clip: \{ norm: 1 \}, a lower rate/,
    );
    expect(net.parameters).toEqual(before);
  });

  test("so is the first one backward, where all is finite forward", async () => {
    const net = sequential([linear(1, one), root("root"), linear(1, one)], { backend });
    const data = { x: column(1, 4, 9, 0), y: column(0, 0, 0, 1) };
    const frozen = net.initialize({ features: 1, seed: 1 }).freeze("linear.b", "linear_2", "root");
    const found = await messageOf(
      train(frozen, data, { ...options, optimizer: sgd({ rate: 1e-9 }), clip: { norm: 1 } }),
    );
    expect(found).toMatch(
      /^\[E_DIVERGED\] train, step 4 \(epoch 0, step 4 of 4\), layer 2 of 3, root: expected finite numbers, got -?Infinity in the gradient of its input\. Try a lower rate/,
    );
  });

  test("of a cell, the value of its equations and the step of the sequence", async () => {
    // h grows by a factor of 10³⁰ at each step: above 10³⁸ at the second in float32, above 10³⁰⁸ at the eleventh in float64.
    const net = sequential([recurrent(tenfold, { hidden: 1, init: { U: 1, p: 1e30 } }), linear(1)], { backend });
    const steps = Array.from({ length: 14 }, () => [1]);
    const found = await messageOf(train(net, { x: [steps], y: [[0]] }, options));
    expect(found).toContain("train, step 1 (epoch 0, step 1 of 1), layer 1 of 2, tenfold: expected finite numbers");
    expect(found).toContain(`got Infinity in tenfold.0.h at row 0, step ${backend === "wasm" ? 1 : 10}.`);
  });

  test("a loss of finite outputs, and the model's own operations behind its layers", async () => {
    const data = { x: column(1, 2), y: column(1, 1) };
    const far = (p: Tensor) => mean(log(sub(p, p)));
    const net = () => sequential([linear(1, one)], { backend });
    expect(await messageOf(train(net(), data, { ...options, loss: far }))).toMatch(
      /step 1 \(epoch 0, step 1 of 2\), the loss: expected finite numbers, got -Infinity of finite outputs/,
    );
    const blown = sequential([linear(1, one), (x) => exp(mul(x, 1000))], { backend });
    expect(await messageOf(train(blown, data, options))).toMatch(
      /step 1 \(epoch 0, step 1 of 2\), the model's output: expected finite numbers, got Infinity at row 0/,
    );
  });

  test("weights from before the step are found again, many steps and epochs on, dropout, momentum and all", async () => {
    // Weights grow by about the rate at a step, to where the last layer breaks.
    const breaks = layer("breaks", (x) => {
      const w = parameter("w", [1], { init: 1 });
      return mul(w, div(x, select(less(40, x), 0, 1)));
    });
    const rows = 30;
    const data = { x: column(...new Array(rows).fill(1)), y: column(...new Array(rows).fill(100)) };
    const made = () =>
      sequential([linear(1, one), dropout(0.5), breaks], { backend })
        .initialize({ features: 1, seed: 1 })
        .freeze("breaks");
    const given = { ...options, optimizer: adam({ rate: 0.2 }), epochs: 100 };
    const net = made();
    const found = await messageOf(train(net, data, given));
    const [, total, epoch, step] =
      /step (\d+) \(epoch (\d+), step (\d+) of 30\), layer 3 of 3, breaks: .*Infinity in its output/
        .exec(found)!
        .map(Number);
    expect(total).toBe(30 * epoch! + step!);
    expect(total).toBeGreaterThan(64);
    // The weights are those of a training that ends before that epoch.
    const sound = made();
    for await (const _ of train(sound, data, { ...given, epochs: epoch! }));
    expect(net.parameters).toEqual(sound.parameters);
  });

  test("a gradient of several batches is traced to the batch that spoils it", async () => {
    const net = sequential([linear(1, one), root("root")], { backend });
    const frozen = net.initialize({ features: 1, seed: 1 }).freeze("linear.b", "root");
    const data = { x: column(1, 1, 1, 1, 1, 0, 1, 1), y: column(1, 1, 1, 1, 1, 5, 1, 1) };
    expect(await messageOf(train(frozen, data, { ...options, accumulate: 4 }))).toMatch(
      /step 6 \(epoch 0, step 6 of 8\), layer 2 of 2, root: expected finite numbers, got -?Infinity in the gradient/,
    );
  });

  test("a validation that is not finite names the layer, and the weights are those of the epoch before", async () => {
    const net = sequential([linear(1, one), inverse("inverse")], { backend }).initialize({ features: 1, seed: 1 });
    const before = net.parameters;
    const validation = { x: column(1, 0), y: column(1, 1) };
    const given = { ...options, optimizer: sgd({ rate: 1e-3 }), validation };
    net.freeze("linear.b");
    expect(await messageOf(train(net, { x: column(1), y: column(5) }, given))).toMatch(
      /^\[E_DIVERGED\] train, validation after epoch 0, layer 2 of 2, inverse: expected finite numbers, got Infinity in its output at row 1\./,
    );
    expect(net.parameters).toEqual(before);
  });

  test("a source of batches too", async () => {
    const net = sequential([linear(1, one), inverse("inverse")], { backend });
    const frozen = net.initialize({ features: 1, seed: 1 }).freeze("linear");
    const { batch: _, shuffle: __, ...rest } = options;
    let closed = 0;
    const source = function* () {
      try {
        for (const value of [1, 2, 0, 3]) yield { x: column(value, 1), y: column(1, 1) };
      } finally {
        closed++;
      }
    };
    expect(await messageOf(train(frozen, source, rest))).toMatch(
      /^\[E_DIVERGED\] train, epoch 0, step 3, layer 2 of 2, inverse: expected finite numbers, got Infinity in its output at row 0\./,
    );
    expect(closed).toBe(1);
  });

  test("where the data are to blame, they are, and the layer that met them is told", async () => {
    const net = sequential([linear(1, one), linear(1, one)], { backend });
    const data = { x: column(1, Number.NaN), y: column(1, 1) };
    expect(await messageOf(train(net, data, options))).toMatch(
      /step 2 \(epoch 0, step 2 of 2\), layer 1 of 2, linear: expected finite numbers, got NaN in its output at row 0\. Try other data: 1 number of x is not finite/,
    );
  });
});

test("what stands in padding is not to blame", async () => {
  const net = () => sequential(recurrent(tenfold, { hidden: 1, init: { U: 1, p: 1e30 } }), linear(1));
  const options = { loss: mse, optimizer: sgd({ rate: 0.01 }), epochs: 1, seed: 1 };
  const x = (own: number, padding: number) => [column(1, own, padding, padding)];
  const found = (own: number, padding: number) =>
    messageOf(train(net(), { x: x(own, padding), y: [[0]], lengths: [2] }, options));
  expect(await found(1, Number.NaN)).toMatch(/tenfold: expected finite numbers, got Infinity.* Try clip/);
  expect(await found(Number.NaN, 1)).toMatch(/Try other data: 1 number of x is not finite/);
});

test("with threads, the step and the layer are the same", async () => {
  const inverse = layer("inverse", (x) => div(parameter("one", [1], { init: 1 }), x));
  const data = {
    x: column(...Array.from({ length: 96 }, (_, i) => (i === 70 ? 0 : 1))),
    y: column(...new Array<number>(96).fill(1)),
  };
  const found = async (threads: number) => {
    const net = sequential(linear(1, { init: { W: 1, b: 0 } }), inverse).initialize({ features: 1, seed: 1 });
    net.freeze("linear");
    const options = { loss: mse, optimizer: adam(), epochs: 2, batch: 32, shuffle: false, seed: 1, threads };
    return messageOf(train(net, data, options));
  };
  expect(await found(1)).toContain("step 3 (epoch 0, step 3 of 3), layer 2 of 2, inverse");
  expect(await found(2)).toBe(await found(1));
});
