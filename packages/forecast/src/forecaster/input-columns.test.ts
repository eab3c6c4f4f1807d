import { cell, gru, sales } from "@sluice/core";
import { expect, test } from "vitest";
import { inputColumns } from "./input-columns.ts";

const roles = {
  name: "shop.csv",
  target: "sales",
  known: ["price", "holiday"],
  past: ["visitors", "weather"],
  static: ["size"],
};

test("a cell without declared inputs reads every column by name, and the surprise", () => {
  expect(inputColumns(gru, roles)).toEqual([
    { role: "target" },
    { role: "surprise" },
    { role: "known", index: 1 },
    { role: "known", index: 0 },
    { role: "past", index: 0 },
    { role: "past", index: 1 },
    { role: "static", index: 0 },
  ]);
});

test("the order in which a panel has its columns does not matter", () => {
  const read = (other: typeof roles, of: typeof gru) =>
    inputColumns(of, other).map((column) => ("index" in column ? other[column.role][column.index] : column.role));
  const turned = { ...roles, known: roles.known.toReversed(), past: roles.past.toReversed() };
  for (const one of [gru, sales]) expect(read(turned, one)).toEqual(read(roles, one));
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
    /^\[E_COLUMN\] cell "sales", input holiday: expected a column .* in shop\.csv .*, got none among sales, holidays, price, .*\. Try holidays\.$/,
  );
});

test("a declared input without a role is E_COLUMN with what gives it one", () => {
  expect(() => inputColumns(sales, { ...roles, past: [] })).toThrow(
    /^\[E_COLUMN\] cell "sales", input weather: .* Try known: \["weather"\] or past: \["weather"\], if the table has it\.$/,
  );
});

test("numbers of columns without names are E_COLUMN", () => {
  const numbered = cell("numbered", "h_t = tanh(W_a x_t[0] + W_b x_{t-1}[2] + U h_{t-1})");
  expect(() => inputColumns(numbered, roles)).toThrow(
    '[E_COLUMN] cell "numbered": expected the names of the columns that x_t[0] to x_t[2] read, got numbers alone. ' +
      'Try { inputs: ["sales", …] }, in the order that the equations count them, out of sales, holiday, price, visitors, ' +
      "weather, size.",
  );
  const named = cell("named", numbered.source, { inputs: ["weather", "price", "sales"] });
  expect(inputColumns(named, roles)).toEqual([
    { role: "past", index: 1 },
    { role: "known", index: 0 },
    { role: "target" },
  ]);
});
