import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logScale, roundScale } from "./ticks.ts";

const size = fc.double({ min: -1e300, max: 1e300, noNaN: true });

describe("roundScale", () => {
  test.each([
    [104, 622, 5, { min: 100, max: 700, interval: 100, decimals: 0 }, 6],
    [104, 622, 3, { min: 0, max: 800, interval: 200, decimals: 0 }, 3],
    [0.0298, 0.0371, 4, { min: 0.028, max: 0.038, interval: 0.002, decimals: 3 }, 4],
    [0, 1, 4, { min: 0, max: 1, interval: 0.25, decimals: 2 }, 4],
    [3, 9, 7, { min: 3, max: 9, interval: 1, decimals: 0 }, 7],
    [-3390, 3381, 4, { min: -4000, max: 4000, interval: 2000, decimals: 0 }, 4],
  ])("from %d to %d in about %d steps", (low, high, count, expected) => {
    expect(roundScale(low, high, count)).toEqual(expected);
  });

  test("puts a single value about in the middle of a scale", () => {
    expect(roundScale(42, 42, 6)).toEqual({ min: 36, max: 48, interval: 2, decimals: 0 });
    expect(roundScale(0, 0, 4)).toEqual({ min: -1, max: 1, interval: 0.5, decimals: 1 });
  });

  test("holds every range in a few steps, however large or small the numbers", () => {
    fc.assert(
      fc.property(size, size, fc.integer({ min: 2, max: 10 }), (a, b, count) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const { min, max, interval, decimals } = roundScale(low, high, count);
        const slack = 1e-6 * (max - min);
        expect(min).toBeLessThanOrEqual(low + slack);
        expect(max).toBeGreaterThanOrEqual(high - slack);
        expect((max - min) / interval).toBeLessThanOrEqual(2 * count + 2);
        expect(Number.isInteger(decimals)).toBe(true);
      }),
    );
  });
});

describe("logScale", () => {
  test("ends on 1, 2 or 5 times a power of ten, with ticks on the way", () => {
    expect(logScale(22, 90, 8)).toEqual({ min: 20, max: 100, ticks: [20, 50, 100] });
    expect(logScale(0.004, 0.9, 9)).toEqual({
      min: 0.002,
      max: 1,
      ticks: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
    });
  });

  test("has powers of ten alone where there are many, and some of them where there are more", () => {
    expect(logScale(0.004, 900, 7)).toEqual({ min: 0.002, max: 1000, ticks: [0.01, 0.1, 1, 10, 100, 1000] });
    expect(logScale(1e-16, 1e8, 7).ticks).toEqual([1e-16, 1e-12, 1e-8, 1e-4, 1, 1e4, 1e8]);
  });

  test("gives a single value room above", () => {
    expect(logScale(1000, 1000, 8)).toEqual({ min: 1000, max: 2000, ticks: [1000, 2000] });
  });

  test("holds what it is asked to hold", () => {
    const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 2, max: 30 }), (a, b, count) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const { min, max, ticks } = logScale(low, high, count);
        expect(min).toBeLessThanOrEqual(low * (1 + 1e-9));
        expect(max).toBeGreaterThanOrEqual(high * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(count + 2);
      }),
    );
  });
});
