import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { productError, quotient, sumError } from "./exact.ts";

/** A double as a fraction n / 2^1200, exactly. */
function exact(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  const size = fraction << BigInt(1200 - 1075 + (exponent === 0 ? 1 : exponent));
  return bits >> 63n === 1n ? -size : size;
}

const number = fc
  .tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.integer({ min: -200, max: 200 }))
  .map(([m, k]) => (Math.abs(m) < 1e-300 ? 0 : m * 2 ** k));

describe("exact", () => {
  it("sumError is exactly what the sum lost", () => {
    fc.assert(
      fc.property(number, number, (a, b) => exact(a + b) + exact(sumError(a, b, a + b)) === exact(a) + exact(b)),
    );
  });

  it("productError is exactly what the product lost", () => {
    const moderate = fc.double({ min: -1e60, max: 1e60, noNaN: true }).filter((x) => Math.abs(x) > 1e-60);
    fc.assert(
      fc.property(moderate, moderate, (a, b) => {
        const lost = productError(a, b, a * b);
        return (exact(a * b) + exact(lost)) << 1200n === exact(a) * exact(b);
      }),
    );
  });

  it("quotient uses the low parts of both of its operands", () => {
    // (1 + 2^−54) / 3, whose double is one above that of 1/3
    expect(quotient(1, 0, 3, 0)).toBe(1 / 3);
    expect(quotient(1, 1.1e-16, 3, 0)).toBe(0.33333333333333337);
    expect(quotient(1, 0, 3, -3.3e-16)).toBe(0.33333333333333337);
  });
});
