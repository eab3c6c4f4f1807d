import { describe, expect, test } from "vitest";
import { axisNumber, tableNumber } from "./numbers.ts";

describe("axisNumber", () => {
  test.each([
    [0, 2, "0"],
    [1_234_567_890, 0, "1,234,567,890"],
    [-2000, 0, "−2,000"],
    [0.25, 2, "0.25"],
    [0.3, 1, "0.3"],
    [1234.5, 2, "1,234.50"],
    [2e12, 0, "2×10¹²"],
    [-1.5e-7, 8, "−1.5×10⁻⁷"],
    [999_999_999_999, 0, "999,999,999,999"],
  ])("writes %d with %d decimals as %s", (value, decimals, text) => {
    expect(axisNumber(value, decimals)).toBe(text);
  });
});

describe("tableNumber", () => {
  test.each([
    [0, "0"],
    [112, "112"],
    [123_456_789, "123,456,789"],
    [0.1 + 0.2, "0.3"],
    [-1234.5678, "−1,234.568"],
    [1234567.891, "1,234,567.9"],
    [0.00012345678, "0.0001234568"],
    [6.02214076e23, "6.022141×10²³"],
    [1e100, "1×10¹⁰⁰"],
  ])("writes %d as %s", (value, text) => {
    expect(tableNumber(value)).toBe(text);
  });
});
