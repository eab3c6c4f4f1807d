import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMissing, numberHint, readNumber } from "./read-number.ts";

describe("readNumber", () => {
  test.each([
    ["112", 112],
    [" -3.50 ", -3.5],
    ["+7", 7],
    [".5", 0.5],
    ["5.", 5],
    ["1e3", 1000],
    ["2.5E-2", 0.025],
    ["007", 7],
  ])("reads %j", (cell, value) => expect(readNumber(cell)).toBe(value));

  test.each(["", "  ", "NA", "n/a", "#N/A", "NaN", "nan", "null", "NULL", "None", "-"])("%j is missing", (cell) => {
    expect(readNumber(cell)).toBeNaN();
    expect(isMissing(cell)).toBe(true);
  });

  test.each([
    "1,234",
    "1 234",
    "12.5%",
    "$5",
    "5 €",
    "0x10",
    "1_000",
    "1e",
    "e5",
    ".",
    "--1",
    "1.2.3",
    "five",
    "Infinity",
  ])("refuses %j", (cell) => expect(readNumber(cell)).toBeUndefined());

  test("with a decimal comma, the point is refused and the comma read", () => {
    expect(readNumber("1,5", ",")).toBe(1.5);
    expect(readNumber("1.5", ",")).toBeUndefined();
    expect(readNumber("1.234,5", ",")).toBeUndefined();
  });

  test("reads every finite number that JavaScript prints, to the same bits", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumber(String(value))).toBe(value === 0 ? 0 : value);
        expect(readNumber(String(value).replace(".", ","), ",")).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

test.each([
  ["1,234", '1234 or 1.234, whichever is meant; or reading the file with decimal: ","'],
  ["1,5", '1.5; or reading the file with decimal: ","'],
  ["12.5%", "12.5 or its hundredth, without the percent sign"],
  ["$5", "the bare number, without currency or unit"],
  ["12 kg", "the bare number, without currency or unit"],
  ["1,234,567", "the digits without thousands separators"],
  ["1 234", "the digits without thousands separators"],
  ["inf", "a finite number, or an empty cell where the value is missing"],
  ["rain", "a plain number such as 1234.5, or an empty cell where the value is missing"],
])("numberHint(%j)", (cell, hint) => expect(numberHint(cell)).toBe(hint));
