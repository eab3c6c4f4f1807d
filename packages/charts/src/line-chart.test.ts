import { describe, expect, test } from "vitest";
import { type LineChartData, lineChart, linePlot } from "./line-chart.ts";

const gaps = { name: "gap", values: [1, 2, 4, 8] };
const accuracy = { name: "accuracy" };
const lstm = { name: "LSTM", values: [1, 1, 0.9, 0.5] };

/** Texts of an SVG as a reader sees them. */
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);

describe("linePlot", () => {
  test("places values at the numbers of its axis", () => {
    const plot = linePlot({ x: gaps, y: accuracy, series: [lstm] });
    expect(plot.x).toEqual({ kind: "number", positions: [1, 2, 4, 8], labels: ["1", "2", "4", "8"], name: "gap" });
    expect(plot.lines[0]!.points).toEqual([
      { at: 0, value: 1 },
      { at: 1, value: 1 },
      { at: 2, value: 0.9 },
      { at: 3, value: 0.5 },
    ]);
  });

  test("joins the x of series that have their own, without gaps in their lines", () => {
    const plot = linePlot({
      x: { name: "seconds" },
      y: { name: "loss" },
      series: [
        { name: "RNN", x: [0.5, 1], values: [3, 2] },
        { name: "LSTM", x: [0.75, 1.5], values: [3, 1] },
      ],
    });
    expect(plot.x.positions).toEqual([0.5, 0.75, 1, 1.5]);
    expect(plot.x.labels).toEqual(["0.5", "0.75", "1", "1.5"]);
    expect(plot.lines.map(({ points }) => points.map(({ at }) => at))).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  test("takes what has no logarithm as a gap on a logarithmic axis, and draws it on a linear one", () => {
    const series = [{ name: "norm", values: [1, 0, -1, 1e-9] }];
    const values = (log: boolean) =>
      linePlot({ x: gaps, y: { name: "norm", log }, series }).lines[0]!.points.map(({ value }) => value);
    expect(values(true)).toEqual([1, null, null, 1e-9]);
    expect(values(false)).toEqual([1, 0, -1, 1e-9]);
  });

  test("draws a band around its line in the line's colour, with one entry for both", () => {
    const series = [lstm, { name: "GRU", values: [1, 1, 1, 0.6], low: [1, 0.9, 0.9, 0.7], high: [1, 1, 1, 0.5] }];
    const { bands, lines } = linePlot({ x: gaps, y: accuracy, series });
    expect(bands).toHaveLength(1);
    expect(bands[0]).toMatchObject({ name: "GRU", tone: lines[1]!.tone, ofLine: 1 });
    expect(bands[0]!.points.at(-1)).toEqual({ at: 3, lower: 0.5, upper: 0.7 });
    expect(texts(lineChart({ x: gaps, y: accuracy, series }).toSVG()).filter((text) => text === "GRU")).toHaveLength(1);
  });

  test("gives nine series nine looks", () => {
    const series = Array.from({ length: 9 }, (_, i) => ({ name: `${i}`, values: lstm.values }));
    const looks = linePlot({ x: gaps, y: accuracy, series }).lines.map(({ tone, dash }) =>
      JSON.stringify([tone, dash]),
    );
    expect(new Set(looks).size).toBe(9);
  });
});

describe("lineChart", () => {
  test("writes doublings along an axis of base 2, at equal distances", () => {
    const svg = lineChart({ x: { ...gaps, log: 2 }, y: accuracy, series: [lstm] }).toSVG();
    const ticks = [...svg.matchAll(/text-anchor="middle"[^>]*translate\(([\d.]+) [\d.]+\)"[^>]*>(\d+)</g)];
    expect(ticks.map((tick) => tick[2])).toEqual(["1", "2", "4", "8"]);
    const at = ticks.map((tick) => Number(tick[1]));
    expect(at[1]! - at[0]!).toBeCloseTo(at[3]! - at[2]!, 1);
  });

  test("writes round numbers along a linear axis, whatever numbers it ends on", () => {
    const x = { name: "seconds", values: [0.13, 1.7, 3.94] };
    const svg = lineChart({ x, y: accuracy, series: [{ name: "a", values: [1, 2, 3] }] }).toSVG();
    const labels = texts(svg);
    expect(labels).toEqual(expect.arrayContaining(["0.25", "0.50", "1.00", "3.75"]));
    expect(labels.join(" ")).not.toMatch(/0\.13|3\.94/);
  });

  test("labels a vertical line where it stands", () => {
    const marks = [{ at: 4, label: "trained up to here" }];
    expect(texts(lineChart({ x: gaps, y: accuracy, series: [lstm], marks }).toSVG())).toContain("trained up to here");
  });

  test("has a dot on every value only where these are few, or told so", () => {
    const values = Array.from({ length: 50 }, (_, i) => i);
    const dots = (marks?: boolean) =>
      lineChart({
        x: { name: "epoch", values },
        y: { name: "loss" },
        series: [{ name: "a", values, ...(marks === undefined ? {} : { marks }) }],
      })
        .toSVG()
        .match(/fill="#0072b2"/g)?.length ?? 0;
    expect([dots(), dots(true), dots(false)]).toEqual([0, 50, 0]);
    expect(
      lineChart({ x: gaps, y: accuracy, series: [lstm] })
        .toSVG()
        .match(/fill="#0072b2"/g),
    ).toHaveLength(4);
  });

  test.each<[string, LineChartData, RegExp]>([
    ["no series", { x: gaps, y: accuracy, series: [] }, /series: expected at least one series/],
    ["no x", { x: { name: "gap" }, y: accuracy, series: [lstm] }, /lineChart, x: expected values/],
    ["x that fall", { x: { name: "gap", values: [1, 3, 2] }, y: accuracy, series: [lstm] }, /rising.*2 at place 3/],
    [
      "an x of 0 on a logarithmic axis",
      { x: { name: "gap", values: [0, 1], log: true }, y: accuracy, series: [lstm] },
      /above 0/,
    ],
    [
      "a base that it does not know",
      { x: { ...gaps, log: 3 as 2 }, y: accuracy, series: [lstm] },
      /x log: expected true, 2 or 10, got 3/,
    ],
    [
      "values out of step",
      { x: gaps, y: accuracy, series: [{ name: "a", values: [1] }] },
      /\[E_SHAPE\].*"a".*4 values/,
    ],
    ["a low without a high", { x: gaps, y: accuracy, series: [{ ...lstm, low: lstm.values }] }, /low and high/],
    [
      "a mark where there is nothing",
      { x: gaps, y: accuracy, series: [lstm], marks: [{ at: 3, label: "?" }] },
      /marks.*got 3/,
    ],
    [
      "a language that it does not speak",
      { x: gaps, y: accuracy, series: [lstm], lang: "fr" as "en" },
      /lang: expected en or zh, got "fr"/,
    ],
  ])("refuses %s", (_, data, message) => {
    expect(() => lineChart(data)).toThrow(message);
  });
});
