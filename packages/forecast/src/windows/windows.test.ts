import fc from "fast-check";
import { expect, test } from "vitest";
import { windows } from "./windows.ts";

const of = (length: number, lookback: number, horizon: number, stride = 1) => [
  ...windows(new Float64Array(length), { lookback, horizon, stride }).starts,
];

test("one window a step, the last ending with the last value", () => {
  expect(of(6, 3, 2)).toEqual([0, 1]);
  expect(of(5, 3, 2)).toEqual([0]);
});

test("with a stride the oldest steps are left over, never the newest", () => {
  expect(of(10, 3, 2, 2)).toEqual([1, 3, 5]);
  expect(of(10, 3, 2, 100)).toEqual([5]);
});

test("a series shorter than one window is E_DATA, as are one row and none", () => {
  for (const length of [4, 1, 0]) expect(() => of(length, 3, 2)).toThrow(/E_DATA.*at least lookback \+ horizon = 5/);
});

test("sizes that are not whole numbers above 0 are E_ARGUMENT by name", () => {
  expect(() => of(10, 0, 2)).toThrow(/E_ARGUMENT.*lookback/);
  expect(() => of(10, 3, 1.5)).toThrow(/E_ARGUMENT.*horizon/);
  expect(() => of(10, 3, 2, -1)).toThrow(/E_ARGUMENT.*stride/);
});

test("every window lies inside the series, a stride apart, and no further one would fit before the first", () => {
  const size = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), size, size, size, (spare, lookback, horizon, stride) => {
      const length = lookback + horizon + spare;
      const starts = of(length, lookback, horizon, stride);
      expect(starts.at(-1)! + lookback + horizon).toBe(length);
      expect(starts[0]).toBeGreaterThanOrEqual(0);
      expect(starts[0]! - stride).toBeLessThan(0);
      starts.slice(1).forEach((start, n) => {
        expect(start - starts[n]!).toBe(stride);
      });
    }),
  );
});
