import { gru, sales } from "@sluice/core";
import { expect, test } from "vitest";
import { inputColumns } from "./input-columns.ts";

const roles = {
  name: "shop.csv",
  target: "sales",
  known: ["price", "holiday"],
  past: ["visitors", "weather"],
  static: ["size"],
};

test("a cell without declared inputs reads every column, and the surprise", () => {
  expect(inputColumns(gru, roles)).toEqual([
    { role: "target" },
    { role: "surprise" },
    { role: "known", index: 0 },
    { role: "known", index: 1 },
    { role: "past", index: 0 },
    { role: "past", index: 1 },
    { role: "static", index: 0 },
  ]);
});

test("a cell with declared inputs reads these, by name and in its order", () => {
  expect(inputColumns(sales, roles)).toEqual([
    { role: "target" },
    { role: "known", index: 1 },
    { role: "past", index: 1 },
  ]);
});

test("a declared input that is no column is E_COLUMN with the nearest name", () => {
  expect(() => inputColumns(sales, { ...roles, known: ["price", "holidays"] })).toThrow(
    /^\[E_COLUMN\] cell "sales", input holiday: expected a column .* in shop\.csv .*, got none among sales, price, holidays, .*\. Try holidays\.$/,
  );
});
