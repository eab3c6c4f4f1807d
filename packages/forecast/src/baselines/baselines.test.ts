import { describe, expect, test } from "vitest";
import { mae } from "../metrics/absolute.ts";
import { mape } from "../metrics/percentage.ts";
import { panel } from "../panel/build-panel.ts";
import { split } from "../panel/split.ts";
import { readTable } from "../table/read-table.ts";
import { drift, naive, seasonalNaive } from "./baselines.ts";

describe("baselines", () => {
  test("naive repeats the last value, seasonal naive the last season, drift goes on along the line", () => {
    expect([...naive([1, 5, 3], 3)]).toEqual([3, 3, 3]);
    expect([...seasonalNaive([9, 1, 2, 3], 7, 3)]).toEqual([1, 2, 3, 1, 2, 3, 1]);
    expect([...drift([1, 9, 5], 2)]).toEqual([7, 9]);
  });

  test("too few, missing and infinite values are E_DATA, bad sizes E_ARGUMENT", () => {
    expect(() => naive([], 1)).toThrow(/E_DATA/);
    expect(() => seasonalNaive([1, 2], 1, 3)).toThrow(/E_DATA.*at least 3 values/);
    expect(() => drift([1], 1)).toThrow(/E_DATA/);
    expect(() => naive([1, Number.NaN], 1)).toThrow(/E_DATA.*step 1.*Try fill/);
    expect(() => naive([1], 0)).toThrow(/E_ARGUMENT/);
    expect(() => seasonalNaive([1], 1, 0)).toThrow(/E_ARGUMENT/);
  });

  test("the last year of the airline series by the one before has the published MAE 47.83", async () => {
    const path = new URL("../../../../samples/air_passengers.csv", import.meta.url).pathname;
    const airline = panel(await readTable(path));
    const { train, test: year } = split(airline, { holdout: 12 });
    const forecast = seasonalNaive(train.series[0]!.target, 12, airline.season);
    expect(mae(year.series[0]!.target, forecast)).toBeCloseTo(47.83, 2);
  });

  test("the airline series, 19 origins of 6 months, last month of each: seasonal naive has the published MAPE 10.71", async () => {
    const path = new URL("../../../../samples/air_passengers.csv", import.meta.url).pathname;
    const { target } = panel(await readTable(path)).series[0]!;
    // 120 months come before 1959-01, the first month forecast; the first target is the sixth.
    const origins = Array.from({ length: 19 }, (_, i) => 120 + i);
    const forecasts = origins.map((origin) => seasonalNaive(target.subarray(0, origin), 6, 12).at(-1)!);
    expect(mape(target.subarray(125), forecasts)).toBeCloseTo(10.71, 2);
  });
});
