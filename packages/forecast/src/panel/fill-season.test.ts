import { expect, test } from "vitest";
import { fill } from "./fill.ts";

const _ = Number.NaN;

test("a hole in a seasonal series gets the ups and downs of its season", () => {
  const filled = fill(Float64Array.of(1, 5, 3, 1, 5, 3, 1, _, 3, 1, 5, 3), 3);
  expect(filled[7]).toBeCloseTo(5, 12);
});

test("a seasonal series whose end is missing goes on in its season, not flat", () => {
  const filled = fill(Float64Array.of(1, 5, 3, 1, 5, 3, 1, 5, 3, _, _, _), 3);
  [1, 5, 3].forEach((value, i) => {
    expect(filled[9 + i]).toBeCloseTo(value, 12);
  });
});

test("what is known stays as it is, bit for bit", () => {
  const values = Float64Array.of(0.1, 0.7, 0.2, 0.1, _, 0.2, 0.3, 0.9, 0.2);
  const filled = fill(values, 3);
  values.forEach((value, i) => {
    if (!Number.isNaN(value)) expect(filled[i]).toBe(value);
  });
});

test("with fewer than two seasons of values, holes are straight lines", () => {
  expect([...fill(Float64Array.of(1, _, 3, _, 5), 4)]).toEqual([1, 2, 3, 4, 5]);
});

test("values near the largest number are filled with finite ones", () => {
  const most = Number.MAX_VALUE;
  const filled = fill(Float64Array.of(-most, most, -most, most, _, most, -most, most), 2);
  expect(filled.every(Number.isFinite)).toBe(true);
});
