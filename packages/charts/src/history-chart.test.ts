import { describe, expect, test } from "vitest";
import { type HistoryChartData, historyChart, historyPlot } from "./history-chart.ts";

const training = { name: "training", values: [0.9, 0.5, 0.3, 0.2] };
const validation = { name: "validation", values: [0.95, 0.6, 0.5, 0.55] };

describe("historyPlot", () => {
  test("counts epochs from 1", () => {
    expect(historyPlot({ series: [training] }).x.positions).toEqual([1, 2, 3, 4]);
  });

  test("stays linear while losses are of one size", () => {
    expect(historyPlot({ series: [training, validation] }).y).toEqual({ name: "loss", log: false });
  });

  test("turns logarithmic when losses span two powers of ten", () => {
    expect(historyPlot({ series: [{ name: "training", values: [2, 0.1, 0.02] }] }).y.log).toBe(true);
  });

  test("stays linear for losses at or below zero, which have no logarithm", () => {
    expect(historyPlot({ series: [{ name: "likelihood", values: [100, 1, -5] }] }).y.log).toBe(false);
    expect(historyPlot({ series: [{ name: "loss", values: [100, 1, 0] }] }).y.log).toBe(false);
  });

  test("marks the best epoch without shading", () => {
    expect(historyPlot({ series: [validation], best: 3 }).marks).toEqual([
      { at: 2, label: "best: epoch 3", shade: "none" },
    ]);
  });
});

describe("historyChart", () => {
  test("writes powers of ten along a logarithmic axis", () => {
    const svg = historyChart({ series: [{ name: "training", values: [2, 0.1, 0.02, 0.003] }] }).toSVG();
    for (const label of ["1", "0.1", "0.01"]) expect(svg).toContain(`>${label}</text>`);
    expect(svg).toContain(">epoch</text>");
  });

  test("draws a loss that became NaN as far as it went", () => {
    const svg = historyChart({ series: [{ name: "training", values: [1, 0.5, Number.NaN, Infinity] }] }).toSVG();
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg).toContain("training: 2 values");
  });

  test.each<[string, HistoryChartData, RegExp]>([
    ["no series", { series: [] }, /\[E_ARGUMENT\].*at least one series/],
    ["no epochs", { series: [{ name: "training", values: [] }] }, /\[E_ARGUMENT\].*at least one epoch/],
    ["epochs that fall", { epochs: [1, 3, 2, 4], series: [training] }, /\[E_ARGUMENT\].*got 2 at place 3/],
    ["losses out of step", { epochs: [1, 2], series: [training] }, /\[E_SHAPE\].*"training"/],
    ["a best epoch that never was", { series: [training], best: 9 }, /\[E_ARGUMENT\].*best.*got 9/],
  ])("refuses %s", (_, data, message) => {
    expect(() => historyChart(data)).toThrow(message);
  });
});
