import { beforeAll, describe, expect, test } from "vitest";
import { gru } from "../../cells/index.ts";
import { decodeContainer, encodeContainer } from "../../files/container.ts";
import { encodeModel } from "../../files/model-file.ts";
import { dropout } from "../../layers/dropout.ts";
import { linear } from "../../layers/linear.ts";
import { recurrent } from "../../layers/recurrent.ts";
import { sequential } from "../../layers/sequential.ts";
import { mse } from "../../losses/mse.ts";
import { randomStream } from "../../math/random.ts";
import { adam } from "../../optim/adam.ts";
import { train } from "../train.ts";
import { type Content, decodeCheckpoint, encodeCheckpoint } from "./content.ts";
import { MemoryStore } from "./memory-store.test.support.ts";
import type { Run } from "./run.ts";

const made = () => sequential(recurrent(gru, { hidden: 3, stateful: true }), dropout(0.5), linear(1));
const data = {
  x: Array.from({ length: 8 }, (_, row) => [[row / 8], [row / 4]]),
  y: Array.from({ length: 8 }, (_, row) => [row / 8]),
};

/** A checkpoint within the second epoch, with all that there can be in one, and what it is of. */
let bytes: Uint8Array;
let run: Run;
let content: Content;

beforeAll(async () => {
  const store = new MemoryStore();
  const options = { loss: mse, optimizer: adam(), epochs: 3, batch: 2, accumulate: 2, seed: 1 };
  const more = { earlyStopping: { patience: 3 }, checkpoint: { to: store, every: { steps: 1 } } };
  for await (const _ of train(made(), data, { ...options, ...more }));
  bytes = store.written[6]!;
  run = (decodeContainer(bytes).metadata as unknown as { run: Run }).run;
  content = decodeCheckpoint(bytes, "run.sluice", run);
});

const read = (changed: Uint8Array) => decodeCheckpoint(changed, "run.sluice", run);

test("a checkpoint holds what it was given, every bit of it", () => {
  expect(content.position).toMatchObject({ epoch: 1, step: 2, rows: 4 });
  expect(Object.keys(content.memory.states)).toEqual(["carried/0.h"]);
  const odd: Content = {
    ...content,
    position: { ...content.position, sums: { ...content.position.sums, loss: Number.NEGATIVE_INFINITY } },
    losses: [-0],
    memory: {
      ...content.memory,
      optimizers: [
        { name: "adam", step: 7, scalars: { power1: 0.1 + 0.2, power2: Number.NaN, size: -0, correction: 5e-324 } },
      ],
    },
    best: { ...content.best!, value: Number.POSITIVE_INFINITY },
  };
  expect(read(encodeCheckpoint(odd, run))).toEqual(odd);
});

test("a checkpoint that was cut anywhere is refused", () => {
  for (let part = 0; part < 64; part++)
    expect(() => read(bytes.slice(0, Math.floor((bytes.length * part) / 64)))).toThrowError(
      expect.objectContaining({ code: "E_FORMAT", message: expect.stringMatching(/^\[E_FORMAT\] run\.sluice/) }),
    );
  expect(() => read(bytes.slice(0, -1))).toThrowError(
    /run\.sluice: expected \d+ bytes of tensors, got \d+ bytes.*cut off/,
  );
});

test("a checkpoint with any bytes changed is refused, or is read as it was", () => {
  const random = randomStream(3, "flips");
  let refused = 0;
  for (let i = 0; i < 3000; i++) {
    const changed = bytes.slice();
    for (let flips = 1 + random.integer(3); flips > 0; flips--)
      changed[random.integer(changed.length)]! ^= 1 + random.integer(255);
    try {
      expect(read(changed)).toEqual(content);
    } catch (error) {
      expect(error).toMatchObject({ code: "E_FORMAT" });
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(2900);
});

test("sizes that a file makes up are refused before there is room for them", () => {
  const header = '{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}  ';
  const huge = new Uint8Array(8 + header.length);
  new DataView(huge.buffer).setBigUint64(0, BigInt(header.length), true);
  huge.set(new TextEncoder().encode(header), 8);
  expect(() => read(huge)).toThrowError(/E_FORMAT\] run\.sluice: expected 4000000000000 bytes of tensors, got 0 bytes/);
});

test.each<[string, () => Uint8Array, RegExp]>([
  [
    "a table",
    () => new TextEncoder().encode("date,sales\n2024-01-01,3\n"),
    /run\.sluice: expected a safetensors file, got 24 bytes that begin with "date,sale"/,
  ],
  [
    "a model",
    () => encodeModel(sequential(linear(1)).initialize({ features: 1, seed: 1 })),
    /run\.sluice: expected a checkpoint of a training, got "another file of Sluice"/,
  ],
  [
    "a checkpoint of a later version",
    () => changed(({ metadata }) => (metadata.checkpoint = 2)),
    /run\.sluice, version: expected 1, got 2/,
  ],
])("%s is refused, with what it is", (_, make, message) => {
  expect(() => read(make())).toThrowError(message);
});

// biome-ignore lint/suspicious/noExplicitAny: the tests break the JSON in every place
type Json = any;

/** The checkpoint with its content changed and a checksum that fits. */
function changed(change: (content: { tensors: Json; metadata: Json }) => unknown): Uint8Array {
  const { tensors, metadata } = decodeContainer(bytes);
  const made = { tensors: { ...tensors } as Json, metadata: metadata as Json };
  change(made);
  return encodeContainer(made);
}

describe("content that was made up is refused", () => {
  test.each<[string, (content: { tensors: Json; metadata: Json }) => unknown]>([
    ["more keys", ({ metadata }) => (metadata.more = 1)],
    ["no position", ({ metadata }) => delete metadata.epoch],
    ["more epochs than losses", ({ metadata }) => (metadata.epoch = 2)],
    ["a best epoch that is not done", ({ metadata }) => (metadata.best = 1)],
    ["fewer optimizers", ({ metadata }) => (metadata.optimizers = [])],
    ["another optimizer", ({ metadata }) => (metadata.optimizers[0].name = "sgd")],
    [
      "an optimizer without its numbers",
      ({ metadata, tensors }) => {
        metadata.optimizers[0].scalars = [];
        tensors["numbers/optimizer 0"] = { shape: [0], data: new Float64Array(0) };
      },
    ],
    ["states of nobody", ({ metadata }) => (metadata.states = ["carried/lstm.0.c"])],
    ["no states where some are named", ({ tensors }) => delete tensors["states/carried/0.h"]],
    [
      "states of other rows",
      ({ tensors }) => (tensors["states/carried/0.h"] = { shape: [1, 3], data: new Float32Array(3) }),
    ],
    ["weights missing", ({ tensors }) => delete tensors["parameters/linear.b"]],
    [
      "weights of another type",
      ({ tensors }) => (tensors["parameters/linear.b"] = { shape: [1], data: new Float64Array(1) }),
    ],
    ["arrays of the optimizer missing", ({ tensors }) => delete tensors["variables/optimizer/mean/linear.b"]],
    ["tensors of nobody", ({ tensors }) => (tensors.more = { shape: [1], data: new Float32Array(1) })],
  ])("%s", (_, change) => {
    expect(() => read(changed(change))).toThrowError(expect.objectContaining({ code: "E_FORMAT" }));
  });

  test.each<[string, (content: { tensors: Json; metadata: Json }) => unknown]>([
    ["steps that an epoch does not have", ({ metadata }) => (metadata.step = 5)],
    ["rows that are not those of the steps", ({ metadata }) => (metadata.rows = 3)],
    [
      "no weights of the epoch before within an epoch",
      ({ metadata, tensors }) => {
        metadata.before = false;
        for (const name of Object.keys(tensors)) if (name.startsWith("before/")) delete tensors[name];
      },
    ],
    [
      "weights that are not finite",
      ({ tensors }) => (tensors["before/linear.b"] = { shape: [1], data: new Float32Array([Number.NaN]) }),
    ],
  ])("by the training: %s", async (_, change) => {
    const options = { loss: mse, optimizer: adam(), epochs: 3, batch: 2, accumulate: 2, seed: 1 };
    const checkpoint = new MemoryStore(changed(change));
    const more = { earlyStopping: { patience: 3 }, checkpoint: { to: checkpoint }, resume: true };
    const net = made().initialize({ features: 1, seed: 2 });
    const before = net.parameters;
    await expect(train(net, data, { ...options, ...more }).next()).rejects.toMatchObject({ code: "E_FORMAT" });
    expect(net.parameters).toEqual(before);
  });

  test("any value of its JSON replaced by another kind is refused or harmless, never a crash", () => {
    const places: (string | number)[][] = [];
    const visit = (value: unknown, path: (string | number)[]) => {
      places.push(path);
      if (Array.isArray(value)) value.forEach((item, i) => visit(item, [...path, i]));
      else if (typeof value === "object" && value !== null)
        for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    };
    visit(decodeContainer(bytes).metadata, []);
    expect(places.length).toBeGreaterThan(50);
    for (const path of places)
      for (const value of [null, -1, 1.5, 1e15, "a", [], {}, true]) {
        const broken = changed((made) => {
          if (path.length === 0) made.metadata = value;
          else path.slice(0, -1).reduce((at: Json, key) => at[key], made.metadata)[path.at(-1)!] = value;
        });
        try {
          read(broken);
        } catch (error) {
          expect(["E_FORMAT", "E_ARGUMENT"], `${path.join(".")} = ${JSON.stringify(value)}: ${error}`).toContain(
            (error as { code?: string }).code,
          );
        }
      }
  });
});
