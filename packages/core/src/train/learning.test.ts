import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { mean, mul, square, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { ArrayData } from "../layers/arrays.ts";
import { dropout } from "../layers/dropout.ts";
import { linear } from "../layers/linear.ts";
import { model } from "../layers/model.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { binaryCrossEntropy } from "../losses/binary-cross-entropy.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { gaussianNll } from "../losses/gaussian-nll.ts";
import { mae } from "../losses/mae.ts";
import { mse } from "../losses/mse.ts";
import { pinball } from "../losses/pinball.ts";
import { poissonNll } from "../losses/poisson-nll.ts";
import { adam } from "../optim/adam.ts";
import { adamw } from "../optim/adamw.ts";
import { reduceOnPlateau } from "../optim/schedules/reduce-on-plateau.ts";
import { stepDecay } from "../optim/schedules/step-decay.ts";
import { sgd } from "../optim/sgd.ts";
import type { ShapedArray } from "../program.ts";
import { backends, expectClose } from "./backends.test.support.ts";
import type { TrainingData } from "./feed/data.ts";
import { gradients } from "./measure/gradients.ts";
import { type Epoch, train } from "./train.ts";

async function all(epochs: AsyncIterable<Epoch>): Promise<Epoch[]> {
  const list: Epoch[] = [];
  for await (const epoch of epochs) list.push(epoch);
  return list;
}

const column = (...values: number[]) => values.map((value) => [value]);
const numbers = (shape: number[], factor = 37) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i * factor) % 101) / 50 - 1),
});

describe.each(backends)("on $backend", ({ backend, values }) => {
  const line = (init: { W?: number; b?: number } = {}) => sequential([linear(1, { init })], { backend });
  /** W where the loss is (W − y)² for one row, whose derivative is 2 (W − y). */
  const steps = async (target: number, options: Partial<Parameters<typeof train>[2]>, epochs: number) => {
    const net = sequential([linear(1, { bias: false, init: { W: 0 } })], { backend });
    const seen: number[] = [];
    const given = { loss: mse, optimizer: sgd({ rate: 1 }), epochs, seed: 0, ...options };
    for await (const _ of train(net, { x: column(1), y: column(target) }, given as never))
      seen.push(net.parameters["linear.W"]!.data[0]!);
    return seen;
  };

  describe("schedules", () => {
    test("give every step its rate", async () => {
      // d = 2 (W − 10): W = 0 → 10 · 1/2 · 2 = 10 · … with rates 1/2, 1/4, 1/8.
      const optimizer = sgd({ rate: stepDecay({ rate: 0.25, every: 1, factor: 0.5 }) });
      expectClose(await steps(16, { optimizer }, 3), [8, 10, 10.75], values);
    });

    test("hear of the training's losses, epoch by epoch", async () => {
      const heard: number[][] = [];
      const rate = (_: number, losses: readonly number[]) => {
        heard.push([...losses]);
        return 0.25;
      };
      await steps(16, { optimizer: sgd({ rate }) }, 3);
      // Once while tracing, then at every step.
      expectClose(heard.at(-1)!, [256, 64], values);
      expect(heard.map(({ length }) => length)).toEqual([0, 0, 1, 2]);
    });

    test("hear of the validation's losses where there are any", async () => {
      const heard: number[][] = [];
      const rate = (_: number, losses: readonly number[]) => {
        heard.push([...losses]);
        return 0.25;
      };
      const validation = { x: column(1), y: column(8) };
      await steps(16, { optimizer: sgd({ rate }), validation: validation as never }, 2);
      expect(heard.at(-1)).toEqual([0]);
    });

    test("go down on a plateau, from one training to the next anew", async () => {
      const optimizer = sgd({ rate: reduceOnPlateau({ rate: 1, factor: 0.5, patience: 0 }) });
      // With rate 1, W jumps from 0 to 2 · 16 and back; with half of it, it lands.
      for (let again = 0; again < 2; again++) expectClose(await steps(16, { optimizer }, 4), [32, 0, 16, 16], values);
    });
  });

  describe("clipping", () => {
    test("shortens the gradient of all parameters together", async () => {
      const net = line({ W: 0, b: 0 });
      const options = { loss: mse, optimizer: sgd({ rate: 1 }), epochs: 1, seed: 0, clip: { norm: 5 } };
      // d/dW = −2 · 10 · 3, d/db = −2 · 10: of length 20 √10.
      await all(train(net, { x: column(3), y: column(10) }, options));
      const found = [net.parameters["linear.W"]!.data[0]!, net.parameters["linear.b"]!.data[0]!];
      expectClose(found, [15 / Math.sqrt(10), 5 / Math.sqrt(10)], 1e-5);
    });

    test("cuts each number", async () => {
      expectClose(await steps(16, { clip: { value: 5 } }, 4), [5, 10, 15, 17], values);
    });

    test("keeps an exploding recurrence alive", async () => {
      const net = model({ inputs: { x: ["T", 1] }, backend }, ({ x }) =>
        linear(1)(recurrent(gru, { hidden: 2 })(mul(x, 1e8))),
      );
      net.initialize({ seed: 1 });
      const options = { loss: mse, optimizer: sgd({ rate: 0.01 }), epochs: 20, seed: 1, clip: { norm: 1 } };
      const data = { x: { x: numbers([4, 6, 1]) }, y: { shape: [4, 1], data: [1e4, -1e4, 1e4, -1e4] } };
      const epochs = await all(train(net, data, options));
      expect(epochs.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    });
  });

  describe("groups of parameters", () => {
    test("have rules of their own", async () => {
      const net = line({ W: 1, b: 1 });
      // The gradient is 2 · (2 − 0) for both.
      const optimizer = { "*.W": sgd({ rate: 0.1 }), "*": sgd({ rate: 0.01, momentum: 0.5 }) };
      await all(train(net, { x: column(1), y: column(0) }, { loss: mse, optimizer, epochs: 1, seed: 0 }));
      expectClose([net.parameters["linear.W"]!.data[0]!, net.parameters["linear.b"]!.data[0]!], [0.6, 0.96], values);
    });

    test("of one optimizer each are trained as by that one", async () => {
      const trained = async (optimizer: Parameters<typeof train>[2]["optimizer"]) => {
        const net = sequential([recurrent(gru, { hidden: 3 }), linear(1)], { backend });
        await all(
          train(net, { x: numbers([8, 5, 2]), y: numbers([8, 1]) }, { loss: mse, optimizer, epochs: 3, seed: 4 }),
        );
        return net.parameters;
      };
      const one = await trained(adamw({ rate: 0.01 }));
      expect(await trained({ "gru.*": adamw({ rate: 0.01 }), "*": adamw({ rate: 0.01 }) })).toEqual(one);
    });

    test("that do not fit are refused before the first step", async () => {
      const optimizer = { "lstm.*": adam(), "*": adam() };
      await expect(
        all(train(line(), { x: column(1), y: column(1) }, { loss: mse, optimizer, epochs: 1, seed: 0 })),
      ).rejects.toThrowError(
        /E_ARGUMENT\] train, optimizer: expected patterns that fit parameters \(linear.W, linear.b\)/,
      );
    });
  });

  describe("gradients of several batches", () => {
    const data = { x: numbers([10, 5, 2]), y: numbers([10, 1]) };
    const trained = async (batch: number, accumulate: number, more = {}) => {
      const net = sequential([recurrent(gru, { hidden: 3 }), linear(1)], { backend });
      const options = { loss: mse, optimizer: adam({ rate: 0.02 }), epochs: 4, seed: 4, shuffle: false };
      const epochs = await all(train(net, data, { ...options, batch, accumulate, ...more }));
      return { losses: epochs.map(({ loss }) => loss), weights: net.parameters };
    };

    test.each([
      [10, 5, 2],
      [10, 3, 4],
      [4, 2, 2],
      [6, 2, 3],
      [6, 3, 2],
    ])("are those of one batch: %i rows as %i · %i", async (whole, batch, accumulate) => {
      const [one, several] = [await trained(whole, 1), await trained(batch, accumulate)];
      for (const [name, { data }] of Object.entries(one.weights))
        expectClose(several.weights[name]!.data, data, backend === "reference" ? 1e-9 : 1e-4);
      expectClose(several.losses.slice(0, 1), one.losses.slice(0, 1), whole === 10 ? values : 1);
    });

    test("are those of one batch where rows have other lengths, too, in a batch of a source as well", async () => {
      const lengths = [1, 1, 5, 5, 2, 1, 4, 5, 5, 3];
      const data = { x: numbers([10, 5, 2]), y: numbers([10, 5, 1]) };
      const rowsOf = ({ shape, data }: ReturnType<typeof numbers>, from: number) => {
        const row = data.length / 10;
        const taken = data.slice(from * row, (from + 3) * row);
        return { shape: [taken.length / row, ...shape.slice(1)], data: taken };
      };
      const parts = [0, 3, 6, 9].map((from) => ({
        x: rowsOf(data.x, from),
        y: rowsOf(data.y, from),
        lengths: lengths.slice(from, from + 3),
      }));
      const weightsOf = async (of: TrainingData<ArrayData, ShapedArray> | (typeof parts)[number][], more = {}) => {
        const net = sequential([recurrent(gru, { hidden: 3, output: "sequence" }), linear(1)], { backend });
        const options = { loss: mse, optimizer: sgd({ rate: 0.5 }), epochs: 2, seed: 4 };
        await all(train(net, of, { ...options, shuffle: false, ...more }));
        return net.parameters;
      };
      const one = await weightsOf({ ...data, lengths }, { batch: 10 });
      const several = await weightsOf({ ...data, lengths }, { batch: 3, accumulate: 4 });
      const read = await weightsOf(parts, { accumulate: 4 });
      for (const [name, { data }] of Object.entries(one)) {
        expectClose(several[name]!.data, data, backend === "reference" ? 1e-9 : 1e-4);
        expect(read[name]!.data).toEqual(several[name]!.data);
      }
    });

    test("are clipped together", async () => {
      const clip = { norm: 1e-3 };
      const [one, several] = [await trained(10, 1, { clip }), await trained(5, 2, { clip })];
      for (const [name, { data }] of Object.entries(one.weights))
        expectClose(several.weights[name]!.data, data, backend === "reference" ? 1e-9 : 1e-4);
    });

    test("start anew in a training after one that diverged", async () => {
      const net = line({ W: 1, b: 1 });
      const options = { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 1, batch: 1, accumulate: 3, seed: 0 };
      const bad = { x: column(1, Number.NaN, 1), y: column(1, 1, 1) };
      await expect(all(train(net, bad, options))).rejects.toThrowError(/E_DIVERGED/);
      await all(train(net, { x: column(1, 1, 1), y: column(0, 0, 0) }, options));
      // One step: the gradient is 2 · 2 for both.
      expectClose([net.parameters["linear.W"]!.data[0]!, net.parameters["linear.b"]!.data[0]!], [0.6, 0.6], values);
    });

    test("count as one step of a schedule", async () => {
      const seen: number[] = [];
      const rate = (step: number) => {
        seen.push(step);
        return 0.01;
      };
      await trained(3, 2, { optimizer: sgd({ rate }), epochs: 2 });
      // Four batches an epoch; the first call is the tracing's.
      expect(seen).toEqual([1, 1, 2, 3, 4]);
    });
  });

  describe("weights of rows", () => {
    const still = { optimizer: sgd({ rate: 1e-12 }), epochs: 1, seed: 0 };

    test("weigh the loss and its gradient, row by row", () => {
      const net = line({ W: 0, b: 0 }).initialize({ features: 1, seed: 0 });
      const found = gradients(net, { x: column(1, 1, 1), y: column(1, 2, 3), weights: [1, 0, 2] }, mse);
      expectClose([found.loss], [19 / 3], values);
      expectClose(found.parameters["linear.b"]!.data, [-14 / 3], values);
    });

    test("follow the rows into batches, in any order, and into the validation", async () => {
      const data = { x: column(0, 0, 0, 0, 0), y: column(1, 2, 3, 4, 5), weights: [1, 0, 0, 0, 2] };
      for (const shuffle of [true, false])
        for (const batch of [1, 2, 5]) {
          const [epoch] = await all(
            train(line({ b: 0 }), data, {
              loss: mse,
              ...still,
              batch,
              shuffle,
              validation: { ...data, weights: [5, 0, 0, 0, 0] },
            }),
          );
          expectClose([epoch!.loss, epoch!.validationLoss!], [51 / 5, 1], values);
        }
    });

    test("can be by step", () => {
      const net = line({ W: 0, b: 0 }).initialize({ features: 1, seed: 0 });
      const data = { x: [column(1, 1), column(1, 1)], y: [column(1, 2), column(3, 4)] };
      expectClose(
        [
          gradients(
            net,
            {
              ...data,
              weights: [
                [1, 0],
                [0, 1],
              ],
            },
            mse,
          ).loss,
        ],
        [17 / 4],
        values,
      );
      expectClose([gradients(net, { ...data, weights: [2, 0] }, mse).loss], [10 / 4], values);
    });

    test("stand beside lengths: padding counts for nothing, whatever its weight", () => {
      const net = line({ W: 0, b: 0 }).initialize({ features: 1, seed: 0 });
      const data = { x: [column(1, 1), column(1, 1)], y: [column(1, 2), column(3, 99)], lengths: [2, 1] };
      expectClose(
        [
          gradients(
            net,
            {
              ...data,
              weights: [
                [1, 2],
                [3, 5],
              ],
            },
            mse,
          ).loss,
        ],
        [(1 + 8 + 27) / 3],
        values,
      );
      expectClose([gradients(net, { ...data, weights: [1, 2] }, mse).loss], [(1 + 4 + 18) / 3], values);
    });

    test("reach a loss of several outputs that hands them on", () => {
      const net = model({ inputs: { x: [1] }, backend }, ({ x }) => ({ a: mul(x, 2), b: mul(x, 3) })).initialize({
        seed: 0,
      });
      const data = { x: { x: column(1, 1) }, y: { a: column(0, 0), b: column(0, 0) }, weights: [1, 3] };
      const found = gradients(net, data, (p, y, options) => sub(mse(p.a, y.a, options), mse(p.b, y.b, options)));
      expectClose([found.loss], [(4 + 12 - 9 - 27) / 2], values);
    });

    test.each<[unknown, RegExp]>([
      [[1, 2], /E_SHAPE\].*weights: expected \[3\], got \[2\]/],
      [[1, -1, 1], /E_ARGUMENT\] train, weights, row 1: expected a finite number of at least 0, got -1/],
      [[1, 1, Number.NaN], /E_ARGUMENT\] train, weights, row 2: .*got NaN/],
      [[[1], [1], [1]], /E_SHAPE\]/],
    ])("that cannot be are refused: %j", async (weights, message) => {
      const data = { x: column(1, 1, 1), y: column(1, 1, 1), weights: weights as number[] };
      await expect(all(train(line(), data, { loss: mse, ...still }))).rejects.toThrowError(message);
    });

    test("are refused where the loss does not read them", async () => {
      const data = { x: column(1), y: column(1), weights: [1] };
      const own = (p: Tensor, y: Tensor) => mean(square(sub(p, y)));
      await expect(all(train(line(), data, { loss: own, ...still }))).rejects.toThrowError(
        "[E_ARGUMENT] train, weights: expected a loss that reads weights, got one that does not depend on them. Try a loss of the library, or one that gives its third argument on to such a loss.",
      );
    });
  });

  describe("targets that make no sense are refused before the first step", () => {
    const options = { optimizer: adam(), epochs: 1, seed: 0 };
    const classes = (...y: number[]) => ({ x: column(...y.map(() => 1)), y });

    test("classes that there are not", async () => {
      const net = sequential([linear(3)], { backend });
      const loss = crossEntropy();
      for (const [bad, row] of [
        [3, 2],
        [-1, 2],
        [0.5, 2],
        [Number.NaN, 2],
      ] as const)
        await expect(all(train(net, classes(0, 2, bad), { loss, ...options }))).rejects.toThrowError(
          `[E_ARGUMENT] crossEntropy, targets, row ${row}: expected a class from 0 to 2, got ${bad}.`,
        );
      await all(train(net, classes(0, 2, 1), { loss, ...options }));
      expect(() => gradients(net, classes(5), loss)).toThrowError(/E_ARGUMENT\] crossEntropy, targets, row 0/);
    });

    test("probabilities, answers and counts that cannot be", () => {
      const net = sequential([linear(2)], { backend }).initialize({ features: 1, seed: 0 });
      const data = (a: number, b: number) => ({ x: column(1), y: [[a, b]] });
      for (const loss of [crossEntropy(), binaryCrossEntropy()]) {
        expect(() => gradients(net, data(0.5, 1.5), loss)).toThrowError(
          /targets, row 0: expected .* from 0 to 1, got 1.5/,
        );
        expect(Number.isFinite(gradients(net, data(0.5, 0.5), loss).loss)).toBe(true);
      }
      expect(() => gradients(net, data(1, -1), poissonNll())).toThrowError(/poissonNll, targets, row 0: .*got -1/);
    });

    test("in sequences, with the row", () => {
      const net = sequential([linear(2)], { backend }).initialize({ features: 1, seed: 0 });
      const x = [column(1, 1), column(1, 1)];
      expect(() =>
        gradients(
          net,
          {
            x,
            y: [
              [0, 1],
              [1, 2],
            ],
          },
          crossEntropy(),
        ),
      ).toThrowError(/row 1: .*got 2/);
      expect(
        Number.isFinite(
          gradients(
            net,
            {
              x,
              y: [
                [0, 1],
                [1, 0],
              ],
            },
            crossEntropy(),
          ).loss,
        ),
      ).toBe(true);
    });

    test("padding may hold anything", () => {
      const net = sequential([linear(2)], { backend }).initialize({ features: 1, seed: 0 });
      const x = [column(1, 1), column(1, 1)];
      const found = [-1, 1].map((padding) => {
        const data = {
          x,
          y: [
            [0, 1],
            [1, padding],
          ],
          lengths: [2, 1],
        };
        return [crossEntropy(), crossEntropy({ classWeights: [1, 5] })].map((loss) => gradients(net, data, loss).loss);
      });
      expect(found[0]!.every(Number.isFinite)).toBe(true);
      expect(found[0]).toEqual(found[1]);
    });
  });

  test("with lengths, a mean over class weights is that over the steps that there are", () => {
    const net = sequential([linear(2)], { backend }).initialize({ features: 1, seed: 3 });
    const loss = crossEntropy({ classWeights: [1, 5] });
    const padded = {
      x: [column(1, 2), column(3, 9)],
      y: [
        [0, 1],
        [1, 0],
      ],
      lengths: [2, 1],
    };
    const plain = { x: column(1, 2, 3), y: [0, 1, 1] };
    expectClose([gradients(net, padded, loss).loss], [gradients(net, plain, loss).loss], values);
  });

  test("a distribution is learned: the mean and the variance of what was seen", async () => {
    const net = model({ inputs: { x: [1] }, backend }, ({ x }) => ({ mean: mean1(x), variance: variance1(x) }));
    const y = column(1, 3, 5, 7);
    const nll = gaussianNll();
    const loss = (p: { mean: Tensor; variance: Tensor }, t: { mean: Tensor }) => nll(p, t.mean);
    const data = { x: { x: column(1, 1, 1, 1) }, y: { mean: y, variance: y } };
    await all(train(net, data, { loss, optimizer: adam({ rate: 0.05 }), epochs: 1200, seed: 0 }));
    const { mean: found, variance } = net.predict({ x: column(1) });
    expect(found.data[0]).toBeCloseTo(4, 1);
    expect(variance.data[0]).toBeCloseTo(5, 1);
  });
});

const mean1 = linear(1, { name: "mean" });
const raw = linear(1, { name: "variance", init: { W: 1 } });
const variance1 = (x: Tensor) => square(raw(x));

describe("threads", () => {
  const data = { x: numbers([64, 6, 2]), y: numbers([64, 1]) };
  const trained = async (threads: number, more: { weights?: object }) => {
    const net = sequential(recurrent(gru, { hidden: 5 }), dropout(0.2), linear(1));
    const options = { loss: mse, optimizer: adam({ rate: 0.01 }), epochs: 2, batch: 32, seed: 3, threads };
    const { weights, ...rest } = more;
    await all(train(net, { ...data, ...(weights && { weights }) } as never, { ...options, ...rest }));
    return net.parameters;
  };

  test.each<[string, object]>([
    ["clipping by norm", { clip: { norm: 0.1 } }],
    ["gradients of several batches", { accumulate: 2 }],
    ["weights", { weights: numbers([64], 13).data.map((w) => w + 1.5) }],
    ["mae and AdamW in groups", { loss: mae, optimizer: { "gru.*": adamw(), "*": sgd({ rate: 0.1 }) } }],
  ])("change no bit with %s", async (_, more) => {
    const given = "weights" in more ? { weights: { shape: [64], data: more.weights } } : more;
    expect(await trained(2, given)).toEqual(await trained(1, given));
  });
});

test("with class weights, whose mean is over all rows, training runs on one thread", async () => {
  const run = async (threads: number) => {
    const net = sequential(recurrent(gru, { hidden: 5 }), linear(3));
    const loss = crossEntropy({ classWeights: [1, 2, 3] });
    const y = { shape: [64], data: Float32Array.from({ length: 64 }, (_, i) => i % 3) };
    const options = { loss, optimizer: adam({ rate: 0.01 }), epochs: 2, batch: 32, seed: 3, threads };
    const epochs = await all(train(net, { x: numbers([64, 6, 2]), y }, options));
    expect(epochs[1]!.loss).toBeLessThan(epochs[0]!.loss);
    return net.parameters;
  };
  expect(await run(2)).toEqual(await run(1));
});

/** Read by the type checker alone: never called. */
function wrongCalls(x: number[][], y: number[]): void {
  const net = sequential(linear(3));
  const base = { loss: crossEntropy(), optimizer: adam(), epochs: 1, seed: 0 };
  train(net, { x, y, weights: [1] }, { ...base, clip: { norm: 1 }, accumulate: 2 });
  train(net, { x, y }, { ...base, optimizer: { "*.b": adam({ rate: (step) => 1 / step }), "*": sgd({ rate: 1 }) } });
  // @ts-expect-error a loss, not its maker
  train(net, { x, y }, { ...base, loss: crossEntropy });
  // @ts-expect-error one limit
  train(net, { x, y }, { ...base, clip: { norm: 1, value: 1 } });
  // @ts-expect-error optimizers, not their rates
  train(net, { x, y }, { ...base, optimizer: { "*": 0.1 } });
  // @ts-expect-error a quantile is needed
  pinball();
  // @ts-expect-error the parameters of a distribution, not one tensor
  train(net, { x, y }, { ...base, loss: gaussianNll() });
}

test("wrong calls do not compile", () => {
  expect(wrongCalls).toBeTypeOf("function");
});

describe("options that cannot be are refused at once", () => {
  test.each([
    [{ accumulate: 0 }, "train, accumulate"],
    [{ accumulate: 1.5 }, "train, accumulate"],
    [{ clip: {} }, "train, clip"],
    [{ clip: { norm: -1 } }, "train, clip, norm"],
    [{ clip: { value: 0 } }, "train, clip, value"],
  ])("%j", (more, where) => {
    const net = sequential([linear(1)], { backend: "reference" });
    const options = { loss: mse, optimizer: adam(), epochs: 1, seed: 0, ...more };
    expect(() => train(net, { x: column(1), y: column(1) }, options as never)).toThrowError(
      expect.objectContaining({ code: "E_ARGUMENT", where }),
    );
  });
});
