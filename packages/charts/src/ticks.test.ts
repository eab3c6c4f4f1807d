import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decades, roundScale } from "./ticks.ts";

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

describe("decades", () => {
  test("are the powers of ten around a range", () => {
    expect(decades(0.004, 0.9)).toEqual({ min: 0.001, max: 1 });
    expect(decades(1, 100)).toEqual({ min: 1, max: 100 });
    expect(decades(1000, 1000)).toEqual({ min: 1000, max: 10_000 });
  });
});
