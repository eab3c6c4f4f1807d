import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponentOf, powerOfTwo, scale, significandOf } from "./bits.ts";

describe("bits", () => {
  it("takes a number apart into significand and exponent", () => {
    expect([significandOf(1), exponentOf(1)]).toEqual([1, 0]);
    expect([significandOf(-10), exponentOf(-10)]).toEqual([1.25, 3]);
    expect([significandOf(5e-324), exponentOf(5e-324)]).toEqual([1, -1074]);
    expect([significandOf(1.5e-310), exponentOf(1.5e-310)]).toEqual([1.7257854094678464, -1030]);
    expect(exponentOf(1.7976931348623157e308)).toBe(1023);
  });

  it("puts them together again", () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => x !== 0);
    fc.assert(fc.property(double, (x) => scale(significandOf(x), exponentOf(x)) === Math.abs(x)));
  });

  it("makes every normal power of two", () => {
    expect([powerOfTwo(0), powerOfTwo(-1), powerOfTwo(10)]).toEqual([1, 0.5, 1024]);
    expect(powerOfTwo(-1022)).toBe(2.2250738585072014e-308);
    expect(powerOfTwo(1023)).toBe(8.98846567431158e307);
  });

  it("scales with one rounding, to 0 and ∞ at the ends", () => {
    expect(scale(1, 1024)).toBe(Infinity);
    expect(scale(0.75, 1024)).toBe(1.348269851146737e308);
    expect(scale(-1.5, 2147483647)).toBe(-Infinity);
    expect(scale(1, -1074)).toBe(5e-324);
    // Half of the smallest denormal and just above it
    expect(scale(1, -1075)).toBe(0);
    expect(scale(1.0000000000000002, -1075)).toBe(5e-324);
    expect(scale(-1, -2147483647)).toBe(-0);
  });
});
