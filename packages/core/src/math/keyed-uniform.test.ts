import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyFrom, randomKey, uniformAt } from "./keyed-uniform.ts";

const pieces = (k0: number, k1: number) => [k0 & 0xffff, k0 >>> 16, k1 & 0xffff, k1 >>> 16, 0];

describe("uniformAt", () => {
  it("is the upper 24 bits of the words that the paper's known answers give", () => {
    const zero = pieces(0, 0);
    expect([uniformAt(zero, 0, 0, 0), uniformAt(zero, 0, 0, 1)].map((u) => u * 2 ** 24)).toEqual([0x6b2001, 0x99ba4e]);
    const pi = pieces(0x13198a2e, 0x03707344);
    const place = 2 * 0x85a308d3;
    expect(
      [uniformAt(pi, 0, 0x243f6a88, place), uniformAt(pi, 0, 0x243f6a88, place + 1)].map((u) => u * 2 ** 24),
    ).toEqual([0xc4923a, 0x483df7]);
  });

  it("takes the stream as part of the key, modulo 2^32", () => {
    const place = 2 * 0x85a308d3;
    expect(uniformAt(pieces(0x13198a00, 0x03707344), 0x2e, 0x243f6a88, place) * 2 ** 24).toBe(0xc4923a);
    expect(uniformAt(pieces(0xffffffff, 0), 1, 0, 0) * 2 ** 24).toBe(0x6b2001);
  });

  it("is exact in float32 and below 1", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), fc.nat(), (seed, step, row, place) => {
        const u = uniformAt(randomKey(seed, step), 0, row, place);
        expect(Math.fround(u)).toBe(u);
        expect(u).toBeGreaterThanOrEqual(0);
        expect(u).toBeLessThan(1);
      }),
    );
  });
});

describe("randomKey", () => {
  const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

  it("is four pieces of 16 bits and the first row", () => {
    fc.assert(
      fc.property(whole, whole, fc.nat(2 ** 24 - 1), (seed, step, firstRow) => {
        const [row, ...words] = [...randomKey(seed, step, firstRow)].reverse();
        expect(row).toBe(firstRow);
        expect(words).toHaveLength(4);
        for (const word of words) expect(Number.isInteger(word) && word >= 0 && word < 65536).toBe(true);
      }),
    );
  });

  it("differs from seed to seed and from step to step", () => {
    const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
    const keys = seeds.flatMap((seed) => seeds.map((step) => String(randomKey(seed, step))));
    expect(new Set(keys).size).toBe(36);
  });

  it("refuses what is no seed", () => {
    expect(() => randomKey(0.5, 1)).toThrow(/\[E_ARGUMENT\]/);
    expect(() => randomKey(1, -1)).toThrow(/\[E_ARGUMENT\]/);
  });

  it("moves on by rows", () => {
    const key = randomKey(7, 3, 10);
    expect(keyFrom(key, 5)).toEqual(randomKey(7, 3, 15));
    expect(key).toEqual(randomKey(7, 3, 10));
  });
});
