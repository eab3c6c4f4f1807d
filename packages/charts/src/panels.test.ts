import { describe, expect, test } from "vitest";
import type { Chart } from "./chart.ts";
import { forecastChart } from "./forecast-chart.ts";
import { lineChart } from "./line-chart.ts";
import { panels } from "./panels.ts";

const series = [
  { name: "LSTM", values: [3, 2, 1] },
  { name: "GRU", values: [3, 1, 0.5] },
];
const epochs = lineChart({
  title: "against epochs",
  x: { name: "epoch", values: [1, 2, 3] },
  y: { name: "loss" },
  series,
});
const seconds = lineChart({
  title: "against seconds",
  x: { name: "seconds", values: [0.1, 0.2, 0.3] },
  y: { name: "loss" },
  series,
});
const both = panels([epochs, seconds], { title: "Two cells" });

const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);
const places = (svg: string) =>
  [...svg.matchAll(/<g transform="translate\((\d+) (\d+)/g)].map((m) => [Number(m[1]), Number(m[2])]);

describe("panels", () => {
  test("stand side by side where there is room, below each other where there is not", () => {
    const [left, right] = places(both.toSVG());
    expect(left![1]).toBe(right![1]);
    expect(right![0]).toBe(500);
    const [above, below] = places(both.toSVG({ width: 420 }));
    expect(above![0]).toBe(below![0]);
    expect(below![1]).toBeGreaterThan(above![1]! + 300);
  });

  test("are higher by themselves where they stand below each other", () => {
    expect(both.toSVG()).toContain(`height="500" viewBox`);
    expect(both.toSVG({ width: 420 })).toContain(`width="420" height="780" viewBox`);
  });

  test("have a title over all, one each, and one legend where it is the same", () => {
    const labels = texts(both.toSVG());
    for (const once of ["Two cells", "against epochs", "against seconds", "LSTM", "GRU", "epoch", "seconds"])
      expect(
        labels.filter((label) => label === once),
        once,
      ).toHaveLength(1);
  });

  test("have a legend each where these differ", () => {
    const one = lineChart({
      x: { name: "x", values: [1, 2] },
      y: { name: "y" },
      series: [{ name: "LSTM", values: [1, 2] }],
    });
    expect(texts(panels([epochs, one]).toSVG()).filter((label) => label === "LSTM")).toHaveLength(2);
  });

  test("share no names of clip paths", () => {
    const ids = [...both.toSVG().matchAll(/<clipPath id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("say in words what they show, one after the other", () => {
    expect(both.toSVG()).toMatch(
      /<desc[^>]*>against epochs: Line chart of loss, epoch 1 to 3\..* against seconds: Line chart of loss, seconds 0\.1 to 0\.3\./,
    );
  });

  test("are sections of one page, each with its legend and table", async () => {
    const page = await both.toHTML({ engine: "globalThis.echarts = {};" });
    expect(page.match(/<section>/g)).toHaveLength(2);
    expect(page.match(/<table>/g)).toHaveLength(2);
    expect(page).toContain("<h1>Two cells</h1>");
    expect(page).toContain("<h2>against seconds</h2>");
    // Colours go on from section to section.
    expect(page).toContain("var(--entry-3)");
    expect(page).not.toContain("var(--entry-4)");
  });

  test("take panels, and any chart", () => {
    const plan = forecastChart({
      times: ["2024-01", "2024-02"],
      series: [{ name: "a", role: "actual", values: [1, 2] }],
    });
    expect(places(panels([both, plan]).toSVG({ width: 1300 }))).toHaveLength(3);
  });

  test.each<[string, Chart[], RegExp]>([
    ["no chart", [], /panels: expected at least one chart, got none/],
    ["what is no chart", [epochs, { ...seconds }], /panels, chart 2: expected a chart made by/],
  ])("refuse %s", (_, charts, message) => {
    expect(() => panels(charts)).toThrow(message);
  });
});
