import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Precision, type ValueCodes, valueCodes } from "./value-codes.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Reads codes as a page does, in whole numbers. */
function read({ text, packing, first, step }: ValueCodes, count: number): (number | null)[] {
  return Array.from({ length: count }, (_, i) => {
    const at = Math.floor(i / packing.values) * packing.digits;
    let pack = 0n;
    for (const letter of text.slice(at, at + packing.digits)) pack = pack * 64n + BigInt(LETTERS.indexOf(letter));
    const code = Number((pack / BigInt(packing.base) ** BigInt(i % packing.values)) % BigInt(packing.base));
    return code === 0 ? null : (first + code - 1) * step;
  });
}

const codesOf = (values: number[], precision: Precision) => valueCodes(Float64Array.from(values), precision);

describe("valueCodes", () => {
  test.each([
    ["fine", 3],
    ["small", 5 / 3],
  ] as const)("%s takes %f characters a value", (precision, characters) => {
    const values = Array.from({ length: 300 }, (_, i) => i / 299);
    expect(codesOf(values, precision).text).toHaveLength(300 * characters);
  });

  test("keeps gates to three digits even when small", () => {
    const codes = codesOf([0, 0.532, 0.0014, 1], "small");
    expect(codes.decimals).toBe(3);
    expect(read(codes, 4).map((value) => value!.toFixed(3))).toEqual(["0.000", "0.532", "0.001", "1.000"]);
  });

  test("has a code for no value", () => {
    expect(read(codesOf([Number.NaN, 2, Number.POSITIVE_INFINITY], "fine"), 3)).toEqual([null, 2, null]);
    expect(read(codesOf([Number.NaN], "small"), 1)).toEqual([null]);
  });

  test("holds values alike, however large", () => {
    for (const value of [5, -1.7976931348623158e28, 1e-30])
      for (const precision of ["fine", "small"] as const)
        for (const found of read(codesOf([value, value], precision), 2)) expect(found! / value).toBeCloseTo(1, 12);
  });

  test("rounds by no more than it says, whatever the values", () => {
    const number = fc.double({ min: -1e30, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), fc.boolean(), (values, isFine) => {
        const span = Math.max(...values) - Math.min(...values);
        const codes = codesOf(values, isFine ? "fine" : "small");
        for (const [i, value] of read(codes, values.length).entries()) {
          const rounding = 1e-12 * Math.max(...values.map(Math.abs));
          expect(Math.abs(value! - values[i]!)).toBeLessThanOrEqual(span / (isFine ? 52_000 : 800) + rounding + 1e-270);
        }
      }),
    );
  });
});
