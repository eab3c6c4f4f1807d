import { describe, expect, test } from "vitest";
import { gru, lstm } from "../../cells/index.ts";
import type { ArrayData } from "../../layers/arrays.ts";
import { batchNorm } from "../../layers/batch-norm.ts";
import { dropout } from "../../layers/dropout.ts";
import { linear } from "../../layers/linear.ts";
import type { Model } from "../../layers/model.ts";
import { recurrent } from "../../layers/recurrent.ts";
import { sequential } from "../../layers/sequential.ts";
import { mse } from "../../losses/mse.ts";
import { adagrad } from "../../optim/adagrad.ts";
import { adam } from "../../optim/adam.ts";
import { adamw } from "../../optim/adamw.ts";
import { rmsprop } from "../../optim/rmsprop.ts";
import { cosine } from "../../optim/schedules/cosine.ts";
import { reduceOnPlateau } from "../../optim/schedules/reduce-on-plateau.ts";
import { sgd } from "../../optim/sgd.ts";
import type { BackendName, ShapedArray } from "../../program.ts";
import { type Epoch, type TrainOptions, train } from "../train.ts";
import { MemoryStore } from "./memory-store.test.support.ts";

type Options = Omit<Partial<TrainOptions<ArrayData, ShapedArray>>, "checkpoint">;

interface Case {
  readonly model: (backend: BackendName) => Model;
  readonly options: Options;
  readonly rows?: number;
  readonly backends?: readonly BackendName[];
}

const numbers = (shape: number[], factor: number) => ({
  shape,
  data: Float32Array.from(
    { length: shape.reduce((a, b) => a * b) },
    (_, i) => (((i + 1) ** 2 * factor) % 512) / 256 - 1,
  ),
});

const examples = (rows: number) => ({ x: numbers([rows, 4, 2], 37), y: numbers([rows, 1], 101) });
const plain = (backend: BackendName) => sequential([recurrent(gru, { hidden: 3 }), linear(1)], { backend });

const cases: Record<string, Case> = {
  "shuffling, dropout and Adam": {
    model: (backend) => sequential([recurrent(gru, { hidden: 3 }), dropout(0.3), linear(1)], { backend }),
    options: { optimizer: adam({ rate: 0.05 }), batch: 4 },
  },
  "momentum, clipping and a last batch of fewer rows": {
    model: plain,
    options: { optimizer: sgd({ rate: 0.1, momentum: 0.9, nesterov: true }), batch: 5, clip: { norm: 0.1 } },
  },
  "gradients of three batches together, the last time of fewer": {
    model: (backend) => sequential([recurrent(lstm, { hidden: 2 }), dropout(0.2), linear(1)], { backend }),
    options: { optimizer: adam({ rate: 0.05, amsgrad: true }), batch: 3, accumulate: 3 },
  },
  "groups of parameters with schedules, one of which looks at losses": {
    model: plain,
    options: {
      optimizer: {
        "gru.*": adamw({ rate: reduceOnPlateau({ rate: 0.1, factor: 0.5, patience: 1, threshold: 0.5 }) }),
        "*.b": adagrad({ rate: 0.1 }),
        "*": rmsprop({ rate: cosine({ rate: 0.1, steps: 12 }), momentum: 0.5, centered: true }),
      },
      batch: 4,
      epochs: 4,
    },
  },
  "a stateful layer": {
    model: (backend) => sequential([recurrent(gru, { hidden: 3, stateful: true }), linear(1)], { backend }),
    options: { optimizer: adam({ rate: 0.05 }), batch: 3 },
    rows: 12,
  },
  "running values of batch norm": {
    model: (backend) => sequential([recurrent(gru, { hidden: 3 }), batchNorm(), linear(1)], { backend }),
    options: { optimizer: adam({ rate: 0.05 }), batch: 4 },
  },
  "validation and early stopping": {
    model: plain,
    options: {
      optimizer: sgd({ rate: 1.9 }),
      batch: 4,
      epochs: 6,
      validation: examples(5),
      earlyStopping: { patience: 3 },
    },
  },
  "two threads": {
    model: (backend) => sequential([recurrent(gru, { hidden: 3 }), dropout(0.3), linear(1)], { backend }),
    options: { optimizer: adam({ rate: 0.05 }), batch: 32, epochs: 2, threads: 2 },
    rows: 80,
    backends: ["wasm"],
  },
};

const hex = (model: Model) =>
  Object.fromEntries(
    Object.entries(model.parameters).map(([name, { data }]) => [
      name,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex"),
    ]),
  );

async function run(model: Model, rows: number, options: Options & { store: MemoryStore }) {
  const { store, ...rest } = options;
  const epochs: Omit<Epoch, "seconds">[] = [];
  const all = { loss: mse, optimizer: adam(), epochs: 3, seed: 5, ...rest };
  const checkpoint = { to: store, every: { steps: 1 } };
  for await (const { seconds: _, ...epoch } of train(model, examples(rows), { ...all, checkpoint })) epochs.push(epoch);
  return { epochs, weights: hex(model), last: Buffer.from(store.written.at(-1) ?? []).toString("hex") };
}

const both: readonly BackendName[] = ["wasm", "reference"];
const all = Object.entries(cases).flatMap(([name, { backends = both, ...each }]) =>
  backends.map((backend) => ({ name, backend, ...each })),
);

describe("a training that goes on from the checkpoint of any of its steps has the bits of one that was never stopped", () => {
  test.each(all)("with $name, on $backend", async ({ backend, model, options, rows = 14 }) => {
    const store = new MemoryStore();
    const whole = await run(model(backend), rows, { ...options, store });
    // One at the start, and one after every step.
    expect(store.written.length).toBeGreaterThanOrEqual(7);
    for (const bytes of store.written.slice(0, -1)) {
      const other = model(backend);
      let from = -1;
      const onResume = ({ epoch }: { epoch: number }) => {
        from = epoch;
      };
      const rest = await run(other, rows, { ...options, store: new MemoryStore(bytes), resume: true, onResume });
      expect(rest.weights).toEqual(whole.weights);
      expect(rest.last).toBe(whole.last);
      expect(rest.epochs).toEqual(whole.epochs.slice(from));
    }
  });
});
