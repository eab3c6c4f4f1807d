import { describe, expect, test } from "vitest";
import { wholeNumber } from "./whole-number.ts";

describe("wholeNumber", () => {
  test.each([
    ["1", 1],
    ["0012", 12],
    ["9007199254740991", 9007199254740991],
  ])("reads %s", (text, value) => {
    expect(wholeNumber("--epochs", 1)(text)).toBe(value);
  });

  test.each(["0", "-1", "1.5", "1e3", "", " 1", "ten", "9007199254740992", "NaN", "0x10"])("refuses %j", (text) => {
    expect(() => wholeNumber("--epochs", 1)(text)).toThrow(
      `--epochs: expected a whole number from 1 on, got ${JSON.stringify(text)}`,
    );
  });

  test("names both ends of a range", () => {
    expect(wholeNumber("--hidden", 1, 1024)("1024")).toBe(1024);
    expect(() => wholeNumber("--hidden", 1, 1024)("1025")).toThrow("expected a whole number from 1 to 1,024");
  });
});
