import fc from "fast-check";
import { expect, test } from "vitest";
import { fill } from "./fill.ts";

const of = (...values: (number | null)[]) => Float64Array.from(values, (value) => value ?? Number.NaN);

test("between values the fill is a straight line, at the ends the nearest value", () => {
  expect([...fill(of(null, 2, null, null, 8, null))]).toEqual([2, 2, 4, 6, 8, 8]);
});

test("a column of 0 and 1 repeats the value before", () => {
  expect([...fill(of(null, 1, null, 0, null, 1))]).toEqual([1, 1, 1, 0, 0, 1]);
});

test("the largest numbers do not overflow", () => {
  const most = Number.MAX_VALUE;
  expect([...fill(of(-most, null, most))]).toEqual([-most, 0, most]);
});

test("only missing values are E_DATA, no values are none", () => {
  expect(() => fill(of(null, null))).toThrow(/E_DATA/);
  expect(fill(of())).toEqual(of());
});

test("values present stay, filled ones lie between their neighbours, the input is untouched", () => {
  const value = fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { freq: 2 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      fc.pre(values.some((one) => one !== null));
      const input = of(...values);
      const filled = fill(input);
      const present = values.filter((one) => one !== null);
      values.forEach((one, step) => {
        if (one !== null) expect(filled[step]).toBe(one);
        else expect(input[step]).toBeNaN();
        expect(filled[step]).toBeGreaterThanOrEqual(Math.min(...present) - 1e-9);
        expect(filled[step]).toBeLessThanOrEqual(Math.max(...present) + 1e-9);
      });
    }),
  );
});
