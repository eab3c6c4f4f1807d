import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { linear } from "../layers/linear.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { huber } from "../losses/huber.ts";
import { mse } from "../losses/mse.ts";
import { topKAccuracy } from "../metrics/top-k-accuracy.ts";
import { adam } from "../optim/adam.ts";
import { train } from "./train.ts";

const data = {
  x: [
    [[1], [2]],
    [[3], [4]],
  ],
  y: [[1], [2]],
};
const base = { loss: mse, optimizer: adam(), epochs: 2, seed: 1 };

/** The message of a training with options, or data, that types refuse. */
async function messageOf(options: object, of: unknown = data): Promise<string> {
  const net = sequential(recurrent(gru, { hidden: 2 }), linear(1));
  try {
    for await (const _ of train(net, of as never, { ...base, ...options } as never));
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

describe("an option of another kind is refused by its name", () => {
  const optimizer = "expected an optimizer, or a record of them by patterns of parameters' names";
  test.each<[string, object, string]>([
    ["no loss", { loss: undefined }, "loss: expected a function of prediction and target, got none. Try loss: mse."],
    ["the name of a loss", { loss: "mse" }, "loss: expected a function of prediction and target, got a value of type"],
    ["no optimizer", { optimizer: undefined }, `optimizer: ${optimizer}, got none. Try optimizer: adam().`],
    ["what makes one", { optimizer: adam }, `optimizer: ${optimizer}, got a value of type function. Try adam({ … })`],
    ["no seed", { seed: undefined }, "seed: expected a whole number of at least 0, got none. Try seed: 1."],
    ["a negative seed", { seed: -1 }, "seed: expected a whole number of at least 0, got -1."],
    [
      "a controller",
      { signal: new AbortController() },
      "signal: expected an AbortSignal, got a value of type object. Try",
    ],
    ["a word", { shuffle: "no" }, "shuffle: expected true or false, got a value of type string."],
    ["a number", { onProgress: 1 }, "onProgress: expected a function, got 1."],
    ["no metric", { metrics: { a: undefined } }, "metrics, a: expected a function of prediction and target, got none."],
  ])("%s", async (_, options, message) => {
    expect(await messageOf(options)).toContain(`[E_ARGUMENT] train, ${message}`);
  });

  test("a path to resume from, which would start over and replace what is there", async () => {
    const written: unknown[] = [];
    const to = { read: () => [], write: async (bytes: unknown) => `${written.push(bytes)}` };
    expect(await messageOf({ checkpoint: { to }, resume: "run.sluice" })).toBe(
      "[E_ARGUMENT] train, resume: expected true or false, got a value of type string. Try resume: true, beside a checkpoint that says where it is.",
    );
    expect(written).toEqual([]);
  });
});

test("what makes losses or metrics is told from what it makes", async () => {
  const makes = (name: string) =>
    `expected a function of prediction and target, got ${name}, which makes one. Try ${name}()`;
  expect(await messageOf({ loss: crossEntropy })).toContain(`train, loss: ${makes("crossEntropy")}`);
  expect(await messageOf({ loss: huber })).toContain(`train, loss: ${makes("huber")}`);
  expect(await messageOf({ metrics: { best: topKAccuracy } })).toContain(
    `train, metrics, best: ${makes("topKAccuracy")}`,
  );
});

test("data that are no examples are told from options", async () => {
  const expected = "expected { x, y }, the examples, got";
  expect(await messageOf({}, null)).toBe(`[E_ARGUMENT] train: ${expected} null.`);
  expect(await messageOf({}, [data.x, data.y])).toBe(
    `[E_ARGUMENT] train, epoch 0, batch 0: ${expected} a list. Try { x: …, y: … }, or a list of such batches.`,
  );
  expect(await messageOf({ validation: 0.2 })).toBe(
    `[E_ARGUMENT] train, validation: ${expected} a value of type number.`,
  );
});

test("a generator that was read for its first batch gives no validation", async () => {
  const once = (function* () {
    yield data;
  })();
  expect(await messageOf({ validation: once })).toMatch(
    /^\[E_ARGUMENT\] train, validation, epoch 0: expected at least one batch, got none\. Try a function that gives/,
  );
});
