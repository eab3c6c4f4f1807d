import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recipesFor } from "./recipes.ts";
import { type SeriesData, SeriesView, unitOf } from "./series-view.ts";

const data = (target: readonly number[], more: Partial<SeriesData> = {}): SeriesData => ({
  id: "",
  target: Float64Array.from(target),
  known: [],
  past: [],
  static: new Float64Array(0),
  ...more,
});
const [last] = recipesFor({ cycles: [], positive: false }).filter(
  ({ level, trend }) => level === 1 && trend === "none",
);
const fits = { plain: { recipes: [last!], scale: 1 }, log: { recipes: [{ ...last!, log: true }], scale: 1 } };

describe("a series' view", () => {
  test("values come back in their units, plain or logarithmic", () => {
    const values = [3, 50, 7e5, 1e-3];
    for (const fit of Object.values(fits)) {
      const view = new SeriesView(data(values), fit);
      values.forEach((value, t) => {
        expect(view.toUnits(view.z[t]!) / value).toBeCloseTo(1, 9);
      });
    }
  });

  test("the surprise is what the anchor did not expect one step before", () => {
    const view = new SeriesView(data([4, 4, 2, 8]), fits.plain);
    // In units of 8: 0.5, 0.5, 0.25, 1.
    expect([...view.surprise]).toEqual([0, 0, -0.25, 0.75]);
    expect([...view.anchor(3, 2)]).toEqual([0.25, 0.25]);
  });

  test("a continued view is the view of the longer series, on the scales of the first", () => {
    const price = Float64Array.of(1, 2, 3, 2);
    const view = new SeriesView(data([4, 4, 2, 8], { known: [price], past: [price] }), fits.plain);
    const longer = view.continued({ target: 100, known: [9], past: [2] });
    expect([longer.length, longer.z.at(-1), longer.anchor(5, 1)[0]]).toEqual([5, 12.5, 12.5]);
    expect(longer.known[0]!.values.subarray(0, 4)).toEqual(view.known[0]!.values);
    expect(longer.past[0]!.subarray(0, 4)).toEqual(view.past[0]);
    expect(view.length).toBe(4);
  });

  test("a constant series is its value, whatever is said", () => {
    const view = new SeriesView(data([0.1, 0.1, 0.1]), fits.plain);
    expect([view.isConstant, view.toUnits(3)]).toEqual([true, 0.1]);
  });

  test("known columns that are flags stay 0 and 1", () => {
    const view = new SeriesView(data([1, 2, 3], { known: [Float64Array.of(0, 1, 0)] }), fits.plain);
    expect([...view.known[0]!.values]).toEqual([0, 1, 0]);
  });
});

test("the unit is a power of two not below the largest value", () => {
  expect([unitOf(Float64Array.of(0)), unitOf(Float64Array.of(-3, 2)), unitOf(Float64Array.of(0.3))]).toEqual([
    1, 4, 0.5,
  ]);
  fc.assert(
    fc.property(fc.double({ min: -1e250, max: 1e250, noNaN: true }), (value) => {
      const unit = unitOf(Float64Array.of(value));
      expect((value / unit) * unit).toBe(value);
      expect(Math.abs(value / unit)).toBeLessThanOrEqual(1);
    }),
  );
});
