import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { threefry, writeThreefry } from "./threefry.ts";

const word = fc.integer({ min: 0, max: 0xffffffff });

describe("threefry", () => {
  it("gives the known answers published with the paper", () => {
    expect(threefry(0, 0, 0, 0)).toEqual([0x6b200159, 0x99ba4efe]);
    expect(threefry(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff)).toEqual([0x1cb996fc, 0xbb002be7]);
    expect(threefry(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3)).toEqual([0xc4923a9c, 0x483df7a0]);
  });

  it("gives what an independent implementation gives", () => {
    expect(threefry(1, 2, 3, 4)).toEqual([1576285164, 2249660814]);
    expect(threefry(0xdeadbeef, 0x12345678, 0, 0xffffffff)).toEqual([854091232, 2970712560]);
  });

  it("takes signed words for the unsigned ones of the same bits", () => {
    fc.assert(
      fc.property(word, word, word, word, (a, b, c, d) => {
        expect(threefry(a | 0, b | 0, c | 0, d | 0)).toEqual(threefry(a, b, c, d));
      }),
    );
  });

  it("writes the same words without allocating", () => {
    const out = new Uint32Array(2);
    writeThreefry(1, 2, 3, 4, out);
    expect([...out]).toEqual([1576285164, 2249660814]);
  });
});
