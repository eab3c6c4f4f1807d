import { describe, expect, test } from "vitest";
import { add } from "../graph/ops.ts";
import { linear } from "../layers/linear.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { sgd } from "../optim/sgd.ts";
import { MemoryStore } from "./checkpoint/memory-store.test.support.ts";
import { type Epoch, train } from "./train.ts";

/** Adds the next of these numbers to every parameter, so that its course is known. */
const course = (...moves: number[]): Optimizer => ({
  name: "course",
  slots: [],
  scalars: (step) => ({ move: moves[step - 1] ?? 0 }),
  update: ({ parameter, scalars }) => ({ parameter: add(parameter, scalars.move!), slots: {} }),
});

const data = { x: [[0]], y: [[0]] };
/** The loss on the validation data is b², the weight W having no part in it. */
const validation = data;
const made = () => sequential(linear(1, { init: { W: 0, b: 4 } }));
const b = (net: ReturnType<typeof made>) => net.parameters["linear.b"]!.data[0];

type Options = Partial<Parameters<typeof train>[2]>;

async function all(net: ReturnType<typeof made>, moves: number[], options: Options) {
  const epochs: Omit<Epoch, "seconds">[] = [];
  const given = { loss: mse, optimizer: course(...moves), epochs: 9, seed: 1, validation, ...options };
  for await (const { seconds: _, ...epoch } of train(net, data, given as never)) epochs.push(epoch);
  return epochs;
}

describe("early stopping", () => {
  // b: 4, then 3, 1, 2, 3, 0
  const moves = [-1, -2, 1, 1, -3];

  test("ends the training when the validation loss was no better for so many epochs, and puts back the best weights", async () => {
    const net = made();
    const epochs = await all(net, moves, { earlyStopping: { patience: 2 } });
    expect(epochs.map(({ validationLoss, isBest }) => [validationLoss, isBest])).toEqual([
      [9, true],
      [1, true],
      [4, false],
      [9, false],
    ]);
    expect(b(net)).toBe(1);
  });

  test("waits as long as it is told to", async () => {
    const net = made();
    const epochs = await all(net, moves, { earlyStopping: { patience: 3 } });
    expect(epochs).toHaveLength(8);
    expect(epochs.map(({ isBest }) => isBest)).toEqual([true, true, false, false, true, false, false, false]);
    expect(b(net)).toBe(0);
  });

  test("puts back the best weights after the last epoch too, and not before the loop has seen it", async () => {
    const net = made();
    const seen: unknown[] = [];
    const options = { loss: mse, optimizer: course(...moves), epochs: 4, seed: 1, earlyStopping: { patience: 9 } };
    for await (const _ of train(net, data, { ...options, validation })) seen.push(b(net));
    expect(seen).toEqual([3, 1, 2, 3]);
    expect(b(net)).toBe(1);
  });

  test("leaves the weights of the last step to who leaves the loop", async () => {
    const net = made();
    const options = { loss: mse, optimizer: course(...moves), epochs: 9, seed: 1, earlyStopping: { patience: 9 } };
    for await (const { index } of train(net, data, { ...options, validation })) if (index === 3) break;
    expect(b(net)).toBe(3);
  });

  test("does not count what is better by less than minDelta", async () => {
    const net = made();
    // b: 3.9, 3.8, 3.7: the loss goes down by less than 1 each time.
    const epochs = await all(net, [-0.1, -0.1, -0.1], { earlyStopping: { patience: 2, minDelta: 2 } });
    expect(epochs.map(({ isBest }) => isBest)).toEqual([true, false, false]);
    expect(b(net)).toBeCloseTo(3.9, 5);
  });

  test("watches the loss before the steps where there are no validation data", async () => {
    const net = made();
    const options = { loss: mse, optimizer: course(...moves), epochs: 9, seed: 1, earlyStopping: { patience: 2 } };
    const losses: number[] = [];
    for await (const { loss } of train(net, data, options)) losses.push(loss);
    expect(losses).toEqual([16, 9, 1, 4, 9]);
    expect(b(net)).toBe(2);
  });

  test("watches a metric, of which more may be better", async () => {
    const net = made();
    const metrics = { level: (prediction: never, target: never) => mse(add(prediction, 10), target) };
    // (b + 10)²: 169, 121, 144, 169, 100
    const epochs = await all(net, moves, {
      metrics: metrics as never,
      earlyStopping: { patience: 3, monitor: "level", mode: "max" },
    });
    expect(epochs.map(({ isBest }) => isBest)).toEqual([true, false, false, false]);
    expect(b(net)).toBe(3);
  });

  test("goes on from a checkpoint with what was best, and stays ended", async () => {
    const options = { earlyStopping: { patience: 2 } };
    const store = new MemoryStore();
    const whole = await all(made(), moves, { ...options, checkpoint: { to: store, every: { epochs: 1 } } });
    const third = new MemoryStore(store.written[3]!);
    const net = made();
    expect(await all(net, moves, { ...options, checkpoint: { to: third }, resume: true })).toEqual(whole.slice(3));
    expect(b(net)).toBe(1);
    const again = made();
    expect(await all(again, moves, { ...options, epochs: 20, checkpoint: { to: third }, resume: true })).toEqual([]);
    expect(b(again)).toBe(1);
    const patient = { earlyStopping: { patience: 3 }, epochs: 5, checkpoint: { to: third }, resume: true };
    expect(await all(again, moves, patient)).toMatchObject([{ index: 4, isBest: true }]);
    expect(b(again)).toBe(0);
  });

  test.each<[string, object, RegExp]>([
    ["no patience", {}, /E_ARGUMENT\] train, earlyStopping, patience: expected a positive integer/],
    ["a negative delta", { patience: 1, minDelta: -1 }, /E_ARGUMENT\] train, earlyStopping, minDelta/],
    [
      "a name that nobody knows",
      { patience: 1, monitor: "los" },
      /monitor: expected something that is measured: loss, got los\./,
    ],
    [
      "a validation that there is not",
      { patience: 1, monitor: "validationLoss" },
      /got validationLoss\. Try validation data/,
    ],
    [
      "a mode that there is not",
      { patience: 1, mode: "less" },
      /mode: expected "min" or "max", whichever is better of loss/,
    ],
    [
      "an option that there is not",
      { patience: 1, restore: true },
      /E_ARGUMENT\] train, earlyStopping: .*got "restore"/,
    ],
  ])("%s is refused at once", (_, earlyStopping, message) => {
    const options = { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 1, seed: 1, earlyStopping };
    expect(() => train(made(), data, options as never)).toThrowError(message);
  });

  test("a metric is refused unless it is said which way is better", () => {
    const options = { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 1, seed: 1, metrics: { mse } };
    const earlyStopping = { patience: 1, monitor: "mse" };
    expect(() => train(made(), data, { ...options, earlyStopping })).toThrowError(/mode: .*of mse, got neither\./);
  });
});
