import { describe, expect, test } from "vitest";
import { betterBaseline, forecastTable, type Metrics, metricsTable } from "./results.ts";

const errors = (mae: number) => ({ mae, rmse: 2 * mae, mape: 10 * mae, mase: mae / 4 });
const metrics: Metrics = { model: errors(1), anchor: errors(3), naive: errors(4), seasonalNaive: errors(2) };

describe("metricsTable", () => {
  test("sets the model beside its anchor and both naive forecasts", () => {
    expect(metricsTable(metrics, "the last 12 steps")).toBe(
      [
        "the last 12 steps     MAE    RMSE  MAPE %  MASE",
        "model              1.0000  2.0000   10.00  0.25",
        "anchor             3.0000  6.0000   30.00  0.75",
        "naive              4.0000  8.0000   40.00  1.00",
        "seasonal naive     2.0000  4.0000   20.00  0.50",
        "",
      ].join("\n"),
    );
  });

  test("says none where a metric is undefined for the data", () => {
    const constant = { mae: 0, rmse: 0, mape: null, mase: null };
    const table = metricsTable(
      { model: constant, anchor: constant, naive: constant, seasonalNaive: constant },
      "the last step",
    );
    expect(table.split("\n")[1]).toMatch(/none {2}none$/);
  });
});

describe("betterBaseline", () => {
  test("is nothing where the model is best, or as good", () => {
    expect(betterBaseline(metrics)).toBeUndefined();
    expect(
      betterBaseline({ ...metrics, model: errors(1), naive: errors(1), seasonalNaive: errors(1) }),
    ).toBeUndefined();
  });

  test("is the better of the two", () => {
    expect(betterBaseline({ ...metrics, model: errors(5), naive: errors(4), seasonalNaive: errors(2) })).toBe(
      "seasonal naive",
    );
    expect(betterBaseline({ ...metrics, model: errors(5), naive: errors(2), seasonalNaive: errors(4) })).toBe("naive");
  });
});

describe("forecastTable", () => {
  const rows = [
    { unique_id: "north", ds: "2020-01", forecast: 1.25 },
    { unique_id: "s", ds: "2020-01", forecast: 10 },
  ];
  test("names the series where there are several", () => {
    expect(forecastTable(rows, { id: "shop", time: "month" })).toBe(
      "shop   month    forecast\nnorth  2020-01     1.250\ns      2020-01    10.000\n",
    );
  });

  test("names only times where there is one", () => {
    expect(forecastTable(rows.slice(0, 1), { id: undefined, time: "month" })).toBe(
      "month    forecast\n2020-01    1.2500\n",
    );
  });
});
