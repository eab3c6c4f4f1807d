import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { add, cell, defineCell, gru, lstm, matmul, rnn, sales, tanh } from "@sluice/core";
import { afterAll, describe, expect, test } from "vitest";
import { cellDiagram } from "./cell-diagram.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-cell-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The texts of an SVG, their lowered parts behind `_`. */
const textsOf = (svg: string) =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map((match) =>
    match[1]!.replace(/<tspan[^>]*font-size[^>]*>/g, "_").replace(/<[^>]+>/g, ""),
  );

describe("a cell's diagram", () => {
  test("names every value, with its time below", () => {
    const texts = textsOf(cellDiagram(sales).toSVG());
    for (const name of ["z_t", "r_t", "ĥ_t", "h_t", "h_t−1", "sales_t", "holiday_t", "weather_t"])
      expect(texts).toContain(name);
  });

  test("has the equations beneath, and a legend of the colours that occur", () => {
    const texts = textsOf(cellDiagram(lstm).toSVG());
    expect(texts).toContain("c_t = f_t ⊙ c_t−1 + i_t ⊙ g_t");
    expect(texts).toContain("gate, 0 to 1");
    expect(textsOf(cellDiagram(rnn).toSVG())).not.toContain("gate, 0 to 1");
  });

  test("is told in words to who does not see it", () => {
    const description = /<desc[^>]*>(.*)<\/desc>/.exec(cellDiagram(rnn).toSVG())![1];
    expect(description).toBe(
      "It reads x_t. From step to step it carries h. It computes h_t = tanh(W x_t + U h_{t-1} + b). It gives out h.",
    );
  });

  test("speaks Chinese", () => {
    const texts = textsOf(cellDiagram(gru, { lang: "zh" }).toSVG());
    expect(texts).toEqual(expect.arrayContaining(["单元 gru", "输出", "门，0 至 1", "状态"]));
  });

  test("of a cell from code has its values and no equations", () => {
    const leaky = defineCell("leaky", {
      states: { h: "hidden" },
      parameters: { W: ["hidden", "input"], U: ["hidden", "hidden"] },
      output: "h",
      step: (x, { h }, { W, U }) => ({ h: tanh(add(matmul(x, W, "nt"), matmul(h, U, "nt"))) }),
    });
    expect(textsOf(cellDiagram(leaky).toSVG())).toEqual([
      "The cell leaky",
      "x_t",
      "h_t−1",
      "h_t",
      "tanh",
      "h_t",
      "output",
      "state",
    ]);
  });

  test("takes texts from data as texts", () => {
    const column = `<script>"&`;
    const odd = cell("odd", "h_t = tanh(W x_t[0] + U h_{t-1})", { inputs: [column] });
    const svg = cellDiagram(odd, { title: column }).toSVG();
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;script&gt;&quot;&amp;");
  });

  test("is as wide as asked, its height following", () => {
    const size = (svg: string) =>
      /width="(\d+)" height="(\d+)" viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.slice(1).map(Number);
    const [width, height, own, ownHeight] = size(cellDiagram(gru).toSVG({ width: 500 })) as [
      number,
      number,
      number,
      number,
    ];
    expect(width).toBe(500);
    expect(height / width).toBeCloseTo(ownHeight / own, 2);
  });

  test("saves SVG, PNG and HTML in light and dark", async () => {
    const diagram = cellDiagram(gru);
    await diagram.save(join(folder, "gru.svg"), { theme: "dark" });
    await diagram.save(join(folder, "gru.png"), { scale: 2 });
    await diagram.save(join(folder, "gru.html"));
    expect(readdirSync(folder).sort()).toEqual(["gru.html", "gru.png", "gru.svg"]);
    expect(readFileSync(join(folder, "gru.svg"), "utf8")).toBe(diagram.toSVG({ theme: "dark" }));
    expect([...readFileSync(join(folder, "gru.png")).subarray(1, 4)]).toEqual([80, 78, 71]);
    const page = readFileSync(join(folder, "gru.html"), "utf8");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(page.match(/<svg/g)).toHaveLength(2);
  });

  test.each([
    [
      "an ending",
      () => cellDiagram(gru).save("gru.pdf"),
      /saving gru\.pdf: expected a name that ends in .svg, .png or .html/,
    ],
    ["an option of another format", () => cellDiagram(gru).save("gru.svg", { scale: 2 }), /only width, theme/],
    [
      "a width",
      async () => cellDiagram(gru).toSVG({ width: 20 }),
      /width: expected whole pixels from 240 to 10000, got 20/,
    ],
    ["a theme", async () => cellDiagram(gru).toSVG({ theme: "blue" as "light" }), /expected "light" or "dark"/],
    ["a language", async () => cellDiagram(gru, { lang: "fr" as "en" }), /expected en or zh/],
    ["a scale", () => cellDiagram(gru).toPNG({ scale: 0 }), /a number from 0.1 to 10/],
  ])("refuses %s that cannot be", async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });
});
