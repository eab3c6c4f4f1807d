import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gru } from "../../cells/index.ts";
import { dropout } from "../../layers/dropout.ts";
import { linear } from "../../layers/linear.ts";
import { recurrent } from "../../layers/recurrent.ts";
import { sequential } from "../../layers/sequential.ts";
import { mae } from "../../losses/mae.ts";
import { mse } from "../../losses/mse.ts";
import { adam } from "../../optim/adam.ts";
import { sgd } from "../../optim/sgd.ts";
import { train } from "../train.ts";
import { MemoryStore } from "./memory-store.test.support.ts";
import type { Resumed } from "./saving.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-"));
  path = join(folder, "run.sluice");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const made = (hidden = 3) => sequential(recurrent(gru, { hidden }), dropout(0.3), linear(1));
const rows = (count: number, scale = 1) => ({
  x: Array.from({ length: count }, (_, row) => [[(scale * row) / count], [row % 3]]),
  y: Array.from({ length: count }, (_, row) => [row / count]),
});
const data = rows(10);
const options = { loss: mse, optimizer: adam({ rate: 0.05 }), epochs: 4, batch: 4, seed: 3 };

type Options = object;

/** Indices of the epochs that there were. */
async function trained(net: ReturnType<typeof made>, more: Options = {}, given: unknown = data) {
  const epochs: number[] = [];
  for await (const { index } of train(net, given as never, { ...options, ...more } as never)) epochs.push(index);
  return epochs;
}

const whole = async () => {
  const net = made();
  await trained(net);
  return net.parameters;
};

describe("a signal", () => {
  test("leaves a checkpoint and the error that says how to go on, to the same bits", async () => {
    const stop = new AbortController();
    const net = made();
    const onProgress = ({ epoch }: { epoch: number }) => epoch === 1 && stop.abort();
    await expect(trained(net, { checkpoint: path, signal: stop.signal, onProgress } as never)).rejects.toThrowError(
      `[E_ABORTED] train: expected 4 epochs, got a signal to stop after epoch 1. Try resume: true to go on from ${path}.`,
    );
    const again = made();
    const resumed: Resumed[] = [];
    const onResume = (from: Resumed) => resumed.push(from);
    expect(await trained(again, { checkpoint: path, resume: true, onResume } as never)).toEqual([2, 3]);
    expect(resumed).toEqual([{ from: path, epoch: 2, step: 0, refused: [] }]);
    expect(again.parameters).toEqual(await whole());
  });

  test("within a validation leaves one from which the validation is done again", async () => {
    const stop = new AbortController();
    const store = new MemoryStore();
    const slow = rows(6);
    let seen = 0;
    const validation = async function* () {
      yield slow;
      if (++seen === 2) stop.abort();
      yield slow;
    };
    const more = { validation, checkpoint: { to: store } };
    await expect(trained(made(), { ...more, signal: stop.signal } as never)).rejects.toThrowError(
      /after 3 steps of epoch/,
    );
    const net = made();
    expect((await trained(net, { ...more, resume: true } as never)).at(-1)).toBe(3);
    expect(net.parameters).toEqual(await whole());
  });
});

test("leaving the loop leaves a checkpoint behind the epoch that was seen last", async () => {
  const net = made();
  for await (const { index } of train(net, data, { ...options, checkpoint: path })) if (index === 1) break;
  const again = made();
  expect(await trained(again, { checkpoint: path, resume: true })).toEqual([2, 3]);
  expect(again.parameters).toEqual(await whole());
});

test("a training that has ended is not done again, and goes on when there are more epochs", async () => {
  await trained(made(), { checkpoint: path });
  const net = made();
  expect(await trained(net, { checkpoint: path, resume: true })).toEqual([]);
  expect(net.parameters).toEqual(await whole());
  expect(await trained(net, { checkpoint: path, resume: true, epochs: 6 })).toEqual([4, 5]);
  const long = made();
  await trained(long, { epochs: 6 });
  expect(net.parameters).toEqual(long.parameters);
  await expect(trained(net, { checkpoint: path, resume: true, epochs: 5 })).rejects.toThrowError(
    `[E_ARGUMENT] train, epochs: expected at least 6, which ${path} has begun, got 5.`,
  );
});

test("weights that the loop changed between two epochs are those it goes on from", async () => {
  const change = async (net: ReturnType<typeof made>, more: Options = {}) => {
    for await (const { index } of train(net, data, { ...options, ...more } as never))
      if (index === 1) net.setParameters({ "linear.b": [0.5] });
      else if (index === 2) break;
    return net;
  };
  const through = await change(made());
  await change(made(), { checkpoint: { to: path, every: { epochs: 1 } } } as never);
  const again = made();
  await trained(again, { checkpoint: path, resume: true, epochs: 3 });
  expect(again.parameters).toEqual(through.parameters);
});

describe("how often", () => {
  const written = async (every: object | undefined) => {
    const store = new MemoryStore();
    await trained(made(), { checkpoint: { to: store, ...(every && { every }) } } as never);
    return store;
  };

  test("at the start and the end alone, where the training is short", async () => {
    expect((await written(undefined)).written).toHaveLength(2);
  });

  // An epoch has three steps, and the last one is written with its end.
  test.each([
    [{ steps: 1 }, 13],
    [{ steps: 2 }, 7],
    [{ epochs: 1 }, 5],
    [{ epochs: 2 }, 3],
    [{ epochs: 9 }, 2],
    [{ seconds: 0 }, 13],
    [{ seconds: 1000 }, 2],
  ])("every %o", async (every, count) => {
    expect((await written(every)).written).toHaveLength(count);
  });

  test("each is told which one is to stay beside it", async () => {
    const store = await written({ epochs: 2 });
    expect(store.kept).toEqual([undefined, "written 1", "written 2"]);
  });
});

describe("going on", () => {
  test("starts from the beginning where there is no checkpoint", async () => {
    const net = made();
    const onResume = () => expect.unreachable();
    expect(await trained(net, { checkpoint: path, resume: true, onResume })).toEqual([0, 1, 2, 3]);
    expect(net.parameters).toEqual(await whole());
  });

  test("takes the checkpoint before where the newest is torn, says why, and leaves two that are sound", async () => {
    for await (const { index } of train(made(), data, { ...options, checkpoint: { to: path, every: { epochs: 1 } } }))
      if (index === 2) break;
    await truncate(path, 1000);
    const net = made();
    let resumed: Resumed | undefined;
    const onResume = (from: Resumed) => {
      resumed = from;
    };
    expect(await trained(net, { checkpoint: path, resume: true, onResume })).toEqual([2, 3]);
    expect(resumed).toMatchObject({ from: `${path}.previous`, epoch: 2, step: 0 });
    expect(resumed!.refused.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^\[E_FORMAT\] .*run\.sluice: expected .* got .* Try copying or saving the file again, it was cut off/,
      ),
    ]);
    expect(net.parameters).toEqual(await whole());
    await truncate(path, 10);
    expect(await trained(made(), { checkpoint: path, resume: true })).toEqual([2, 3]);
  });

  test("ends with a clear error where none of them is sound, and touches neither them nor the model", async () => {
    await writeFile(path, "date,sales\n");
    await writeFile(`${path}.previous`, "");
    const net = made().initialize({ features: 1, seed: 9 });
    const before = net.parameters;
    await expect(trained(net, { checkpoint: path, resume: true })).rejects.toThrowError(
      new RegExp(
        `^\\[E_FORMAT\\] train, resume: expected a checkpoint that can be used, got none; ${path}: expected a safetensors file, got 11 bytes that begin with "date,sale"; ${path}\\.previous: expected a safetensors file, got an empty file\\. Try resume: false to start over\\.$`,
      ),
    );
    expect(net.parameters).toEqual(before);
    expect(await readFile(path, "utf8")).toBe("date,sales\n");
  });
});

describe("starting where something is", () => {
  test("is refused unless it is said what is meant, so that no training is lost and no other file replaced", async () => {
    await writeFile(path, "date,sales\n");
    await expect(trained(made(), { checkpoint: path })).rejects.toThrowError(
      `[E_ARGUMENT] train, checkpoint: expected a place where nothing is yet, got ${path}. Try resume: true to go on from it, or resume: false to start over and replace it.`,
    );
    expect(await readFile(path, "utf8")).toBe("date,sales\n");
  });

  test("over replaces all of it", async () => {
    for await (const _ of train(made(), data, { ...options, checkpoint: { to: path, every: { epochs: 1 } } }));
    const net = made();
    await train(net, data, { ...options, checkpoint: path, resume: false }).next();
    expect(await readdir(folder)).toEqual(["run.sluice"]);
    expect(await trained(made(), { checkpoint: path, resume: true })).toEqual([0, 1, 2, 3]);
  });
});

describe("a checkpoint of another training is refused, with what differs", () => {
  test.each<[string, Options, RegExp]>([
    ["batch", { batch: 5 }, /train, batch: expected 4, as in the training that .*run\.sluice is of, got 5\. Try/],
    ["seed", { seed: 4 }, /train, seed: expected 3, as .*, got 4/],
    ["shuffle", { shuffle: false }, /train, shuffle: expected true, .*, got false/],
    ["accumulate", { accumulate: 2 }, /train, accumulate: expected 1, .*, got 2/],
    ["clip", { clip: { norm: 1 } }, /train, clip: expected none, .*, got \{"norm":1\}/],
    [
      "optimizer",
      { optimizer: sgd({ rate: 1 }) },
      /train, optimizers: expected adam \(crc32c:\w{8}\), .*, got sgd \(crc32c:\w{8}\)/,
    ],
    ["what the optimizer does", { optimizer: adam({ beta1: 0.5 }) }, /train, optimizers: expected adam .*, got adam /],
    ["loss", { loss: mae }, /train, what the model, the loss and the metrics compute: expected crc32c/],
    ["validation", { validation: data }, /train, validation data: expected none, .*, got 10 rows, crc32c/],
    ["metrics", { metrics: { mae } }, /train, metrics: expected none, .*, got mae\. Try/],
    ["early stopping", { earlyStopping: { patience: 1 } }, /train, earlyStopping: expected none, .*, got min loss/],
  ])("%s", async (_, more, message) => {
    await train(made(), data, { ...options, checkpoint: path }).next();
    const before = await readFile(path);
    const refused = trained(made(), { ...more, checkpoint: path, resume: true });
    await expect(refused).rejects.toThrowError(message);
    await expect(refused).rejects.toMatchObject({ code: "E_ARGUMENT" });
    expect(await readFile(path)).toEqual(before);
  });

  test("by how much an epoch has to be better", async () => {
    const patient = { ...options, checkpoint: path, earlyStopping: { patience: 2 } };
    await train(made(), data, patient).next();
    const more = { ...patient, resume: true, earlyStopping: { patience: 2, minDelta: 0.5 } };
    await expect(trained(made(), more)).rejects.toThrowError(
      /train, earlyStopping: expected min loss, as .*, got min loss by 0\.5/,
    );
  });

  test("what the model computes, where its parameters are the same", async () => {
    await train(made(), data, { ...options, checkpoint: path }).next();
    const other = sequential(recurrent(gru, { hidden: 3, zoneout: 0.1 }), linear(1));
    await expect(trained(other, { checkpoint: path, resume: true })).rejects.toThrowError(
      /train, what the model, the loss and the metrics compute: expected crc32c/,
    );
  });

  test("the model, its frozen parameters and the data", async () => {
    for await (const _ of train(made(), data, { ...options, checkpoint: path })) break;
    const more = { checkpoint: path, resume: true };
    await expect(trained(made(4), more)).rejects.toThrowError(
      /train, parameters, gru\.0\.W_z: expected \[3,1\], as in the training that .* is of, got \[4,1\]/,
    );
    const frozen = made().initialize({ features: 1, seed: 3 }).freeze("linear.b");
    await expect(trained(frozen, more)).rejects.toThrowError(
      /train, frozen parameters: expected \[\], .*got \["linear\.b"\]/,
    );
    await expect(trained(made(), more, rows(11))).rejects.toThrowError(/train, data: expected 10 rows, .*got 11 rows/);
    await expect(trained(made(), more, rows(10, 2))).rejects.toThrowError(/train, data: expected 10 rows, crc32c/);
    const exact = sequential([recurrent(gru, { hidden: 3 }), dropout(0.3), linear(1)], { backend: "reference" });
    await expect(trained(exact, more)).rejects.toThrowError(/train, backend: expected wasm, .*got reference/);
    const net = made();
    expect(await trained(net, more)).toEqual([1, 2, 3]);
    expect(net.parameters).toEqual(await whole());
  });
});

test("data that come batch by batch go on where they were", async () => {
  const batches = async function* () {
    for (let i = 0; i < 5; i++) yield { x: data.x.slice(2 * i, 2 * i + 2), y: data.y.slice(2 * i, 2 * i + 2) };
  };
  const given = { loss: mse, optimizer: adam({ rate: 0.05 }), epochs: 2, seed: 3, accumulate: 2 };
  const store = new MemoryStore();
  const through = made();
  for await (const _ of train(through, batches, { ...given, checkpoint: { to: store, every: { steps: 1 } } } as never));
  expect(store.written.length).toBeGreaterThan(10);
  for (const bytes of store.written) {
    const net = made();
    const more = { checkpoint: { to: new MemoryStore(bytes) }, resume: true };
    for await (const _ of train(net, batches, { ...given, ...more } as never));
    expect(net.parameters).toEqual(through.parameters);
  }
});

test("a training that diverges after it went on within an epoch has the weights from the end of the epoch before", async () => {
  const optimizer = sgd({ rate: (step: number) => (step === 5 ? 1e38 : 0.1) });
  const store = new MemoryStore();
  const given = { ...options, optimizer, checkpoint: { to: store, every: { steps: 1 } } };
  const through = made();
  let kept: typeof through.parameters | undefined;
  const first = async () => {
    for await (const _ of train(through, data, given)) kept = through.parameters;
  };
  await expect(first()).rejects.toMatchObject({ code: "E_DIVERGED" });
  expect(through.parameters).toEqual(kept);
  const net = made();
  // The fifth one was written after step 4, the first of epoch 1.
  const checkpoint = { to: new MemoryStore(store.written[4]!) };
  await expect(trained(net, { optimizer, checkpoint, resume: true })).rejects.toMatchObject({ code: "E_DIVERGED" });
  expect(net.parameters).toEqual(kept);
});

test("a place that cannot be written ends the training before its first step", async () => {
  const net = made().initialize({ features: 1, seed: 9 });
  const before = net.parameters;
  const checkpoint = join(folder, "no", "run.sluice");
  await expect(trained(net, { checkpoint })).rejects.toMatchObject({ code: "E_FILE", where: checkpoint });
  expect(net.parameters).toEqual(before);
});

test.each<[string, object, RegExp]>([
  ["resume without a checkpoint", { resume: true }, /train, resume: expected a checkpoint to go on from, got none/],
  [
    "an empty path",
    { checkpoint: "" },
    /train, checkpoint, to: expected a path, or a store that can read and write, got an empty path/,
  ],
  [
    "a store that cannot write",
    { checkpoint: { to: { read: () => [] } } },
    /train, checkpoint, to: .*got a value of type object/,
  ],
  ["no place", { checkpoint: { every: { steps: 1 } } }, /train, checkpoint, to: .*got a value of type undefined/],
  [
    "two rhythms",
    { checkpoint: { to: "a", every: { steps: 1, epochs: 1 } } },
    /every: expected one of epochs, steps and seconds, got steps, epochs/,
  ],
  ["no rhythm", { checkpoint: { to: "a", every: {} } }, /every: expected one of epochs, steps and seconds, got none/],
  [
    "a rhythm of nothing",
    { checkpoint: { to: "a", every: { steps: 0 } } },
    /every\.steps: expected a positive integer/,
  ],
  ["options that there are not", { checkpoint: { to: "a", often: true } }, /train, checkpoint: .*got "often"/],
])("%s is E_ARGUMENT at once", (_, more, message) => {
  expect(() => train(made(), data, { ...options, ...more } as never)).toThrowError(message);
});
