import { describe, expect, test } from "vitest";
import { type Contestant, countOf, equalHidden, equalParameters } from "./contestants.ts";
import { learn } from "./learn.ts";
import { spread } from "./spread.ts";
import { sums } from "./sums.ts";

const named = (group: readonly Contestant[], name: string) => group.find((one) => one.name === name)!;
const SEEDS = [1, 2, 3];

describe("a row", () => {
  const { x, y } = sums({ rows: 300, seed: 4 });

  test("has one mark in each half, and its answer is the sum of the marked numbers less 1", () => {
    expect(x.shape).toEqual([300, 10, 2]);
    for (let row = 0; row < 300; row++) {
      const steps = Array.from({ length: 10 }, (_, step) => [...x.data.subarray((row * 10 + step) * 2).subarray(0, 2)]);
      const marked = steps.flatMap(([, mark], step) => (mark === 1 ? [step] : []));
      expect(marked).toHaveLength(2);
      expect([marked[0]! < 5, marked[1]! >= 5]).toEqual([true, true]);
      expect(y[row]![0]).toBeCloseTo(steps[marked[0]!]![0]! + steps[marked[1]!]![0]! - 1, 6);
    }
  });

  test("is as hard as it says: who always says 0 errs by 0.408", () => {
    const many = sums({ rows: 20_000, seed: 4 }).y.flat();
    expect(Math.sqrt(many.reduce((sum, answer) => sum + answer * answer, 0) / many.length)).toBeCloseTo(0.408, 2);
  });
});

describe("the contestants", () => {
  test("have 18 units, or counts of parameters within 3 % of each other", () => {
    expect(equalHidden.map(({ hidden }) => hidden)).toEqual([18, 18, 18]);
    // (18 + 2 + 1) · 18 = 378 once, four times and three times, and 19 in the linear layer.
    expect(equalHidden.map(countOf)).toEqual([397, 1531, 1153]);
    const counts = equalParameters.map(countOf);
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.03);
    expect(named(equalParameters, "LSTM").hidden).toBe(18);
  });
});

describe("a course", () => {
  const lesson = { rows: 64, steps: 100, seed: 3 };

  test("is the same for the same seed but for its seconds, and another for another", async () => {
    const gru = named(equalHidden, "GRU");
    const { seconds: once, ...first } = await learn(gru, lesson);
    const { seconds: again, ...second } = await learn(gru, lesson);
    expect(second).toEqual(first);
    expect((await learn(gru, { ...lesson, seed: 4 })).losses).not.toEqual(first.losses);
    for (const clock of [once, again])
      clock.forEach((second, i) => expect(second).toBeGreaterThan(i === 0 ? 0 : clock[i - 1]!));
  });

  test.each(equalParameters)(
    "of a $name is finite, and asked about 40 times at most, the end among them",
    async (one) => {
      const { losses, epochs, errors } = await learn(one, lesson);
      expect(losses).toHaveLength(50);
      expect([epochs.length, errors.length]).toEqual([25, 25]);
      expect(epochs.at(-1)).toBe(50);
      for (const value of [...losses, ...errors]) expect(Number.isFinite(value)).toBe(true);
    },
  );
});

test("a spread is the middle, the least and the greatest", () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
  expect(spread([4, 1, 2, 3])).toEqual({ median: 2.5, low: 1, high: 4 });
});

describe("what was found", () => {
  const errors = async (group: readonly Contestant[], name: string, lesson: { rows: number; steps: number }) => {
    const found: number[] = [];
    for (const seed of SEEDS) found.push((await learn(named(group, name), { ...lesson, seed })).errors.at(-1)!);
    return spread(found);
  };

  test.each([
    ["units", equalHidden],
    ["parameters", equalParameters],
  ] as const)(
    "of 256 rows, with as many %s, GRU and LSTM make almost nothing of the error, and the RNN keeps a fifth and more",
    async (_, group) => {
      const lesson = { rows: 256, steps: 1280 };
      const [rnn, lstm, gru] = [
        await errors(group, "RNN", lesson),
        await errors(group, "LSTM", lesson),
        await errors(group, "GRU", lesson),
      ];
      expect(rnn.low).toBeGreaterThan(0.08);
      expect(lstm.high).toBeLessThan(0.03);
      expect(gru.high).toBeLessThan(0.03);
      // "As good": neither errs twice as much as the other.
      expect(Math.abs(Math.log2(gru.median / lstm.median))).toBeLessThan(1);
    },
  );

  test("after a few epochs a GRU errs less than an LSTM of as many units, and of as many parameters", async () => {
    const lesson = { rows: 1024, steps: 256 };
    const lstm = await errors(equalHidden, "LSTM", lesson);
    for (const group of [equalHidden, equalParameters])
      expect((await errors(group, "GRU", lesson)).high).toBeLessThan(lstm.low);
  });
});
