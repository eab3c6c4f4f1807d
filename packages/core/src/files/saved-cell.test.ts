import { describe, expect, test } from "vitest";
import { type CellOptions, cell } from "../equations/index.ts";
import { loadCell, saveCell } from "./saved-cell.ts";

describe("a cell comes back from its text with every size", () => {
  test.each<[string, string, CellOptions, { input: number; hidden: number }]>([
    ["open sizes", "h_t = tanh(W x_t + U h_{t-1})", {}, { input: 3, hidden: 4 }],
    ["a value's size", "s_t = tanh(W x_t + U s_{t-1})\ny_t = V s_t", { sizes: { y: 2 } }, { input: 3, hidden: 4 }],
    ["the size of a product", "h_t = tanh(V (W x_t) + U h_{t-1})", { sizes: { W: 2 } }, { input: 3, hidden: 4 }],
    ["of a product of rows", "h_t = tanh((x_t W) V + h_{t-1} U)", { sizes: { W: 2 } }, { input: 3, hidden: 4 }],
    ["shapes as declared", "h_t = V (W x_t) + h_{t-1}", { parameters: { W: [2, 3] } }, { input: 3, hidden: 4 }],
    ["one unit", "a_t = σ(w x_t[0])\nh_t = a_t ⊙ h_{t-1} + W x_t", { sizes: { a: 1 } }, { input: 3, hidden: 4 }],
    ["columns far to the right", "h_t = tanh(w x_t[7] + U h_{t-1})", {}, { input: 8, hidden: 4 }],
    ["an input of one size", "h_t = tanh(x_t + U h_{t-1})", { sizes: { h: 4 } }, { input: 4, hidden: 9 }],
    ["no hidden size", "h_t = tanh(x_t + U h_{t-1})", {}, { input: 4, hidden: 9 }],
    ["named columns", "h_t = [x_t[b], x_t] ⊙ h_{t-1}", { inputs: ["a", "b"] }, { input: 2, hidden: 9 }],
  ])("%s", (_, text, options, sizes) => {
    const given = cell("given", text, options);
    const again = loadCell(JSON.parse(JSON.stringify(saveCell(given, [sizes]))), "file").cell;
    expect(`${again}`).toBe(`${given}`);
    for (const other of [sizes, { ...sizes, hidden: 11 }]) {
      expect(again.parameters(other)).toEqual(given.parameters(other));
      for (const value of given.watch) expect(again.sizeOf(value, other)).toBe(given.sizeOf(value, other));
    }
  });
});
