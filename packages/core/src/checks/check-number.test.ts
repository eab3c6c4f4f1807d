import { expect, test } from "vitest";
import { checkNumber } from "./check-number.ts";

test("numbers in the interval pass", () => {
  checkNumber("x", 0, { from: 0, below: 1 });
  checkNumber("x", 1, { above: 0, to: 1 });
  checkNumber("x", -3, {});
});

test.each([
  [0, { above: 0 }, "a number above 0, got 0"],
  [-1, { from: 0, below: 1 }, "a number of at least 0 and below 1, got -1"],
  [2, { above: 0, to: 1 }, "a number above 0 and of at most 1, got 2"],
  [Number.NaN, { from: 0 }, "a number of at least 0, got NaN"],
  [Number.POSITIVE_INFINITY, { from: 0 }, "a number of at least 0, got Infinity"],
  ["1", { from: 0 }, "a number of at least 0, got a value of type string"],
])("%s is refused by name", (value, interval, message) => {
  expect(() => checkNumber("thing, rate", value, interval)).toThrowError(
    `[E_ARGUMENT] thing, rate: expected ${message}.`,
  );
});
