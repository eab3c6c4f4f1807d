import { describe, expect, test } from "vitest";
import { lstm } from "../../cells/index.ts";
import { dropout } from "../../layers/dropout.ts";
import { flatten } from "../../layers/flatten.ts";
import { linear } from "../../layers/linear.ts";
import { recurrent } from "../../layers/recurrent.ts";
import { sequential } from "../../layers/sequential.ts";
import { mae } from "../../losses/mae.ts";
import { mse } from "../../losses/mse.ts";
import { adam } from "../../optim/adam.ts";
import { sgd } from "../../optim/sgd.ts";
import type { ShapedArray } from "../../program.ts";
import { backends, expectClose } from "../backends.test.support.ts";
import { MemoryStore } from "../checkpoint/memory-store.test.support.ts";
import { type Epoch, type Progress, train } from "../train.ts";
import type { TrainingData } from "./data.ts";

type Batch = TrainingData<number[][][], ShapedArray>;

const rows = (count: number, steps: number): { x: number[][][]; y: number[][] } => {
  const x = Array.from({ length: count }, (_, row) =>
    Array.from({ length: steps }, (_, t) => [((row * 7 + t * 3) % 11) / 11 - 0.5]),
  );
  return { x, y: x.map((row) => [row[0]![0]! - row[steps - 1]![0]!]) };
};

/** The same rows in batches of so many. */
const inBatches = ({ x, y }: ReturnType<typeof rows>, size: number): Batch[] =>
  Array.from({ length: Math.ceil(x.length / size) }, (_, i) => ({
    x: x.slice(i * size, (i + 1) * size),
    y: y.slice(i * size, (i + 1) * size),
  }));

async function all(epochs: AsyncIterable<Epoch>): Promise<Omit<Epoch, "seconds">[]> {
  const list: Omit<Epoch, "seconds">[] = [];
  for await (const { seconds: _, ...epoch } of epochs) list.push(epoch);
  return list;
}

describe.each(backends)("on $backend", ({ backend, values }) => {
  const made = () => sequential([recurrent(lstm, { hidden: 4 }), dropout(0.2), linear(1)], { backend });
  const options = { loss: mse, optimizer: adam({ rate: 0.02 }), epochs: 3, seed: 3, metrics: { mae } };
  const data = rows(21, 5);

  test.each([1, 3])("batches give the bits of the same rows in an array, %i taken together", async (accumulate) => {
    const array = made();
    const more = { ...options, accumulate };
    const expected = await all(train(array, data, { ...more, batch: 4, shuffle: false, validation: data }));
    const asked: number[] = [];
    const sources = {
      list: inBatches(data, 4),
      generator: function* ({ epoch }: { epoch: number }) {
        asked.push(epoch);
        yield* inBatches(data, 4);
      },
      asynchronous: async function* () {
        for (const batch of inBatches(data, 4)) {
          await new Promise((resolve) => setTimeout(resolve, 0));
          yield batch;
        }
      },
      promised: async () => inBatches(data, 4),
    };
    for (const source of Object.values(sources)) {
      const net = made();
      const epochs = await all(train(net, source, { ...more, validation: data }));
      expect(epochs).toEqual(expected);
      expect(net.parameters).toEqual(array.parameters);
    }
    expect(asked).toEqual([0, 1, 2]);
  });

  test("an epoch's loss is the mean over its rows, whatever the batches", async () => {
    const still = sgd({ rate: 1e-30 });
    const net = () => sequential([linear(1, { init: { W: 0, b: 0 } })], { backend });
    const batches = [
      { x: [[0]], y: [[1]] },
      { x: [[0], [0], [0]], y: [[2], [3], [4]] },
      { x: [[0]], y: [[5]] },
    ];
    const given = { loss: mse, optimizer: still, epochs: 1, seed: 1, metrics: { mae } };
    const [epoch] = await all(train(net(), batches, given));
    expectClose([epoch!.loss, epoch!.metrics!.mae!], [11, 3], values);
    const [second] = await all(train(net(), { x: [[0]], y: [[7]] }, { ...given, validation: () => batches }));
    expectClose([second!.validationLoss!, second!.validationMetrics!.mae!], [11, 3], values);
  });

  test("batches may have other steps, and lengths of their own: padding changes nothing", async () => {
    const long = rows(4, 9);
    const short = rows(4, 3);
    const padded = { ...short, x: short.x.map((row) => [...row, ...Array.from({ length: 6 }, () => [77])]) };
    const lengths = (steps: number) => new Array<number>(4).fill(steps);
    const weights = async (batches: readonly Batch[]) => {
      const net = made();
      await all(train(net, () => batches, options));
      return Object.values(net.parameters).flatMap(({ data }) => Array.from(data));
    };
    const exact = await weights([
      { ...long, lengths: lengths(9) },
      { ...short, lengths: lengths(3) },
    ]);
    const filled = await weights([
      { ...long, lengths: lengths(9) },
      { ...padded, lengths: lengths(3) },
    ]);
    expectClose(filled, exact, 1e-4);
    const without = await weights([long, short]);
    expectClose(without, exact, 1e-4);
  });

  test.each([1, 3])(
    "a training goes on within an epoch, by going through its batches again, %i together",
    async (accumulate) => {
      const source = ({ epoch }: { epoch: number }) => {
        const batches = inBatches(data, 4);
        return epoch % 2 === 0 ? batches : batches.reverse();
      };
      const more = { ...options, accumulate };
      const through = made();
      const store = new MemoryStore();
      const expected = await all(train(through, source, { ...more, checkpoint: { to: store, every: { steps: 1 } } }));
      expect(store.written.length).toBeGreaterThan(3 * 6);
      for (const at of [0, 1, 4, 6, 8, 11, 17, store.written.length - 1]) {
        const net = made();
        const to = new MemoryStore(store.written[at]!);
        const rest = await all(train(net, source, { ...more, checkpoint: { to }, resume: true }));
        expect(net.parameters).toEqual(through.parameters);
        expect(rest).toEqual(expected.slice(3 - rest.length));
      }
    },
  );

  test("one with fewer batches than were done is refused", async () => {
    const store = new MemoryStore();
    await all(train(made(), inBatches(data, 4), { ...options, checkpoint: { to: store, every: { steps: 1 } } }));
    const to = new MemoryStore(store.written[4]!);
    const resumed = train(made(), inBatches(data, 4).slice(0, 2), { ...options, checkpoint: { to }, resume: true });
    await expect(all(resumed)).rejects.toThrowError(
      /E_ARGUMENT\] train, epoch 0: expected the same batches as before, 4 of which are done, got 2 batches/,
    );
  });

  test("progress does without a number of steps", async () => {
    const seen: Progress[] = [];
    await all(train(made(), inBatches(data, 4), { ...options, epochs: 2, onProgress: (one) => seen.push(one) }));
    expect(seen.every((one) => !("steps" in one) && one.step <= 6)).toBe(true);
    expect([0, 1].map((epoch) => seen.findLast((one) => one.epoch === epoch)?.step)).toEqual([6, 6]);
  });

  describe("what is read is closed", () => {
    const counted = () => {
      const count = { opened: 0, closed: 0 };
      const source = async function* () {
        count.opened++;
        try {
          for (;;) yield { ...rows(2, 3), ...(count.opened > 2 && { lengths: [9, 9] }) };
        } finally {
          count.closed++;
        }
      };
      const first = async function* () {
        count.opened++;
        try {
          yield rows(2, 3);
          yield rows(2, 3);
        } finally {
          count.closed++;
        }
      };
      return { count, endless: source, finite: first };
    };

    test("when a signal stops an epoch without end", async () => {
      const { count, endless } = counted();
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 30);
      await expect(all(train(made(), endless, { ...options, signal: stop.signal }))).rejects.toMatchObject({
        code: "E_ABORTED",
      });
      expect(count).toEqual({ opened: 1, closed: 1 });
    });

    test("when the loop is left", async () => {
      const { count, finite } = counted();
      for await (const _ of train(made(), finite, options)) break;
      expect(count).toEqual({ opened: 1, closed: 1 });
    });

    test("when the first batch is refused, or a later one", async () => {
      const bad = (at: number) => {
        const count = { closed: 0 };
        const source = function* () {
          try {
            for (let i = 0; ; i++) yield i === at ? { ...rows(2, 3), y: [[1]] } : rows(2, 3);
          } finally {
            count.closed++;
          }
        };
        return { count, source };
      };
      for (const at of [0, 2]) {
        const { count, source } = bad(at);
        const message = `E_SHAPE\\] train, epoch 0, batch ${at}, targets.*expected \\[2, 1\\], got \\[1, 1\\]`;
        await expect(all(train(made(), source, options))).rejects.toThrowError(new RegExp(message));
        expect(count.closed).toBe(1);
      }
    });

    test("when it fails by itself, with its own error", async () => {
      const source = async function* () {
        yield rows(2, 3);
        throw new Error("the disk is gone");
      };
      await expect(all(train(made(), source, options))).rejects.toThrowError("the disk is gone");
    });

    test("of a validation that is stopped", async () => {
      const { count, endless } = counted();
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 50);
      const given = { ...options, validation: endless, signal: stop.signal };
      await expect(all(train(made(), rows(2, 3), given))).rejects.toMatchObject({ code: "E_ABORTED" });
      expect(count.closed).toBe(count.opened);
    });
  });
});

describe("what cannot be trained on is refused:", () => {
  const net = () => sequential(recurrent(lstm, { hidden: 2 }), linear(1));
  const options = { loss: mse, optimizer: adam(), epochs: 2, seed: 1 };
  const once = (function* () {
    yield rows(2, 3);
  })();
  const refused: [string, () => Promise<unknown>, RegExp][] = [
    [
      "no batch",
      () => all(train(net(), [], options)),
      /E_ARGUMENT\] train, epoch 0: expected at least one batch, got none\.$/,
    ],
    [
      "a generator in a second epoch",
      () => all(train(net(), once, options)),
      /train, epoch 1: expected at least one batch, got none\. Try a function that gives/,
    ],
    [
      "a function that gives no batches",
      () => all(train(net(), (() => 7) as never, options)),
      /train, epoch 0: expected batches to go through.*got a value of type number/,
    ],
    [
      "lengths in some batches only",
      () => all(train(net(), [rows(2, 3), { ...rows(2, 3), lengths: [1, 2] }], options)),
      /batch 1, lengths: expected none, as in the first batch, got \[B\]/,
    ],
    [
      "weights in the first batch only",
      () => all(train(net(), [{ ...rows(2, 3), weights: [1, 2] }, rows(2, 3)], options)),
      /batch 1, weights: expected \[B\], as in the first batch, got none/,
    ],
    [
      "other features",
      () => all(train(net(), [rows(2, 3), { x: [[[1, 2]]], y: [[1]] }], options)),
      /batch 1, x: expected \[B, T, 1\], as in the first batch, got \[B, T, 2\]/,
    ],
    [
      "other rows, where a layer is stateful",
      () =>
        all(
          train(
            sequential(recurrent(lstm, { hidden: 2, stateful: true }), linear(1)),
            [rows(2, 3), rows(3, 3)],
            options,
          ),
        ),
      /expected a batch of 2 rows, as the one before/,
    ],
    [
      "other steps, where a layer fixes them",
      () => all(train(sequential(flatten(), linear(1)), [rows(2, 3), rows(2, 4)], options)),
      /batch 1, x: expected \[B, 3, 1\], as in the first batch, got \[B, 4, 1\]/,
    ],
  ];
  test.each(refused)("%s", async (_, call, message) => {
    await expect(call()).rejects.toThrowError(message);
  });

  test("options that say how arrays become batches", () => {
    expect(() => train(net(), [rows(2, 3)], { ...options, batch: 2 })).toThrowError(
      /train, batch: expected none, since the data come in batches and an order of their own, got 2\. Try batches of that many rows/,
    );
    expect(() => train(net(), [rows(2, 3)], { ...options, shuffle: true })).toThrowError(
      /train, shuffle: expected none/,
    );
    expect(() => train(net(), [rows(2, 3)], { ...options, shuffle: false })).not.toThrow();
  });
});

test("sequences that get longer batch by batch are compiled for a few times only", async () => {
  const Module = WebAssembly.Module;
  let compiled = 0;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      compiled++;
    }
  } as typeof Module;
  try {
    const net = sequential(recurrent(lstm, { hidden: 2 }), linear(1));
    const batches = function* () {
      for (let steps = 10; steps <= 100; steps++) yield rows(3, steps);
    };
    await all(train(net, batches, { loss: mse, optimizer: adam(), epochs: 2, seed: 1 }));
    // 10 · 1.25¹¹ > 100; an engine's kernels are a module too.
    expect(compiled).toBeGreaterThan(1);
    expect(compiled).toBeLessThan(16);
  } finally {
    WebAssembly.Module = Module;
  }
});
