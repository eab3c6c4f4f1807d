import { describe, expect, test } from "vitest";
import { cosine } from "./cosine.ts";
import { exponentialDecay } from "./exponential-decay.ts";
import { oneCycle } from "./one-cycle.ts";
import { reduceOnPlateau } from "./reduce-on-plateau.ts";
import type { Schedule } from "./schedule.ts";
import { stepDecay } from "./step-decay.ts";
import { warmUp } from "./warm-up.ts";

// PyTorch's rates of twelve steps stand in golden/vectors/optimizers.json.

const first = (schedule: Schedule, count: number) => Array.from({ length: count }, (_, i) => schedule(i + 1, []));
const close = (...rates: number[]) => rates.map((rate) => expect.closeTo(rate, 12));

test("stepDecay goes down at once", () => {
  expect(first(stepDecay({ rate: 8, every: 2, factor: 0.5 }), 6)).toEqual([8, 8, 4, 4, 2, 2]);
});

test("exponentialDecay goes down by the same part at every step", () => {
  expect(first(exponentialDecay({ rate: 8, factor: 0.5 }), 4)).toEqual([8, 4, 2, 1]);
  expect(first(exponentialDecay({ rate: 8, factor: 1 }), 2)).toEqual([8, 8]);
});

test("cosine goes down along half a wave, and up again", () => {
  expect(first(cosine({ rate: 1, steps: 4 }), 6)).toEqual(
    close(1, (2 + Math.SQRT2) / 4, 0.5, (2 - Math.SQRT2) / 4, 0, (2 - Math.SQRT2) / 4),
  );
  expect(cosine({ rate: 1, steps: 4, least: 0.5 })(5, [])).toBe(0.5);
});

test("oneCycle goes up, down, and stays", () => {
  const rates = first(oneCycle({ rate: 1, steps: 11, rise: 5 / 11, startDivisor: 10, endDivisor: 10 }), 13);
  // Four steps up from 1/10, six down to 1/100.
  expect(rates.slice(0, 5)).toEqual(
    close(0.1, 0.1 + (0.9 * (2 - Math.SQRT2)) / 4, 0.55, 0.1 + (0.9 * (2 + Math.SQRT2)) / 4, 1),
  );
  expect(rates[7]).toBeCloseTo(0.505, 12);
  expect(rates.slice(10)).toEqual(close(0.01, 0.01, 0.01));
});

test("warmUp goes up in a straight line and then follows", () => {
  expect(first(warmUp({ steps: 4, rate: 2 }), 6)).toEqual([0.5, 1, 1.5, 2, 2, 2]);
  expect(first(warmUp({ steps: 2, rate: stepDecay({ rate: 8, every: 2, factor: 0.5 }) }), 6)).toEqual([
    4, 8, 8, 8, 4, 4,
  ]);
});

describe("reduceOnPlateau", () => {
  const rates = (schedule: Schedule, losses: readonly number[]) =>
    losses.map((_, i) => schedule(i + 1, losses.slice(0, i + 1)));

  test("goes down when more than `patience` epochs in a row are not better", () => {
    const schedule = reduceOnPlateau({ rate: 1, factor: 0.5, patience: 1 });
    expect(schedule(1, [])).toBe(1);
    // 3 is the best, twice not better; then 2, twice not better.
    expect(rates(schedule, [5, 3, 4, 3, 2, 2, 2, 1])).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]);
  });

  test("takes less than the threshold for no progress", () => {
    const losses = [100, 99.5, 99, 98.5];
    expect(rates(reduceOnPlateau({ rate: 1, patience: 1, threshold: 0.01 }), losses)).toEqual([1, 1, 0.1, 0.1]);
    expect(rates(reduceOnPlateau({ rate: 1, patience: 1, threshold: 0 }), losses)).toEqual([1, 1, 1, 1]);
  });

  test("rests after a reduction, and never goes below its least part", () => {
    const flat = new Array(8).fill(1);
    expect(rates(reduceOnPlateau({ rate: 1, factor: 0.5, patience: 0, least: 0.2 }), flat)).toEqual([
      1, 0.5, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2,
    ]);
    expect(rates(reduceOnPlateau({ rate: 1, factor: 0.5, patience: 0, cooldown: 2 }), flat)).toEqual([
      1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125,
    ]);
  });

  test("takes losses below 0 and NaN", () => {
    const schedule = reduceOnPlateau({ rate: 1, patience: 1, threshold: 0.1 });
    expect(rates(schedule, [-1, -2, -2.1, -2.3])).toEqual([1, 1, 1, 1]);
    expect(rates(schedule, [1, Number.NaN, Number.NaN])).toEqual([1, 1, 0.1]);
  });

  test("reduces a schedule", () => {
    const schedule = reduceOnPlateau({ rate: stepDecay({ rate: 8, every: 1, factor: 0.5 }), patience: 0 });
    expect([schedule(1, []), schedule(2, [1]), schedule(3, [1, 1])]).toEqual([8, 4, expect.closeTo(0.2, 12)]);
  });
});

describe("options that cannot be are refused by name", () => {
  test.each<[string, () => unknown]>([
    ["stepDecay, rate", () => stepDecay({ rate: 0, every: 1 })],
    ["stepDecay, every", () => stepDecay({ rate: 1, every: 1.5 })],
    ["stepDecay, factor", () => stepDecay({ rate: 1, every: 1, factor: 0 })],
    ["exponentialDecay, rate", () => exponentialDecay({ rate: -1, factor: 0.5 })],
    ["exponentialDecay, factor", () => exponentialDecay({ rate: 1, factor: 1.1 })],
    ["cosine, rate", () => cosine({ rate: 0, steps: 1 })],
    ["cosine, steps", () => cosine({ rate: 1, steps: 0 })],
    ["cosine, least", () => cosine({ rate: 1, steps: 1, least: 2 })],
    ["oneCycle, rate", () => oneCycle({ rate: 0, steps: 10 })],
    ["oneCycle, steps", () => oneCycle({ rate: 1, steps: 3 })],
    ["oneCycle, steps", () => oneCycle({ rate: 1, steps: -3 })],
    ["oneCycle, rise", () => oneCycle({ rate: 1, steps: 10, rise: 1 })],
    ["oneCycle, startDivisor", () => oneCycle({ rate: 1, steps: 10, startDivisor: 0.5 })],
    ["oneCycle, endDivisor", () => oneCycle({ rate: 1, steps: 10, endDivisor: 0 })],
    ["warmUp, steps", () => warmUp({ steps: 0, rate: 1 })],
    ["warmUp, rate", () => warmUp({ steps: 1, rate: 0 })],
    ["reduceOnPlateau, rate", () => reduceOnPlateau({ rate: 0 })],
    ["reduceOnPlateau, factor", () => reduceOnPlateau({ rate: 1, factor: 1 })],
    ["reduceOnPlateau, patience", () => reduceOnPlateau({ rate: 1, patience: -1 })],
    ["reduceOnPlateau, threshold", () => reduceOnPlateau({ rate: 1, threshold: 1 })],
    ["reduceOnPlateau, cooldown", () => reduceOnPlateau({ rate: 1, cooldown: 0.5 })],
    ["reduceOnPlateau, least", () => reduceOnPlateau({ rate: 1, least: 2 })],
  ])("%s", (where, make) => {
    expect(make).toThrowError(expect.objectContaining({ code: "E_ARGUMENT", where }));
  });
});
