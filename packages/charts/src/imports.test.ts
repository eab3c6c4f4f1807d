import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { airPassengers } from "./air-passengers.test.data.ts";
import { forecastChart } from "./forecast-chart.ts";

const sources = readdirSync(new URL(".", import.meta.url), { encoding: "utf8", recursive: true }).filter((name) =>
  /^[^.]+\.ts$/.test(name),
);

test("no source file imports Node or the native renderer, so that bundlers for browsers never meet them", () => {
  for (const name of sources) {
    const text = readFileSync(new URL(name, import.meta.url), "utf8");
    expect(text.match(/^\s*import (?!type ).*from "(node:|@resvg)/gm), name).toBeNull();
    expect(text.match(/\bawait import\("(node:|@resvg)/g), name).toBeNull();
  }
});

describe("where there is no Node", () => {
  const chart = forecastChart(airPassengers);
  const engine = "globalThis.echarts = {};";
  const withoutNode = () => vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);

  afterEach(() => vi.restoreAllMocks());

  test("SVG, and HTML with a given engine, still work", async () => {
    const [svg, html] = [chart.toSVG(), await chart.toHTML({ engine })];
    withoutNode();
    expect(chart.toSVG()).toBe(svg);
    expect(await chart.toHTML({ engine })).toBe(html);
  });

  test("the rest says what to do instead", async () => {
    withoutNode();
    await expect(chart.toHTML()).rejects.toThrow(/\[E_BACKEND\].*Try passing the text of echarts.* as engine/);
    await expect(chart.toPNG()).rejects.toThrow(/\[E_BACKEND\] chart to PNG.*Try toSVG/);
    await expect(chart.save("plan.svg")).rejects.toThrow(/\[E_BACKEND\] saving plan\.svg/);
  });
});
