import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytesOf,
  collapse,
  denseStrides,
  type Extent,
  extent,
  extentKey,
  extentValue,
  NONE,
  physical,
  rowsOf,
  times,
  type View,
} from "./layout.ts";

const keys = (extents: readonly Extent[]) => extents.map(extentKey);

describe("an extent", () => {
  test("is a number times lengths", () => {
    expect(extentValue(extent("T", 4, "B", 3), { B: 5, T: 7 })).toBe(420);
    expect(extentValue(times(extent(2, "B"), "B", 3), { B: 5 })).toBe(150);
    expect(extentValue(NONE, {})).toBe(0);
  });

  test("has one key whatever the order of its factors", () => {
    expect(extentKey(extent("T", 2, "B", 3))).toBe(extentKey(times(extent("B", 6), "T")));
  });
});

describe("a tensor in memory", () => {
  test("has its last axis in lanes where that axis' length is fixed", () => {
    expect(physical(["T", "B", 6])).toEqual({ lead: ["T", "B"], width: 6 });
    expect(physical([6])).toEqual({ lead: [], width: 6 });
  });

  test("has rows of one lane where it is not, or where there is none", () => {
    expect(physical(["T", "B"])).toEqual({ lead: ["T", "B"], width: 1 });
    expect(physical([])).toEqual({ lead: [], width: 1 });
  });

  test("has dense rows, a pitch apart", () => {
    expect(keys(denseStrides(["T", "B", 3], 32))).toEqual(["96*B", "96", "32"]);
    expect(extentKey(bytesOf(["T", "B", 3], 32))).toBe("96*B*T");
  });

  test("has stride 0 along an axis of length 1", () => {
    expect(keys(denseStrides(["T", 1, 3], 32))).toEqual(["96", "0", "32"]);
  });
});

describe("collapse", () => {
  test("joins axes over which all operands advance evenly", () => {
    const levels = collapse(["T", "B", 3], [denseStrides(["T", "B", 3], 32), denseStrides(["T", "B", 3], 16)]);
    expect(levels.map((level) => [extentKey(level.count), ...keys(level.strides)])).toEqual([["3*B*T", "32", "16"]]);
  });

  test("keeps axes apart over which one operand repeats", () => {
    const levels = collapse(["T", "B"], [denseStrides(["T", "B"], 32), [NONE, extent(32)]]);
    expect(levels.map((level) => [extentKey(level.count), ...keys(level.strides)])).toEqual([
      ["1*T", "32*B", "0"],
      ["1*B", "32", "32"],
    ]);
  });

  test("has no level for axes of length 1", () => {
    expect(collapse([1, 1], [[NONE, NONE]])).toEqual([]);
  });

  test("visits the offsets that the axes one by one do, in their order", () => {
    const size = fc.constantFrom<(number | string)[]>(1, 2, 3, "T", "B");
    const shape = fc.array(size, { maxLength: 4 });
    const lengths = { T: 2, B: 3 };
    const walk = (counts: number[], strides: number[][]): number[][] =>
      counts.reduce<number[][]>(
        (offsets, count, axis) =>
          offsets.flatMap((at) =>
            Array.from({ length: count }, (_, i) => at.map((offset, k) => offset + i * strides[axis]![k]!)),
          ),
        [[0, 0]],
      );
    fc.assert(
      fc.property(shape, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (lead, repeats) => {
        const dense = denseStrides(lead, 32);
        const other = dense.map((stride, axis) => (repeats[axis] ? NONE : stride));
        const values = (extents: readonly Extent[]) => extents.map((e) => extentValue(e, lengths));
        const levels = collapse(lead, [dense, other]);
        const collapsed = walk(
          values(levels.map((level) => level.count)),
          levels.map((level) => values(level.strides)),
        );
        const plain = walk(
          values(lead.map((s) => extent(s))),
          lead.map((_, axis) => values([dense[axis]!, other[axis]!])),
        );
        expect(collapsed).toEqual(plain);
      }),
    );
  });
});

describe("rowsOf", () => {
  const view = (strides: readonly Extent[], lanes: View["lanes"] = "vector"): View => ({
    buffer: { id: 0, kind: "scratch", bytes: [], address: 0, from: 0, to: 0 },
    offset: 0,
    terms: [],
    strides,
    lanes,
  });
  const rows = (lead: (number | string)[], strides: Extent[]) => {
    const found = rowsOf(lead, view(strides));
    return found && [extentKey(found.count), extentKey(found.pitch)];
  };

  test("counts rows that lie evenly", () => {
    expect(rows(["T", "B"], denseStrides(["T", "B"], 32))).toEqual(["1*B*T", "32"]);
    expect(rows(["T", 1], [extent(48), NONE])).toEqual(["1*T", "48"]);
  });

  test("takes one row that repeats for rows without distance", () => {
    expect(rows(["B"], [NONE])).toEqual(["1*B", "0"]);
    expect(rows([], [])).toEqual(["1", "0"]);
  });

  test("refuses rows that do not lie evenly, and single lanes that repeat", () => {
    expect(rows(["T", "B"], [NONE, extent(32)])).toBeUndefined();
    expect(rows(["T", "B"], [extent(32), extent(32, "T")])).toBeUndefined();
    expect(rowsOf(["B"], view([extent(16)], "splat"))).toBeUndefined();
  });
});
