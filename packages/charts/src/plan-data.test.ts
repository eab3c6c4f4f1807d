import { panel, readTable } from "@sluice/forecast";
import { describe, expect, test } from "vitest";
import { forecastChart, forecastPlot } from "./forecast-chart.ts";
import { type PlanChartData, planData } from "./plan-data.ts";
import { wordsOf } from "./words.ts";

const table = await readTable({
  name: "shops.csv",
  text: "shop,month,sold\nn,2020-01,1\nn,2020-02,2\ns,2020-01,10\ns,2020-03,30\n",
});
const shops = panel(table, { target: "sold", id: "shop" });
const row = (unique_id: string, ds: string, forecast: number) => ({ unique_id, ds, forecast });
const plan = { rows: [row("n", "2020-03", 5), row("s", "2020-04", 50)] };
const cheaper = { rows: [row("n", "2020-03", 6), row("s", "2020-04", 60)] };
const holdout = {
  forecast: [row("n", "2020-02", 4), row("s", "2020-03", 40)],
  model: { fitted: () => ["n", "s"].map((unique_id, i) => ({ unique_id, ds: ["2020-02"], values: [20 + i] })) },
};
const english = wordsOf("en");

describe("planData", () => {
  test("shows the past, the fit, the forecast of the steps held out and the one ahead, in step", () => {
    const drawn = planData({ panel: shops, plan, holdout, series: "s" }, english);
    expect(drawn.times).toEqual(["2020-01", "2020-02", "2020-03", "2020-04"]);
    expect(drawn.series.map(({ name, role, values }) => [name, role, values])).toEqual([
      ["actual", "actual", [10, Number.NaN, 30, null]],
      ["fitted", "fitted", [null, 21, null, null]],
      ["forecast of held-out steps", "other", [null, null, 40, null]],
      ["forecast", "forecast", [null, null, null, 50]],
    ]);
    const { title, yName, split, ahead } = drawn;
    expect({ title, yName, split, ahead }).toEqual({
      title: "Forecast of sold, s",
      yName: "sold",
      split: "2020-03",
      ahead: "2020-04",
    });
  });

  test("marks where each series' own held-out steps begin, though another one ends later", () => {
    const { split, ahead } = planData({ panel: shops, plan, holdout, series: "n" }, english);
    expect([split, ahead]).toEqual(["2020-02", "2020-03"]);
  });

  test("needs no holdout", () => {
    const drawn = planData({ panel: shops, plan }, english);
    expect(drawn.series.map(({ name }) => name)).toEqual(["actual", "forecast"]);
    expect([drawn.split, drawn.ahead]).toEqual([undefined, "2020-03"]);
  });

  test("lays several plans over one past, by their names", () => {
    const { series } = planData({ panel: shops, plan: { "as planned": plan, cheaper }, series: "n" }, english);
    expect(series.map(({ name, role, values }) => [name, role, values])).toEqual([
      ["actual", "actual", [1, 2, null]],
      ["as planned", "forecast", [null, null, 5]],
      ["cheaper", "forecast", [null, null, 6]],
    ]);
  });

  test("marks a plan over steps that are known as held out", () => {
    const known = { rows: [row("n", "2020-02", 4)] };
    expect(forecastPlot({ panel: shops, plan: known }).marks).toEqual([
      { at: 1, label: "held out from 2020-02", shade: "heldOut" },
    ]);
  });

  test("names everything in the chart's language, columns as the table does", () => {
    const plot = forecastPlot({ panel: shops, plan, holdout, series: "s" }, { lang: "zh" });
    expect(plot.lines.map(({ name }) => name)).toEqual(["实际值", "拟合值", "留出期预测值", "预测值"]);
    expect(plot.marks.map(({ label }) => label)).toEqual(["自 2020-03 起留出", "自 2020-04 起预测"]);
    expect([plot.heading, plot.y.name, plot.x.name]).toEqual(["sold, s预测", "sold", "时间"]);
  });

  test.each<[string, PlanChartData, RegExp]>([
    ["a series that is none of the panel's", { panel: shops, plan, series: "x" }, /series: expected .*"n", got "x"/],
    ["no plan", { panel: shops, plan: {} }, /plan: expected what predict gives/],
    ["a plan of another panel", { panel: shops, plan: { rows: [row("x", "2020-03", 1)] } }, /rows of "n", got none/],
    [
      "a holdout of other times",
      { panel: shops, plan, holdout: { ...holdout, forecast: [row("n", "1999-01", 1)] } },
      /holdout: expected times of the panel.*1999-01/,
    ],
  ])("refuses %s", (_, data, message) => {
    expect(() => forecastChart(data)).toThrow(message);
  });
});
