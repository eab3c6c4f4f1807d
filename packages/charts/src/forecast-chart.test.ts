import { describe, expect, test } from "vitest";
import { airPassengers } from "./air-passengers.test.data.ts";
import type { ForecastChartData } from "./chart-data.ts";
import { forecastChart, forecastPlot } from "./forecast-chart.ts";

const cheaper: ForecastChartData = {
  ...airPassengers,
  title: "price 9.90",
  series: [
    airPassengers.series[0]!,
    airPassengers.series[1]!,
    { ...airPassengers.series[2]!, values: airPassengers.series[2]!.values.map((v) => (v === null ? null : v + 50)) },
  ],
};

describe("forecastPlot", () => {
  test("gives each role its colour and stroke", () => {
    const [actual, fitted, forecast] = forecastPlot(airPassengers).lines;
    expect(actual).toMatchObject({ name: "actual", tone: "actual", dash: [] });
    expect(fitted).toMatchObject({ name: "fitted", tone: "fitted" });
    expect(forecast).toMatchObject({ name: "forecast", tone: "forecast" });
    expect(fitted!.dash).not.toEqual([]);
    expect(forecast!.dash).not.toEqual(fitted!.dash);
  });

  test("follows a colour and a stroke of one's own", () => {
    const times = ["2024-01", "2024-02"];
    const { lines } = forecastPlot({
      times,
      series: [
        { name: "a", role: "actual", values: [1, 2], color: "#123456", dashed: true },
        { name: "b", role: "forecast", values: [1, 2], dashed: false },
      ],
    });
    expect(lines[0]).toMatchObject({ tone: { css: "#123456" } });
    expect(lines[0]!.dash).not.toEqual([]);
    expect(lines[1]).toMatchObject({ tone: "forecast", dash: [] });
  });

  test("gives further lines of a role colours of their own, and other strokes when these run out", () => {
    const values = [1, 2];
    const series = Array.from({ length: 9 }, (_, i) => ({ name: `line ${i}`, role: "other" as const, values }));
    const { lines } = forecastPlot({ times: ["2024-01", "2024-02"], series });
    const looks = lines.map((line) => JSON.stringify([line.tone, line.dash]));
    expect(new Set(looks).size).toBe(9);
    expect(lines[6]!.dash).not.toEqual(lines[0]!.dash);
  });

  test("lays the widest band at the back", () => {
    expect(forecastPlot(airPassengers).bands.map((band) => [band.name, band.depth])).toEqual([
      ["95 %", 0],
      ["80 %", 1],
    ]);
  });

  test("says forecast where the future is open and held out where it is known", () => {
    expect(forecastPlot(airPassengers).marks).toEqual([{ at: 36, label: "forecast from 1961-01", shade: "ahead" }]);
    expect(forecastPlot({ ...airPassengers, split: "1960-01" }).marks[0]!.label).toBe("held out from 1960-01");
  });

  test("marks where the steps held out begin and where the future does", () => {
    expect(forecastPlot({ ...airPassengers, split: "1960-01", ahead: "1961-01" }).marks).toEqual([
      { at: 24, label: "held out from 1960-01", shade: "heldOut" },
      { at: 36, label: "forecast from 1961-01", shade: "ahead" },
    ]);
  });

  test("puts the unit behind the name of the values", () => {
    expect(forecastPlot(airPassengers).y.name).toBe("passengers (thousands)");
    expect(forecastPlot({ ...airPassengers, yName: "", unit: "EUR" }).y.name).toBe("EUR");
  });

  test("takes typed arrays, and NaN and infinities as gaps", () => {
    const { lines } = forecastPlot({
      times: ["1", "2", "3", "4"],
      series: [{ name: "a", role: "actual", values: Float64Array.of(1, Number.NaN, Infinity, 4) }],
    });
    expect(lines[0]!.points.map((point) => point.value)).toEqual([1, null, null, 4]);
  });

  test("turns a band whose ends are crossed, and leaves out steps with one end", () => {
    const { bands } = forecastPlot({
      times: ["1", "2"],
      series: [],
      bands: [{ name: "80 %", lower: [5, 1], upper: [3, null] }],
    });
    expect(bands[0]!.points).toEqual([
      { at: 0, lower: 3, upper: 5 },
      { at: 1, lower: null, upper: null },
    ]);
  });
});

describe("forecastPlot of several plans", () => {
  test("draws what plans share once and tells the rest apart by title", () => {
    const plot = forecastPlot([airPassengers, cheaper]);
    expect(plot.lines.map((line) => line.name)).toEqual([
      "actual",
      "fitted",
      "forecast · Air passengers",
      "forecast · price 9.90",
    ]);
    expect(plot.lines[2]!.tone).not.toEqual(plot.lines[3]!.tone);
    expect(plot.title).toBe("");
  });

  test("numbers plans of one title, which stays the chart's", () => {
    const plot = forecastPlot([airPassengers, { ...cheaper, title: "Air passengers" }]);
    expect(plot.lines.map((line) => line.name).slice(2)).toEqual(["forecast · 1", "forecast · 2"]);
    expect(plot.title).toBe("Air passengers");
  });

  test("colours bands like the forecast of their plan", () => {
    const plot = forecastPlot([airPassengers, cheaper]);
    expect(plot.bands.map((band) => band.tone)).toEqual([
      "forecast",
      "forecast",
      plot.lines[3]!.tone,
      plot.lines[3]!.tone,
    ]);
  });

  test("shades what was held out and what lies ahead, each once", () => {
    const plot = forecastPlot([airPassengers, { ...cheaper, split: "1960-01" }]);
    expect(plot.marks.map((mark) => [mark.at, mark.label, mark.shade])).toEqual([
      [24, "held out from 1960-01", "heldOut"],
      [36, "forecast from 1961-01", "ahead"],
    ]);
    const third = forecastPlot([airPassengers, { ...cheaper, split: "1961-03" }]);
    expect(third.marks.map((mark) => mark.shade)).toEqual(["ahead", "none"]);
  });
});

describe("the option last", () => {
  test("draws only the last steps", () => {
    const plot = forecastPlot(airPassengers, { last: 12 });
    expect(plot.x.labels).toEqual(airPassengers.times.slice(-12));
    expect(plot.lines[0]!.points[0]).toEqual({ at: 0, value: 622 });
    expect(plot.marks[0]!.at).toBe(6);
  });

  test("keeps the distances of steps that are no times", () => {
    const times = Array.from({ length: 9 }, (_, i) => `step ${i + 1}`);
    const plot = forecastPlot(
      { times, series: [{ name: "a", role: "actual", values: times.map((_, i) => i) }] },
      { last: 4 },
    );
    expect(plot.x.positions).toEqual([0, 1, 2, 3]);
    expect(plot.x.labels[0]).toBe("step 6");
  });

  test("draws all when there are fewer", () => {
    expect(forecastPlot(airPassengers, { last: 1000 }).x.positions).toHaveLength(42);
  });

  test.each([0, -1, 1.5, Number.NaN])("refuses %d", (last) => {
    expect(() => forecastChart(airPassengers, { last })).toThrow(/\[E_ARGUMENT\] forecastChart, last/);
  });
});

describe("forecastChart refuses", () => {
  const times = ["2024-01", "2024-02"];
  const series = [{ name: "sales", role: "actual" as const, values: [1, 2] }];

  test.each<[string, unknown, RegExp]>([
    ["no plan", [], /\[E_ARGUMENT\] forecastChart: expected at least one plan/],
    ["no data", undefined, /\[E_ARGUMENT\]/],
    ["no times", { times: [], series }, /\[E_ARGUMENT\] forecastChart, times: expected at least one time/],
    ["a time twice", { times: ["2024-01", "2024-01"], series }, /\[E_ARGUMENT\].*"2024-01" twice/],
    ["times that are numbers", { times: [1, 2], series }, /\[E_ARGUMENT\].*a number/],
    ["no series", { times }, /\[E_ARGUMENT\] forecastChart, series/],
    [
      "values out of step",
      { times, series: [{ ...series[0], values: [1] }] },
      /\[E_SHAPE\].*series "sales".*2 values.*got 1/,
    ],
    ["an unknown role", { times, series: [{ ...series[0], role: "guess" }] }, /\[E_ARGUMENT\].*"sales", role.*"guess"/],
    [
      "a band out of step",
      { times, series, bands: [{ name: "80 %", lower: [1, 2], upper: [1] }] },
      /\[E_SHAPE\].*"80 %", upper/,
    ],
    [
      "a split that is no time",
      { times, series, split: "2025-01" },
      /\[E_ARGUMENT\].*split.*2024-01 to 2024-02.*"2025-01"/,
    ],
    [
      "a future that is no time",
      { times, series, ahead: "2025-01" },
      /\[E_ARGUMENT\].*ahead.*2024-01 to 2024-02.*"2025-01"/,
    ],
    [
      "markup for a colour",
      { times, series: [{ ...series[0], color: `red" onload="alert(1)` }] },
      /\[E_ARGUMENT\].*color/,
    ],
    [
      "a plan, saying which",
      [
        { times, series },
        { times: [], series },
      ],
      /forecastChart, plan 2, times/,
    ],
  ])("%s", (_, data, message) => {
    expect(() => forecastChart(data as ForecastChartData)).toThrow(message);
  });
});
