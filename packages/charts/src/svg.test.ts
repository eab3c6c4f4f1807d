import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { airPassengers } from "./air-passengers.test.data.ts";
import { forecastChart } from "./forecast-chart.ts";
import { historyChart } from "./history-chart.ts";
import type { Theme } from "./palette.ts";

const months = (count: number) =>
  Array.from({ length: count }, (_, i) => `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`);

function single(values: (number | null)[], times = months(values.length)) {
  return forecastChart({ times, series: [{ name: "sales", role: "actual", values }] });
}

/** Texts of an SVG as a reader sees them. */
function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);
}

/** Throws where a text is no well-formed SVG. */
function parse(svg: string): Resvg {
  return new Resvg(svg, { font: { loadSystemFonts: false } });
}

describe("the SVG of a forecast", () => {
  const svg = forecastChart(airPassengers).toSVG();

  test("draws actual solid, fitted and forecast dashed, each in its colour", () => {
    expect(svg).toMatch(/<path d="M[^"]+L[^"]+" fill="none" stroke="#0072b2" stroke-width="2"(?! stroke-dasharray)/);
    expect(svg).toMatch(
      /<path d="M[^"]+L[^"]+" fill="none" stroke="#009470" stroke-width="1.6" stroke-dasharray="4,3"/,
    );
    expect(svg).toMatch(
      /<path d="M[^"]+L[^"]+" fill="none" stroke="#d55e00" stroke-width="2.2" stroke-dasharray="9,4"/,
    );
  });

  test("draws bands as translucent areas", () => {
    expect(svg.match(/<path d="M[^"]+Z" fill="#d55e00" fill-opacity="0.18"/g)).toHaveLength(2);
  });

  test("shades from the split on and says what begins there", () => {
    expect(svg).toMatch(/<polygon [^>]*fill="#fdf3ea"/);
    expect(texts(svg)).toContain("forecast from 1961-01");
  });

  test("names title, values, series and bands", () => {
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        "Air passengers",
        "passengers (thousands)",
        "actual",
        "fitted",
        "forecast",
        "80 %",
        "95 %",
      ]),
    );
  });

  test("labels years along a calendar axis", () => {
    expect(texts(svg)).toEqual(expect.arrayContaining(["1958", "1959", "1960", "1961"]));
  });

  test("says in words what it shows", () => {
    expect(svg).toContain(`role="img"`);
    expect(svg).toMatch(/<title id="[^"]+">Air passengers<\/title>/);
    expect(svg).toMatch(
      /<desc id="[^"]+">Line chart of passengers \(thousands\), time 1958-01 to 1961-06\. actual: 36 values from 310 to 622, the last 432;/,
    );
  });

  test("holds nothing that runs or loads", () => {
    expect(svg).not.toMatch(/<script|<style|<image|<foreignObject|\son\w+=|href=/i);
  });

  test("is as large as asked, 1000 by 500 otherwise", () => {
    expect(svg).toContain(`width="1000" height="500" viewBox="0 0 1000 500"`);
    const narrow = parse(forecastChart(airPassengers).toSVG({ width: 420, height: 600 }));
    expect([narrow.width, narrow.height]).toEqual([420, 600]);
  });

  test("has a dark version", () => {
    const dark = forecastChart(airPassengers).toSVG({ theme: "dark" });
    expect(dark).toContain(`fill="#14171c"`);
    expect(dark).not.toContain("#0072b2");
  });

  test.each([
    [{ width: 239 }, /width: expected whole pixels from 240 to 10000, got 239/],
    [{ height: 10_001 }, /height/],
    [{ width: 500.5 }, /width/],
    [{ width: Number.NaN }, /width/],
    [{ theme: "auto" as Theme }, /theme: expected "light" or "dark" for a picture, got "auto"/],
  ])("refuses %o", (options, message) => {
    expect(() => forecastChart(airPassengers).toSVG(options)).toThrow(message);
  });
});

describe("labels", () => {
  test("of monthly values name no days", () => {
    const labels = texts(single([3, 5, 6]).toSVG());
    expect(labels).toEqual(expect.arrayContaining(["Jan", "2000", "Feb", "Mar"]));
    expect(labels.filter((label) => /\d (Jan|Feb|Mar)/.test(label))).toEqual([]);
  });

  test("say the year when all values lie in one", () => {
    expect(texts(single([1, 2, 3], ["2012-03-05", "2012-03-06", "2012-03-07"]).toSVG()).join(" ")).toContain("2012");
  });

  test("of long numbers leave room for all their digits", () => {
    const svg = single([1_234_567_890, 1_734_567_890]).toSVG({ width: 420, height: 600 });
    const left = /text-anchor="end"[^>]*transform="translate\((\d+)[^>]*>1,700,000,000</.exec(svg);
    // 13 characters of 12 pixels are at least 85 pixels wide.
    expect(Number(left![1])).toBeGreaterThan(85);
  });

  test("of negative numbers carry a minus sign", () => {
    expect(texts(single([-2000, 2000]).toSVG())).toContain("−2,000");
  });

  test("that are too long are shortened inside the picture", () => {
    const series = Array.from({ length: 30 }, (_, i) => ({
      name: `store_${i}_northern_region_daily_revenue_in_local_currency_after_returns_and_discounts`,
      role: "other" as const,
      values: [i, i + 1],
    }));
    const svg = forecastChart({ times: months(2), series }).toSVG({ width: 420, height: 600 });
    const names = [...svg.matchAll(/<text x="([\d.]+)"[^>]*>(store_[^<]*|\+ \d+ more)</g)];
    expect(names.length).toBeGreaterThan(3);
    expect(names.at(-1)![2]).toMatch(/^\+ \d+ more$/);
    for (const [, x, text] of names) expect(Number(x) + text!.length * 5).toBeLessThan(420);
  });
});

describe("values that are hard to draw", () => {
  test("a constant series lies in the middle of its axis", () => {
    expect(texts(single([42, 42, 42]).toSVG())).toEqual(expect.arrayContaining(["36", "42", "48"]));
  });

  test("a series without any value says so", () => {
    const svg = single([null, null, null]).toSVG();
    expect(texts(svg)).toContain("no values to draw");
    expect(svg).toContain("sales: no values");
  });

  test("one point is a dot", () => {
    const svg = single([12], ["2024-01-01"]).toSVG();
    expect(texts(svg)).toContain("2024-01-01");
    expect(svg).toMatch(/<path d="M[^"]*A[^"]*"[^>]*fill="#0072b2"/);
  });

  test("a value between two gaps is a dot in a long series", () => {
    const values = Array.from({ length: 40 }, (_, i) => (i === 20 ? 5 : i > 17 && i < 23 ? null : i));
    expect(
      single(values)
        .toSVG()
        .match(/fill="#0072b2"/g),
    ).toHaveLength(1);
  });

  test("a forecast of one step keeps its interval visible", () => {
    const svg = forecastChart({
      times: months(3),
      series: [{ name: "forecast", role: "forecast", values: [null, null, 6] }],
      bands: [{ name: "80 %", lower: [null, null, 4], upper: [null, null, 8] }],
    }).toSVG();
    expect(svg).toMatch(/<path d="M(\d+) [\d.]+L\1 [\d.]+"[^>]*stroke="#d55e00" stroke-width="14"/);
  });

  test("no finite number, time or text breaks the drawing", () => {
    const value = fc.option(fc.double({ noNaN: false }), { freq: 4 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 30 }),
        fc.string({ unit: "binary" }),
        fc.boolean(),
        (rows, text, calendar) => {
          const times = calendar ? months(rows.length) : rows.map((_, i) => `${i}${text}`);
          const svg = forecastChart({
            title: text,
            times,
            series: [{ name: text, role: "actual", values: rows.map((row) => row[0]) }],
            bands: [{ name: text, lower: rows.map((row) => row[1]), upper: rows.map((row) => row[2]) }],
            split: times[0]!,
          }).toSVG();
          expect(svg.replace(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity|undefined/);
          parse(svg);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("texts from data", () => {
  const hostile = `</text><script>alert(1)</script> & "q" 'a' url(#clip-0) class="zr1-cls-1"`;
  const svg = forecastChart({
    title: hostile,
    yName: hostile,
    unit: hostile,
    times: [`a${hostile}`, `b${hostile}`],
    series: [{ name: hostile, role: "actual", values: [1, 2] }],
    bands: [{ name: hostile, lower: [0, 1], upper: [2, 3] }],
    split: `b${hostile}`,
  }).toSVG({ width: 2000 });

  test("stay texts", () => {
    parse(svg);
    expect(svg).not.toMatch(/<script/i);
    expect(texts(svg)).toContain(
      "&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;q&quot; &#39;a&#39; url(#clip-0) class=&quot;zr1-cls-1&quot;",
    );
  });
});

describe("the same data gives the same bytes", () => {
  const air = () => forecastChart(airPassengers).toSVG();

  test("whatever was drawn before in the process", () => {
    const first = air();
    historyChart({ series: [{ name: "training", values: [1, 0.5] }] }).toSVG();
    expect(air()).toBe(first);
  });

  test("and in another process", () => {
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    const program = `
      const { createViteServer } = await import("vitest/node");
      const server = await createViteServer({ configFile: "vitest.config.ts", logLevel: "error",
        server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } });
      const { forecastChart, historyChart } = await server.ssrLoadModule("/packages/charts/src/index.ts");
      const { airPassengers } = await server.ssrLoadModule("/packages/charts/src/air-passengers.test.data.ts");
      const { createHash } = await import("node:crypto");
      historyChart({ series: [{ name: "before", values: [3, 2, 1] }] }).toSVG();
      const chart = forecastChart(airPassengers);
      const hash = (content) => createHash("sha256").update(content).digest("hex");
      console.log([chart.toSVG(), await chart.toPNG(), await chart.toHTML()].map(hash).join(" "));
      await server.close();`;
    const there = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: root,
      encoding: "utf8",
    });
    const chart = forecastChart(airPassengers);
    const hash = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");
    return Promise.all([chart.toSVG(), chart.toPNG(), chart.toHTML()]).then((here) =>
      expect(here.map(hash).join(" ")).toBe(there.trim()),
    );
  });

  test("while two charts share no names, so that both can stand on one page", () => {
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
    const a = ids(air());
    const b = ids(forecastChart({ ...airPassengers, title: "Other" }).toSVG());
    expect(a.length).toBeGreaterThan(2);
    expect(a.filter((id) => b.includes(id))).toEqual([]);
    for (const match of air().matchAll(/url\(#([^)]+)\)/g)) expect(a).toContain(match[1]);
  });
});
