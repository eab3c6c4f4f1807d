import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Shape } from "../../graph/size.ts";
import { cuts, HALVINGS, halvedRows, MAX_HALVINGS, shares } from "./halves.ts";
import { Arena } from "./kernels/arena.test.support.ts";
import { extent, extentKey, extentValue, NONE } from "./layout.ts";

describe("halved rows", () => {
  const pitch = extent(32);
  const keys = (lead: Shape) => {
    const { groups, groupStride, rows, rowStride, halvings } = halvedRows(lead, pitch);
    return {
      groups: [extentKey(groups), extentKey(groupStride)],
      rows: [extentKey(rows), extentKey(rowStride)],
      halvings: extentKey(halvings),
    };
  };
  const halved = `1*${HALVINGS}`;

  test("of steps and rows are one group a step", () => {
    expect(keys(["T", "B"])).toEqual({ groups: ["1*T", "32*B"], rows: ["1*B", "32"], halvings: halved });
    expect(keys(["T", 2, "B"])).toEqual({ groups: ["2*T", "32*B"], rows: ["1*B", "32"], halvings: halved });
  });

  test("of rows and steps are one group a step too: from row to row all steps are passed", () => {
    expect(keys(["B", "T"])).toEqual({ groups: ["1*T", "32"], rows: ["1*B", "32*T"], halvings: halved });
    expect(keys(["B", "T", 2])).toEqual({ groups: ["2*T", "32"], rows: ["1*B", "64*T"], halvings: halved });
  });

  test("of rows alone are one group, whatever axes of length 1 there are", () => {
    const want = { groups: ["1", "32*B"], rows: ["1*B", "32"], halvings: halved };
    expect([["B"], [1, "B"], ["B", 1], [1, "B", 1]].map(keys)).toEqual([want, want, want, want]);
  });

  test("are all rows, never halved, where the axis of rows is missing, in the middle or there twice", () => {
    const whole = (rows: string) => ({ groups: ["1", "0"], rows: [rows, "32"], halvings: "0" });
    expect(keys(["T"])).toEqual(whole("1*T"));
    expect(keys([3, "T"])).toEqual(whole("3*T"));
    expect(keys([])).toEqual(whole("1"));
    expect(keys(["T", "B", 3])).toEqual(whole("3*B*T"));
    expect(keys(["B", "B"])).toEqual(whole("1*B*B"));
  });

  test("keep rows that are all in one place there", () => {
    const { groupStride, rowStride } = halvedRows(["T", "B"], NONE);
    expect([groupStride, rowStride].map((stride) => extentValue(stride, { T: 3, B: 5 }))).toEqual([0, 0]);
  });

  test("are every row once; the r-th ones of all groups are those of row r of the batch", () => {
    const axis = fc.constantFrom<string | number>("T", "B", 1, 2, 3);
    const lengths = fc.record({ T: fc.integer({ min: 1, max: 4 }), B: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), lengths, (lead, { T, B }) => {
        const sizes = lead.map((size) => (size === "T" ? T : size === "B" ? B : (size as number)));
        const total = sizes.reduce((product, size) => product * size, 1);
        const halved = halvedRows(lead, pitch);
        const value = (name: keyof typeof halved) => extentValue(halved[name], { T, B, [HALVINGS]: MAX_HALVINGS });
        const places = Array.from({ length: value("rows") }, (_, r) =>
          Array.from(
            { length: value("groups") },
            (_, g) => (g * value("groupStride") + r * value("rowStride")) / extentValue(pitch, {}),
          ),
        );
        expect(places.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
        if (value("halvings") === 0) return;
        const behind = sizes.slice(lead.indexOf("B") + 1).reduce((product, size) => product * size, 1);
        places.forEach((row, r) => {
          for (const place of row) expect(Math.floor(place / behind) % B).toBe(r);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe("shares", () => {
  test("are halved while each of them has 16 rows, up to eight", () => {
    const rows = [1, 15, 16, 31, 32, 63, 64, 127, 128, 1000];
    expect(rows.map((count) => shares(count, 8))).toEqual([1, 1, 2, 2, 4, 4, 8, 8, 8, 8]);
    expect(shares(100_000, 1000)).toBe(8);
  });

  test("are as many as there are threads, or the power of two below", () => {
    expect([1, 2, 3, 4, 5, 7, 8, 9].map((threads) => shares(1000, threads))).toEqual([1, 2, 2, 4, 4, 4, 8, 8]);
    expect([1, 2, 3, 4, 8].map((threads) => shares(40, threads))).toEqual([1, 2, 2, 4, 4]);
  });
});

describe("cuts", () => {
  test("halve the rows, the first half being the smaller one", () => {
    expect(cuts(7, 1)).toEqual([0, 7]);
    expect(cuts(16, 2)).toEqual([0, 8, 16]);
    expect(cuts(17, 2)).toEqual([0, 8, 17]);
    expect(cuts(35, 4)).toEqual([0, 8, 17, 26, 35]);
    expect(cuts(71, 8)).toEqual([0, 8, 17, 26, 35, 44, 53, 62, 71]);
    expect(cuts(77, 8)).toEqual([0, 9, 19, 28, 38, 47, 57, 67, 77]);
  });

  test("are where the kernels cut at as many halvings", () => {
    for (let rows = 1; rows <= 150; rows++)
      for (let halvings = 0; 2 ** halvings <= shares(rows, 8); halvings++)
        expect(kernelCuts(rows, halvings), `${rows} rows, ${halvings} halvings`).toEqual(cuts(rows, 2 ** halvings));
  });

  test("leave each thread the halvings that are still to do, so that any number of threads cuts in the same places", () => {
    for (const rows of [5, 15, 16, 31, 33, 47, 63, 64, 65, 127, 130]) {
      const alone = kernelCuts(rows, MAX_HALVINGS);
      for (const threads of [2, 4, 8]) {
        const count = shares(rows, threads);
        const starts = cuts(rows, count);
        const left = MAX_HALVINGS - Math.log2(count);
        const together = starts.slice(1).flatMap((end, i) => {
          const start = starts[i]!;
          return kernelCuts(end - start, left).map((cut) => start + cut);
        });
        expect([...new Set(together)], `${rows} rows, ${threads} threads`).toEqual(alone);
      }
    }
  });

  /** Where a kernel's halves begin and end, seen from its results alone. */
  function kernelCuts(rows: number, halvings: number): number[] {
    const arena = new Arena(1);
    const src = arena.fill(arena.place(rows, 4), () => 0);
    const dst = arena.place(1, 4);
    const found = [0];
    for (let cut = 1; cut < rows; cut++) {
      // 2²⁴ + 1 + 2⁻²⁶ is nearer to 2²⁴ + 2 than to 2²⁴, unless the last two are summed alone: in float32 they are 1, and 2²⁴ stays.
      const values: Record<number, number[]> = { [cut - 1]: [2 ** 24, 0], [cut]: [1, 2 ** -26] };
      arena.fill(src, (row, lane) => values[row]?.[lane] ?? 0);
      arena.kernels.sumAll(dst.at, src.at, 1, 0, rows, src.pitch, 4, halvings);
      if (arena.get(dst, 0, 0) === 2 ** 24) found.push(cut);
    }
    return [...found, rows];
  }
});
