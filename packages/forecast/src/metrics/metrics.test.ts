import { describe, expect, test } from "vitest";
import { mae, rmse } from "./absolute.ts";
import { evaluate } from "./evaluate.ts";
import { mape, smape } from "./percentage.ts";
import { mase } from "./scaled.ts";

const all = [mae, rmse, mape, smape, mase];
const context = { train: [1, 2, 4], season: 1 };

describe("metrics", () => {
  test("values worked by hand", () => {
    // Errors 1, 0, −3 on actual values 2, 4, 10.
    expect(mae([2, 4, 10], [1, 4, 13])).toBeCloseTo(4 / 3, 14);
    expect(rmse([2, 4, 10], [1, 4, 13])).toBeCloseTo(1.8257418583505538, 14);
    expect(mape([2, 4, 10], [1, 4, 13])).toBeCloseTo(26.666666666666668, 12);
    expect(smape([2, 4], [1, 4])).toBeCloseTo(33.333333333333336, 12);
    // The naive forecast of 1, 2, 4 errs by 1 and 2.
    expect(mase([2, 4, 10], [1, 4, 13], context)).toBeCloseTo(8 / 9, 14);
    // A season of 2 apart in 1, 5, 2, 9 are 1 and 4.
    expect(mase([0], [5], { train: [1, 5, 2, 9], season: 2 })).toBe(2);
  });

  test("a perfect forecast has error 0, zeros included", () => {
    const actual = [0, -1, 5];
    expect(all.map((metric) => metric(actual, actual, context))).toEqual([0, 0, 0, 0, 0]);
  });

  test("MAPE leaves out points where the actual value is 0", () => {
    expect(mape([0, 10], [3, 11])).toBeCloseTo(10, 12);
    expect([...mape.points([0, 10], [3, 11])]).toEqual([Number.NaN, 10]);
    expect(mape([0, 0], [3, 4])).toBeNull();
  });

  test("sMAPE counts forecasts of the wrong sign and for zero as 200", () => {
    expect(smape([1, 0], [-1, 3])).toBe(200);
  });

  test("MASE is null without a training span, one no longer than a season, and a constant one", () => {
    expect(mase([1], [2])).toBeNull();
    expect(mase([1], [2], { train: [1, 2, 3], season: 3 })).toBeNull();
    expect(mase([1], [2], { train: [3, 3, 3] })).toBeNull();
    expect(mase([1], [2], { train: [1, Number.NaN, 3, 5] })).toBe(0.5);
    expect(() => mase([1], [2], { ...context, season: 0 })).toThrow(/E_ARGUMENT/);
  });

  test.each(all.map((metric) => [metric.name, metric] as const))(
    "%s leaves out missing actual values, is null when none is left, and never NaN",
    (_, metric) => {
      const withHole = metric([1, Number.NaN, 3], [2, 5, 5], context);
      expect(withHole).toBe(metric([1, 3], [2, 5], context));
      expect(withHole).not.toBeNaN();
      expect(metric([Number.NaN], [1], context)).toBeNull();
      expect(metric([], [], context)).toBeNull();
    },
  );

  test.each(all.map((metric) => [metric.name, metric] as const))(
    "%s refuses missing and infinite forecasts, infinite actual values and columns of two lengths",
    (name, metric) => {
      expect(() => metric([1, 2], [1, Number.NaN], context)).toThrow(`[E_DATA] ${name}, point 1`);
      expect(() => metric([1], [Number.POSITIVE_INFINITY], context)).toThrow(/E_DATA/);
      expect(() => metric([Number.NEGATIVE_INFINITY], [1], context)).toThrow(/E_DATA/);
      expect(() => metric([1, 2], [1], context)).toThrow(/E_SHAPE/);
    },
  );

  test("points of several series join into one number", () => {
    const points = [...rmse.points([1, 2], [1, 4]), ...rmse.points([5], [1])];
    expect(points).toEqual([0, 4, 16]);
    expect(rmse.aggregate(points)).toBeCloseTo(2.581988897471611, 14);
  });

  test("evaluate gives them all by name", () => {
    expect(evaluate([0], [1])).toEqual({ mae: 1, rmse: 1, mape: null, smape: 200, mase: null });
  });
});
