import { describe, expect, test } from "vitest";
import { lstm } from "../cells/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { linear } from "../layers/linear.ts";
import { model } from "../layers/model.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import type { EngineOptions, ShapedArray } from "../program.ts";
import { type TrainOptions, train } from "./train.ts";

const MIB = 2 ** 20;

const layers = () => [recurrent(lstm, { hidden: 32 }), linear(1)];
const made = (options: EngineOptions) => sequential(layers(), options).initialize({ features: 2, seed: 1 });
const zeros = (...shape: number[]): ShapedArray => ({
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
});
const examples = (rows: number, steps: number) => ({ x: zeros(rows, steps, 2), y: zeros(rows, 1) });

type Options = Partial<TrainOptions<unknown, ShapedArray>>;

/** Epochs done, and the error that ended the training, if one did. */
async function trained(net: ReturnType<typeof made>, data: ReturnType<typeof examples>, options: Options) {
  let epochs = 0;
  let steps = 0;
  try {
    const all = { loss: mse, optimizer: adam(), epochs: 2, seed: 1, onProgress: () => steps++, ...options };
    for await (const _ of train(net, data, all as never)) epochs++;
  } catch (error) {
    return { epochs, steps, error };
  }
  return { epochs, steps };
}

const tooLarge = (run: string) => ({
  code: "E_MEMORY",
  message: expect.stringMatching(
    new RegExp(
      `^\\[E_MEMORY\\] wasm backend: expected at most 1\\.0 MiB in all, got 0\\.\\d MiB of weights and other variables and \\d+\\.\\d MiB for a run with ${run}\\. Try a smaller batch, fewer steps or a larger maxMemory\\.$`,
    ),
  ),
});

describe("a model that may take 1 MiB", () => {
  test.each([1, 2])("refuses a training that needs more before its first step, with %i threads", async (threads) => {
    const net = made({ maxMemory: MIB });
    const before = net.parameters;
    const data = examples(300, 50);
    const refused = await trained(net, data, { batch: 256, threads });
    // The last resort is one that takes all rows on one thread.
    expect(refused).toEqual({
      epochs: 0,
      steps: 0,
      error: expect.objectContaining(tooLarge("B = 256 and T = 50")),
    });
    expect(net.parameters).toEqual(before);
    expect(await trained(net, data, { batch: 8 * threads, threads })).toMatchObject({ epochs: 2 });
    expect(net.parameters).not.toEqual(before);
  });

  test("makes room where only the last batch does not fit, since one thread takes it alone", async () => {
    // 32 rows go to four threads, 15 to one: 1.2 MiB if all were kept.
    const [less, more] = [made({ maxMemory: MIB }), made({})];
    for (const net of [less, more])
      expect(await trained(net, examples(47, 60), { batch: 32, threads: 4 })).toMatchObject({ epochs: 2 });
    expect(less.parameters).toEqual(more.parameters);
  });

  test("refuses a validation that needs more before the first step", async () => {
    const net = made({ maxMemory: MIB });
    const before = net.parameters;
    const refused = await trained(net, examples(8, 10), { validation: examples(1, 100_000) });
    expect(refused).toEqual({ epochs: 0, steps: 0, error: expect.objectContaining(tooLarge("B = 1 and T = 100000")) });
    expect(net.parameters).toEqual(before);
  });

  test("refuses a forecast that needs more, and makes one of fewer rows or steps", () => {
    const net = made({ maxMemory: MIB });
    const { x } = examples(200, 400);
    const whole = made({}).predict(x);
    expect(() => net.predict(x, { batch: 200 })).toThrow(expect.objectContaining(tooLarge("B = 200 and T = 400")));
    expect(net.predict(x, { batch: 20 })).toEqual(whole);
    expect(() => net.predict(zeros(1, 100_000, 2))).toThrow(expect.objectContaining(tooLarge("B = 1 and T = 100000")));
    expect(net.predict(zeros(1, 400, 2)).data).toEqual(whole.data.slice(0, 1));
  });

  test("can be made by model and read from a file", () => {
    const { x } = examples(200, 400);
    const [encode, head] = layers();
    const several = model({ inputs: { x: ["T", 2] }, maxMemory: MIB }, (given) => head!(encode!(given.x)));
    several.initialize({ seed: 1 });
    expect(() => several.predict({ x }, { batch: 200 })).toThrow("[E_MEMORY]");
    const { model: loaded } = decodeModel(encodeModel(made({})), { maxMemory: MIB });
    expect(() => loaded.predict(x, { batch: 200 })).toThrow("[E_MEMORY]");
  });

  test("refuses weights that need more before it draws them", () => {
    const wide = sequential([recurrent(lstm, { hidden: 300 })], { maxMemory: MIB });
    expect(() => wide.initialize({ features: 2, seed: 1 })).toThrow(
      "[E_MEMORY] model: expected at most 262,144 parameters, got 363,600.",
    );
  });
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1, "1 GiB"])("maxMemory %s is E_ARGUMENT", (maxMemory) => {
  expect(() => sequential(layers(), { maxMemory } as EngineOptions)).toThrow(
    `[E_ARGUMENT] maxMemory: expected a number of bytes from 1 to 2 ** 32, got ${maxMemory}.`,
  );
});

test("maxMemory with the reference backend is E_ARGUMENT, since it has no such memory", () => {
  expect(() => sequential(layers(), { maxMemory: MIB, backend: "reference" })).toThrow(
    '[E_ARGUMENT] maxMemory: expected the backend wasm, whose memory it is, got "reference".',
  );
});
