import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomKey, uniformAt } from "../../../math/keyed-uniform.ts";
import { Arena, NOWHERE } from "./arena.test.support.ts";

const count = (max: number) => fc.integer({ min: 1, max });

describe("random", () => {
  it("gives every lane the bits of its definition and the pads zeros, and writes nothing else", () => {
    const given = fc.record({
      seed: fc.nat(),
      step: fc.nat(),
      firstRow: fc.constantFrom(0, 1, 5, 2 ** 24 - 1),
      stream: fc.constantFrom(0, 1, 2, 77, 2 ** 31 - 1),
      counted: fc.boolean(),
      outer: count(5),
      rows: count(5),
      inner: count(3),
      width: count(37),
      offset: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(given, ({ seed, step, firstRow, stream, counted, outer, rows, inner, width, offset }) => {
        const arena = new Arena();
        const key = randomKey(seed, step, firstRow);
        const at = arena.fill(arena.place(1, 5, { offset }), (_, i) => key[i]!);
        const padded = Math.ceil(width / 4) * 4;
        const to = arena.place(outer * rows * inner, padded);
        const wrote = arena.run(
          (kernels) => kernels.random(to.at, at.at, stream, counted ? 1 : 0, outer, rows, inner, width),
          to,
        );
        expect(wrote).toBe(NOWHERE);
        const want: number[][] = [];
        for (let o = 0; o < outer; o++)
          for (let row = 0; row < rows; row++)
            for (let i = 0; i < inner; i++) {
              const plane = (o * inner + i) * (width + (width % 2));
              want.push(
                Array.from({ length: padded }, (_, lane) =>
                  lane < width ? uniformAt(key, stream, (counted ? firstRow : 0) + row, plane + lane) : 0,
                ),
              );
            }
        expect(arena.rows(to)).toEqual(want);
      }),
      { numRuns: 300 },
    );
  });

  it("fills nothing where there are no rows", () => {
    const arena = new Arena();
    const at = arena.fill(arena.place(1, 5), () => 1);
    const to = arena.place(4, 4);
    const wrote = arena.run((kernels) => {
      kernels.random(to.at, at.at, 0, 1, 0, 2, 2, 4);
      kernels.random(to.at, at.at, 0, 1, 2, 0, 2, 4);
      kernels.random(to.at, at.at, 0, 1, 2, 2, 0, 4);
    });
    expect(wrote).toBe(NOWHERE);
  });
});
