import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equalWidths } from "./equal-widths.ts";

/** Gates of W [H, 2], U [H, H] and b [H]. */
const gates = (count: number) => (hidden: number) => count * hidden * (hidden + 3);

describe("equalWidths", () => {
  test("widens the smaller cells to the parameters of the largest", () => {
    // 4·20·23 = 1840; 3·23·26 = 1794 is nearer than 3·24·27 = 1944; 41·44 = 1804 is nearer than 42·45 = 1890
    expect(equalWidths([gates(1), gates(4), gates(3)], { hidden: 20, most: 1024 })).toEqual([41, 20, 23]);
  });

  test("leaves a cell alone whose size is its own, and one that has no room for more", () => {
    const fixed = () => 30;
    const narrow = (hidden: number) => (hidden > 4 ? undefined : hidden);
    expect(equalWidths([gates(4), fixed, narrow], { hidden: 4, most: 64 })).toEqual([4, 4, 4]);
  });

  test("goes no further than the most", () => {
    expect(equalWidths([gates(1), gates(100)], { hidden: 16, most: 20 })).toEqual([20, 16]);
  });

  test("comes as near as any width does, and never below the one asked for", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        (sizes, hidden) => {
          const counts = sizes.map(gates);
          const wanted = gates(Math.max(...sizes))(hidden);
          equalWidths(counts, { hidden, most: 1024 }).forEach((units, i) => {
            expect(units).toBeGreaterThanOrEqual(hidden);
            const off = Math.abs(counts[i]!(units) - wanted);
            for (const other of [units - 1, units + 1])
              if (other >= hidden) expect(Math.abs(counts[i]!(other) - wanted)).toBeGreaterThanOrEqual(off);
          });
        },
      ),
    );
  });
});
