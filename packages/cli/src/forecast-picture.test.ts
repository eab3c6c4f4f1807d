import { panel, readTable } from "@sluice/forecast";
import { describe, expect, test } from "vitest";
import { forecastPicture } from "./forecast-picture.ts";

const table = await readTable({
  name: "shops.csv",
  text: "shop,month,sold\nn,2020-01,1\nn,2020-02,2\ns,2020-01,10\ns,2020-03,30\n",
});
const shops = panel(table, { target: "sold", id: "shop" });
const row = (unique_id: string, ds: string, forecast: number) => ({ unique_id, ds, forecast });
const forecasts = {
  score: {
    forecast: [row("n", "2020-02", 4), row("s", "2020-03", 40)],
    model: { fitted: () => ["n", "s"].map((unique_id, i) => ({ unique_id, ds: ["2020-02"], values: [20 + i] })) },
  },
  rows: [row("n", "2020-03", 5), row("s", "2020-04", 50)],
};

describe("forecastPicture", () => {
  test("shows the past, the fit, the forecast of the steps held out and the one ahead, in step", () => {
    const { times, series, split, yName, title } = forecastPicture(shops, shops.series[1]!, forecasts);
    expect(times).toEqual(["2020-01", "2020-02", "2020-03", "2020-04"]);
    expect(series.map(({ name, role, values }) => [name, role, values])).toEqual([
      ["actual", "actual", [10, Number.NaN, 30, null]],
      ["fitted", "fitted", [null, 21, null, null]],
      ["forecast of held-out steps", "other", [null, null, 40, null]],
      ["forecast", "forecast", [null, null, null, 50]],
    ]);
    expect({ split, yName, title }).toEqual({ split: "2020-03", yName: "sold", title: "Forecast of sold, s" });
  });

  test("marks where its own held-out steps begin, though another series ends earlier", () => {
    expect(forecastPicture(shops, shops.series[0]!, forecasts).split).toBe("2020-02");
  });
});
