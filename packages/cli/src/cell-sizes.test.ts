import { cell, gru, sales } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { isHiddenOpen, sizesFor } from "./cell-sizes.ts";

const tied = cell("tied", "h_t = tanh(W x_t + x_t + U h_{t-1})");
const residual = cell("residual", "c_t = c_{t-1} + V h_{t-1}\nh_t = W c_t + x_t + U h_{t-1}", { output: "h" });
const eighth = cell("eighth", "h_t = x_t[7] ⊙ h_{t-1} + W x_t");
const fixed = cell("fixed", "h_t = tanh(W x_t + U h_{t-1})", { sizes: { h: 5 } });

describe("the sizes to show a cell at", () => {
  test.each([
    ["are usual ones", gru, {}, { input: 3, hidden: 16 }],
    ["are those asked for", gru, { input: 1, hidden: 8 }, { input: 1, hidden: 8 }],
    ["have the columns that the cell names", sales, { hidden: 8 }, { input: 3, hidden: 8 }],
    ["are asked for whether or not they fit", sales, { input: 4 }, { input: 4, hidden: 16 }],
    ["have room for every column that is read", eighth, {}, { input: 8, hidden: 16 }],
    ["follow the input where it is the only one", tied, { input: 5 }, { input: 5, hidden: 16 }],
  ])("%s", (_, one, asked, sizes) => {
    expect(sizesFor(one, asked)).toEqual(sizes);
  });

  test("are those of another cell where they fit", () => {
    const other = { input: 9, hidden: 4 };
    expect(sizesFor(gru, {}, other)).toEqual(other);
    expect(sizesFor(sales, {}, other)).toEqual({ input: 3, hidden: 4 });
  });
});

test.each([
  [gru, true],
  [sales, true],
  [residual, true],
  [tied, false],
  [fixed, false],
])("whether hidden makes a difference to %s", (one, open) => {
  expect(isHiddenOpen(one)).toBe(open);
});
