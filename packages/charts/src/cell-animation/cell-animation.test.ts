import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cell, cellWiring, gru, lstm } from "@sluice/core";
import type { Inspection } from "@sluice/forecast";
import { afterAll, describe, expect, test } from "vitest";
import { cellAnimation } from "./cell-animation.ts";
import type { CellRun } from "./cell-run.ts";
import { nodeValues } from "./node-values.ts";
import { packed } from "./packed.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-animation-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run: CellRun = {
  cell: gru,
  times: ["mon", "tue", "wed"],
  series: [{ name: "sales", values: [3, null, 5] }],
  values: {
    z: [
      [0.25, 0.5],
      [0.75, 1],
      [0, 0.125],
    ],
    r: [
      [1, 0.5],
      [0.5, 0.5],
      [0.25, 0],
    ],
    n: [
      [-1, 0.5],
      [0.5, 0.25],
      [1, -0.5],
    ],
    h: [
      [-0.25, 0.25],
      [0.3125, 0.25],
      [0.3125, 0.15625],
    ],
  },
  inputs: [{ column: "sales", values: [1, -2, 0] }],
};

describe("the values of a cell's nodes", () => {
  const wiring = cellWiring(gru);
  const values = nodeValues(wiring, run);
  const of = (id: string) => Array.from(values.get(id)?.data ?? []);
  const labelled = (label: string) =>
    wiring.nodes.flatMap((node) => (node.kind === "operator" && node.label === label ? [of(node.id)] : []));

  test("are those that were watched, and what follows from them", () => {
    expect(of("value z")).toEqual([0.25, 0.5, 0.75, 1, 0, 0.125]);
    expect(labelled("1−")).toEqual([[0.75, 0.5, 0.25, 0, 1, 0.875]]);
    expect(labelled("⊙")).toContainEqual([-0.25, 0.25, 0.375, 0.25, 0, -0.0625]);
    expect(of("input")).toEqual([1, -2, 0]);
  });

  test("of the state before are those after the step before, and zeros at first", () => {
    expect(of("previous h")).toEqual([0, 0, -0.25, 0.25, 0.3125, 0.25]);
  });

  test("of the state before are those given, where they are", () => {
    const given = nodeValues(wiring, {
      ...run,
      before: {
        h: [
          [7, 7],
          [8, 8],
          [9, 9],
        ],
      },
    });
    expect(Array.from(given.get("previous h")!.data)).toEqual([7, 7, 8, 8, 9, 9]);
  });

  test("are unknown where parameters take part, or nothing was watched", () => {
    const { z, n, h } = run.values;
    const without = nodeValues(wiring, { ...run, values: { z: z!, n: n!, h: h! }, inputs: [] });
    expect([without.has("value r"), without.has("input"), without.has("value z")]).toEqual([false, false, true]);
    const product = wiring.nodes.find((node) => node.kind === "operator")!;
    expect(product).toMatchObject({ label: "⊙", operands: [{ of: "value r" }, { of: "previous h" }] });
    expect(without.has(product.id)).toBe(false);
  });
});

describe("packed values", () => {
  const unpacked = ({ text, unit }: ReturnType<typeof packed>) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true) * unit);
  };

  test("keep four digits of the largest", () => {
    const data = Float64Array.from([12.3456, -0.5, 1e-9, 0]);
    unpacked(packed({ units: 2, data })).forEach((value, i) => {
      expect(Math.abs(value - data[i]!)).toBeLessThan(12.3456 / 60_000);
    });
  });

  test("tell what is no number from what is", () => {
    const { text } = packed({ units: 1, data: Float64Array.from([Number.NaN, 1]) });
    expect(atob(text)).toBe("\u0000\u0080\u00ff\u007f");
  });

  test("of 200 units over 2,000 steps take about a megabyte", () => {
    const data = new Float64Array(400_000).map((_, i) => Math.sin(i));
    expect(packed({ units: 200, data }).text.length).toBe(1_066_668);
  });
});

describe("an animation", () => {
  test("asks the network for nothing", () => {
    const page = cellAnimation(run).toHTML();
    expect(page).not.toMatch(/(?:src|href)=|url\(|fetch\(|import\(/);
    expect(page).toContain("default-src 'none'");
  });

  test("takes texts from data as texts", () => {
    const bad = "</script><script>alert(1)</script>";
    const page = cellAnimation({
      ...run,
      title: bad,
      times: [bad, "b", "c"],
      series: [{ name: bad, values: [1, 2, 3] }],
    }).toHTML();
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toContain("alert(1)</script>");
  });

  test("saves as .html alone", async () => {
    const path = join(folder, "gru.html");
    await cellAnimation(run).save(path, { theme: "dark" });
    expect(readFileSync(path, "utf8")).toContain('data-theme="dark"');
    await expect(cellAnimation(run).save(join(folder, "gru.svg"))).rejects.toThrow(/a name that ends in \.html/);
  });

  test("speaks Chinese", () => {
    expect(cellAnimation(run, { lang: "zh" }).toHTML()).toMatch(/<html lang="zh-Hans"[\s\S]*aria-label="播放"/);
  });

  test.each<[string, CellRun, RegExp]>([
    ["no steps", { ...run, times: [] }, /times: expected one step at least/],
    ["values of another cell", { ...run, values: { q: [[1], [1], [1]] } }, /expected names among z, r, n, h, got q/],
    [
      "another number of steps",
      { ...run, values: { z: [[1]] } },
      /values of z: expected 3 steps, as many as times, got 1/,
    ],
    [
      "another number of units",
      { ...run, values: { z: [[1], [1, 2], [1]] } },
      /values of z: expected 1 units at every step, got 2/,
    ],
    ["a series of other length", { ...run, series: [{ name: "s", values: [1] }] }, /series s: expected 3 steps/],
    ["states before of no state", { ...run, before: { z: run.values.z! } }, /before: expected names among h, got z/],
  ])("refuses %s", (_, wrong, message) => {
    expect(() => cellAnimation(wrong)).toThrow(message);
  });

  test("refuses options that have no meaning", () => {
    expect(() => cellAnimation(run, { layer: 1 })).toThrow(/layer: expected none for a run/);
    expect(() => cellAnimation(run, { cell: lstm })).toThrow(/cell: expected none beside that of the run/);
    expect(() => cellAnimation(run).toHTML({ theme: "blue" as "dark" })).toThrow(/theme/);
  });
});

describe("an animation of an inspection", () => {
  const seen = {
    title: "sales in shop.csv",
    series: "sales",
    target: "sales",
    times: ["a", "b"],
    actual: [1, 2],
    fitted: [null, 1.5],
    cell: {
      name: "two",
      equations: ["z_t = σ(W x_t[price] + U h_{t-1})", "h_t = z_t ⊙ h_{t-1} + tanh(V x_t[price])"],
      columns: ["sales", "price"],
      states: ["h"],
      output: "h",
      hidden: 1,
      layers: 2,
    },
    watched: [0, 1].flatMap((layer) => [
      {
        address: `past.${layer}.z`,
        name: "z",
        kind: "gate",
        layer,
        range: [0, 1],
        values: [[0.5], [0.25]],
        before: null,
      },
      {
        address: `past.${layer}.h`,
        name: "h",
        kind: "state",
        layer,
        range: null,
        values: [[layer], [layer]],
        before: [[5], [6]],
      },
    ]),
    inputs: [
      { column: "sales", role: "target", values: [1, 2] },
      { column: "price", role: "known", values: [9, 8] },
    ],
  } as unknown as Inspection;
  const spec = (page: string) => JSON.parse(/id="spec">(.*)<\/script>/.exec(page)![1]!);

  test("reads its cell from its equations, columns by name", () => {
    const page = cellAnimation(seen).toHTML();
    expect(page).toContain("<h1>sales in shop.csv · 1/2</h1>");
    const { nodes, series, columns } = spec(page);
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(["input 1", "previous h", "value z", "value h"]),
    );
    expect(nodes.find(({ id }: { id: string }) => id === "previous h").most).toBe(6);
    expect(nodes.find(({ id }: { id: string }) => id === "input 1").most).toBe(9);
    expect(series).toEqual([
      { name: "sales", values: [1, 2] },
      { name: "forecast", values: [null, 1.5] },
    ]);
    expect(columns).toHaveLength(2);
  });

  test("shows the layer asked for, whose input is the layer below", () => {
    const { nodes, columns } = spec(cellAnimation(seen, { layer: 1 }).toHTML());
    expect(nodes.find(({ id }: { id: string }) => id === "value h").most).toBe(1);
    expect(columns).toEqual([]);
    expect(() => cellAnimation(seen, { layer: 2 })).toThrow(/layer: expected a whole number from 0 to 1, got 2/);
  });

  test("takes the cell given, where the equations do not say all", () => {
    const text = "z_t = σ(Q x_t + U h_{t-1})\nh_t = z_t ⊙ h_{t-1} + tanh(V x_t)";
    const odd = { ...seen, cell: { ...seen.cell, equations: text.split("\n") } };
    expect(() => cellAnimation(odd)).toThrow(/\[E_EQUATION\]/);
    const given = cell("odd", text, { parameters: ["Q"] });
    expect(cellAnimation(odd, { cell: given }).toHTML()).toContain('data-node="value z"');
  });
});
