import { describe, expect, test } from "vitest";
import { erf } from "./erf.ts";

describe("erf", () => {
  // Abramowitz and Stegun, table 7.1, with further digits from DLMF.
  test.each([
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
  ])("of %s is %s", (x, y) => {
    expect(Math.abs(erf(x) - y)).toBeLessThan(1e-15);
    expect(erf(-x)).toBe(-erf(x));
  });

  test("of what is tiny is 2/√π times it", () => expect(erf(1e-200) / 1e-200).toBeCloseTo(1.1283791670955126, 14));

  test("is 0 at 0, ±1 far out, and lets NaN through", () => {
    expect([erf(0), erf(6), erf(7), erf(Number.POSITIVE_INFINITY), erf(-40)]).toEqual([0, 1, 1, 1, -1]);
    expect(erf(Number.NaN)).toBeNaN();
  });
});
