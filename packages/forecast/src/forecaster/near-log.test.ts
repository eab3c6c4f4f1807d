import fc from "fast-check";
import { expect, test } from "vitest";
import { nearExp, nearLog } from "./near-log.ts";

test("is as near the logarithm as it says", () => {
  for (const y of [0.001, 0.3, 1, 2, 50, 1000]) expect(Math.abs(nearLog(y) - Math.log(y))).toBeLessThan(0.024);
  expect(nearLog(1)).toBe(0);
});

test("the way back gives the value, over the whole range of numbers", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (y) => {
      expect(Math.abs(nearExp(nearLog(y)) / y - 1)).toBeLessThan(1e-10);
    }),
  );
});

test("what is too low to be a logarithm is 0", () => {
  expect([nearExp(-1024), nearExp(-5000)]).toEqual([0, 0]);
});
