import { Script } from "node:vm";
import { describe, expect, test } from "vitest";
import { airPassengers } from "./air-passengers.test.data.ts";
import { forecastChart } from "./forecast-chart.ts";

const engine = "globalThis.echarts = {};";

/** The scripts of a page as a browser splits them: up to the next end tag, whatever stands there. */
function scripts(page: string): { attributes: string; text: string }[] {
  return [...page.matchAll(/<script([^>]*)>([\s\S]*?)<\/script/gi)].map((m) => ({ attributes: m[1]!, text: m[2]! }));
}

function spec(page: string) {
  return JSON.parse(scripts(page).find((script) => script.attributes.includes("application/json"))!.text);
}

describe("toHTML", () => {
  test("is one page with ECharts inside, whose scripts parse", async () => {
    const page = await forecastChart(airPassengers).toHTML();
    const [data, library, own] = scripts(page);
    expect(scripts(page)).toHaveLength(3);
    expect(data!.attributes).toContain("application/json");
    expect(library!.text).toContain("Apache");
    expect(library!.text.length).toBeGreaterThan(300_000);
    for (const script of [library!, own!]) new Script(script.text);
    expect(page.startsWith("<!doctype html>")).toBe(true);
  });

  test("asks the network for nothing, and forbids it", async () => {
    const page = await forecastChart(airPassengers).toHTML({ engine });
    expect(page).not.toMatch(/\b(src|href)=|@import|url\(|https?:/i);
    expect(page).toContain(`content="default-src 'none';`);
  });

  test("holds all values as a table", async () => {
    const page = await forecastChart(airPassengers).toHTML({ engine });
    expect(page).toContain(
      `<tr><th scope="col">time</th><th scope="col">actual</th><th scope="col">fitted</th><th scope="col">forecast</th><th scope="col">95 %, lower</th><th scope="col">95 %, upper</th><th scope="col">80 %, lower</th><th scope="col">80 %, upper</th></tr>`,
    );
    expect(page).toContain(
      `<tr><th scope="row">1961-06</th><td></td><td></td><td>580</td><td>490</td><td>670</td><td>535</td><td>625</td></tr>`,
    );
    expect(page.match(/<th scope="row">/g)).toHaveLength(42);
  });

  test("says in words what it shows", async () => {
    const page = await forecastChart(airPassengers).toHTML({ engine });
    expect(page).toMatch(/role="img" aria-label="Line chart of passengers \(thousands\), time 1958-01 to 1961-06\./);
    expect(page).toContain("<h1>Air passengers</h1>");
  });

  test("follows the reader's theme unless told otherwise", async () => {
    const chart = forecastChart(airPassengers);
    expect(await chart.toHTML({ engine })).toContain(`data-theme="auto"`);
    const dark = await chart.toHTML({ engine, theme: "dark" });
    expect(dark).toContain(`data-theme="dark"`);
    expect(spec(dark).theme).toBe("dark");
  });

  test("carries the data once, and colours for both themes", async () => {
    const { option, themes } = spec(await forecastChart(airPassengers).toHTML({ engine })).plots[0];
    expect(option.series[0].data).toHaveLength(36);
    expect(themes.light.series[0].data).toBeUndefined();
    expect(themes.dark.series[0].lineStyle.color).toBe("#56b4e9");
  });

  test("opens a long series on its end, where the forecast is", async () => {
    const times = Array.from({ length: 2000 }, (_, i) => new Date(i * 86_400_000).toISOString().slice(0, 10));
    const page = await forecastChart({
      times,
      series: [{ name: "actual", role: "actual", values: times.map((_, i) => i) }],
      split: times[1986]!,
    }).toHTML({ engine });
    expect(spec(page).plots[0].option.dataZoom[0]).toMatchObject({
      startValue: 1800 * 86_400_000,
      endValue: 1999 * 86_400_000,
    });
  });

  test("shows past and forecast in the slider, without a fall to nothing between them", async () => {
    const times = Array.from({ length: 100 }, (_, i) => new Date(i * 86_400_000).toISOString().slice(0, 10));
    const page = await forecastChart({
      times,
      series: [
        { name: "actual", role: "actual", values: times.map((_, i) => (i < 90 ? 7 : null)) },
        { name: "forecast", role: "forecast", values: times.map((_, i) => (i < 90 ? null : 8)) },
      ],
    }).toHTML({ engine });
    const { series, yAxis } = spec(page).plots[0].option;
    expect(series[0]).toMatchObject({ id: "overview", yAxisIndex: 1, lineStyle: { opacity: 0 } });
    expect(series[0].data.map(([, value]: [number, number]) => value)).toEqual(times.map((_, i) => (i < 90 ? 7 : 8)));
    expect(yAxis[1].show).toBe(false);
  });

  test("says its language, and speaks it", async () => {
    const chinese = await forecastChart(airPassengers, { lang: "zh" }).toHTML({ engine });
    expect(chinese).toContain(`<html lang="zh-Hans"`);
    expect(chinese).toContain("<summary>全部数值表</summary>");
    expect(chinese).toContain(`<th scope="col">80 %下限</th>`);
    expect(spec(chinese).plots[0].marks[0].label).toBe("自 1961-01 起预测");
    expect(await forecastChart(airPassengers).toHTML({ engine })).toContain(`<html lang="en"`);
  });

  test("has no slider for a short one", async () => {
    expect(spec(await forecastChart(airPassengers).toHTML({ engine })).plots[0].option.dataZoom).toBeUndefined();
  });

  test.each([
    [{ theme: "blue" as "dark" }, /\[E_ARGUMENT\] chart, theme/],
    [{ engine: "" }, /\[E_ARGUMENT\] chart to HTML, engine.*an empty text/],
  ])("refuses %o", async (options, message) => {
    await expect(forecastChart(airPassengers).toHTML(options)).rejects.toThrow(message);
  });
});

describe("texts from data", () => {
  const hostile = `</script><script>alert(1)</script><img src=x onerror="alert(2)"><!--`;
  const page = forecastChart({
    title: hostile,
    yName: hostile,
    unit: hostile,
    times: [`a${hostile}`, `b${hostile}`],
    series: [{ name: hostile, role: "actual", values: [1, 2] }],
    bands: [{ name: hostile, lower: [0, 1], upper: [2, 3] }],
    split: `b${hostile}`,
  }).toHTML({ engine });

  test("open no element and end none", async () => {
    expect(scripts(await page)).toHaveLength(3);
    expect(await page).not.toContain("<img");
    expect(await page).not.toContain("<!--");
    expect((await page).match(/<\/script/gi)).toHaveLength(3);
  });

  test("end no attribute", async () => {
    const tags = (await page).replace(/<script[\s\S]*?<\/script>/g, "").match(/<[^>]*>/g)!;
    for (const tag of tags) expect(tag.replace(/"[^"]*"/g, "")).not.toMatch(/[\s"]on\w+=/);
  });

  test("reach the script as they are", async () => {
    expect(spec(await page).plots[0].marks[0].label).toBe(`held out from b${hostile}`);
  });

  test("are refused as a library that would end its element", async () => {
    const out = await forecastChart(airPassengers).toHTML({ engine: `const text = "</script><b>";` });
    expect(scripts(out)).toHaveLength(3);
    expect(out).toContain(String.raw`"<\/script><b>"`);
  });
});
