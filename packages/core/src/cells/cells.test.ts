import { describe, expect, test } from "vitest";
import { cellNamed, cells } from "./index.ts";

const SIZES = { input: 16, hidden: 32 };

describe("the library's cells", () => {
  test.each([
    // H (F + H + 1) a gate, F = 16 and H = 32.
    ["rnn", 1568, ["h"], ["h"]],
    ["rnn-relu", 1568, ["h"], ["h"]],
    ["lstm", 6272, ["h", "c"], ["i", "f", "g", "o", "c", "h"]],
    ["gru", 4704, ["h"], ["z", "r", "n", "h"]],
    ["gru-after", 4736, ["h"], ["z", "r", "n", "h"]],
  ])("%s has %i parameters, states %j and watches %j", (name, count, states, watch) => {
    const found = cellNamed(name);
    expect(found.parameters(SIZES).count).toBe(count);
    expect([found.states, found.watch, found.output]).toEqual([states, watch, "h"]);
    expect(found.notices).toEqual([]);
  });

  test("sales has three columns of weights a gate and no bias", () => {
    const sales = cellNamed("sales");
    expect(sales.inputs).toEqual(["sales", "holiday", "weather"]);
    const shapes = sales.parameters({ input: 3, hidden: 16 });
    expect(Object.keys(shapes)).toEqual([
      "W_zs",
      "W_zh",
      "W_zw",
      "U_z",
      "W_rs",
      "W_rh",
      "W_rw",
      "U_r",
      "W_s",
      "W_h",
      "W_w",
      "U",
    ]);
    expect([shapes.W_zs, shapes.U]).toEqual([
      [16, 1],
      [16, 16],
    ]);
    // 9 · 16 weights of columns and 3 · 16² of the state.
    expect(shapes.count).toBe(912);
    expect(sales.watch).toEqual(["z", "r", "ĥ", "h"]);
  });

  test("sales takes three columns, no more and no fewer", () => {
    expect(() => cellNamed("sales").parameters({ input: 4, hidden: 16 })).toThrow(
      '[E_SHAPE] cell "sales": expected an input of 3 columns (inputs: 3 declared columns), got 4.',
    );
  });

  test("lstm's parameters come gate by gate in PyTorch's order", () => {
    expect(Object.keys(cellNamed("lstm").parameters(SIZES))).toEqual(
      ["i", "f", "g", "o"].flatMap((gate) => [`W_${gate}`, `U_${gate}`, `b_${gate}`]),
    );
  });

  test("print as they are written", () => {
    for (const { source, ...found } of cells) {
      const lines = source
        .trim()
        .split("\n")
        .map((line) => line.trim());
      expect(`${found}`).toBe(lines.join("\n"));
    }
  });

  test("have names of their own", () => {
    expect(new Set(cells.map(({ name }) => name)).size).toBe(cells.length);
  });
});

describe("cellNamed", () => {
  test("offers the nearest name", () => {
    expect(() => cellNamed("lsmt")).toThrow(
      "[E_ARGUMENT] cell: expected one of rnn, rnn-relu, lstm, gru, gru-after, sales, got lsmt. Try lstm.",
    );
  });
  test("knows no inherited names", () => {
    expect(() => cellNamed("constructor")).toThrow("got constructor.");
  });
});
