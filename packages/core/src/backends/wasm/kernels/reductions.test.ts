import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Arena,
  bitsOfSum,
  type Groups,
  groupLayouts,
  NOWHERE,
  type Place,
  quarters,
  uniform,
} from "./arena.test.support.ts";
import { REDUCE, type ReduceOp } from "./kernels.ts";

const INF = Number.POSITIVE_INFINITY;
const upTo = (max: number) => fc.integer({ min: 0, max });
const between = (min: number, max: number) => fc.integer({ min, max });
const vectors = between(1, 21);
const seed = fc.integer();
const some = fc.oneof(between(1, 20), between(16, 150));
const many = between(16, 150);
const column = (rows: number[][], j: number) => rows.map((row) => row[j]!);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const largest = (values: number[]) => Math.max(...values);
const columnSums = (rows: number[][]) => rows[0]!.map((_, j) => sum(column(rows, j)));

describe("reduceMiddle", () => {
  const given = { groups: between(1, 4), width4: vectors, layout: groupLayouts, seed };

  /** Reduces dst.rows blocks of `src.groups` groups each, `skip` further ones apart; gives where else was written. */
  function reduce(arena: Arena, dst: Place, src: Groups, options: { op?: ReduceOp; halvings?: number; skip?: number }) {
    const { op = REDUCE.sum, halvings = 0, skip = 0 } = options;
    const width4 = src.width / 4;
    const scratch = arena.place(1, op === REDUCE.sum ? halvings * 4 * width4 : 0);
    const { at, groups, groupStride, rows, rowStride } = src;
    const outerStride = (groups + skip) * groupStride;
    return arena.run(
      (kernels) =>
        kernels.reduceMiddle(
          dst.at,
          dst.pitch,
          at,
          dst.rows,
          outerStride,
          groups,
          groupStride,
          rows,
          rowStride,
          width4,
          op,
          halvings,
          scratch.at,
        ),
      dst,
      scratch,
    );
  }

  it("reduces the rows of every block, however they lie and are halved, and writes dst and its scratch alone", () => {
    const op = fc.constantFrom(REDUCE.sum, REDUCE.max);
    const record = fc.record({ ...given, outer: upTo(4), skip: upTo(2), rows: some, halvings: upTo(3), op });
    fc.assert(
      fc.property(record, ({ outer, groups, skip, rows, width4, layout, seed, halvings, op }) => {
        const arena = new Arena(24);
        const next = quarters(seed);
        const dst = arena.place(outer, width4 * 4, { pad: 8 });
        const all = arena.placeGroups(outer * (groups + skip), rows, width4 * 4, layout);
        const block = (p: number) => ({ ...all, groups, at: all.at + p * (groups + skip) * all.groupStride });
        for (let p = 0; p < outer; p++) arena.fillGroups(block(p), next);
        expect(reduce(arena, dst, block(0), { op, halvings, skip })).toBe(NOWHERE);
        const want = Array.from({ length: outer }, (_, p) => {
          const rows = arena.listGroups(block(p));
          return op === REDUCE.sum ? columnSums(rows) : rows[0]!.map((_, j) => largest(column(rows, j)));
        });
        expect(arena.rows(dst)).toEqual(want);
      }),
      { numRuns: 120 },
    );
  });

  it("sums to the bits of the two halves added up, each from an array of its own and with one halving less", () => {
    const record = fc.record({ ...given, outer: between(1, 3), rows: many, halvings: between(1, 3) });
    fc.assert(
      fc.property(record, ({ outer, groups, rows, width4, layout, seed, halvings }) => {
        const arena = new Arena(24);
        const all = arena.fillGroups(arena.placeGroups(outer * groups, rows, width4 * 4, layout), uniform(seed));
        const total = (src: Groups, halvings: number) => {
          const dst = arena.place(outer, src.width);
          reduce(arena, dst, { ...src, groups }, { halvings });
          return dst;
        };
        const first = Math.floor(rows / 2);
        const [low, high] = [arena.copyGroups(all, 0, first), arena.copyGroups(all, first, rows - first)];
        const halves = [low, high].map((half) => arena.rows(total(half, halvings - 1)));
        expect(arena.bits(total(all, halvings))).toEqual(bitsOfSum(halves[0]!, halves[1]!));
      }),
      { numRuns: 100 },
    );
  });

  it("sums to the same bits however the rows lie, and without halvings also where all are one group", () => {
    const record = fc.record({ ...given, rows: some, halvings: upTo(3) });
    fc.assert(
      fc.property(record, ({ groups, rows, width4, layout, seed, halvings }) => {
        const arena = new Arena(16);
        const src = arena.fillGroups(arena.placeGroups(groups, rows, width4 * 4, layout), uniform(seed));
        const dense = arena.copyGroups(src);
        const bits = (src: Groups, halvings: number) => {
          const dst = arena.place(1, src.width);
          reduce(arena, dst, src, { halvings });
          return arena.bits(dst);
        };
        expect(bits(src, halvings)).toEqual(bits(dense, halvings));
        expect(bits(src, 0)).toEqual(bits({ ...dense, groups: 1, rows: groups * rows }, 0));
      }),
      { numRuns: 60 },
    );
  });

  it("halves 16 rows, 15 not", () => {
    // In float32 2²⁴ + 1 is 2²⁴, so the two ones count only where they come together first.
    const total = (rows: number, halvings: number, one: number) => {
      const arena = new Arena();
      const src = arena.fill(arena.place(rows, 4), (i, j) =>
        i === 0 && j === 0 ? 2 ** 24 : i === one || i === one + 1 ? 1 : 0,
      );
      const dst = arena.place(1, 4);
      reduce(arena, dst, { ...src, groups: 1, groupStride: 0, rowStride: src.pitch }, { halvings });
      return arena.rows(dst)[0];
    };
    expect(total(16, 0, 8)).toEqual([16777216, 2, 2, 2]);
    expect(total(16, 1, 8)).toEqual([16777218, 2, 2, 2]);
    expect(total(16, 3, 8)).toEqual([16777218, 2, 2, 2]);
    expect(total(15, 3, 7)).toEqual([16777216, 2, 2, 2]);
    expect(total(32, 1, 8)).toEqual([16777216, 2, 2, 2]);
    expect(total(32, 2, 8)).toEqual([16777218, 2, 2, 2]);
  });

  it("stays accurate over ten thousand rows", () => {
    for (const [groups, rows] of [
      [1, 10_000],
      [10_000, 1],
      [77, 130],
    ] as const)
      for (const halvings of [0, 3]) {
        const arena = new Arena(8);
        const src = arena.placeGroups(groups, rows, 4);
        const dst = arena.place(1, 4);
        reduce(
          arena,
          dst,
          arena.fillGroups(src, () => 0.1),
          { halvings },
        );
        // One float32 total of 10,000 would end at 999.9029.
        for (const total of arena.rows(dst)[0]!) expect(Math.abs(total - groups * rows * 0.1)).toBeLessThan(0.002);
      }
  });

  it("lets NaN pass wherever it stands, in both reductions, and into its own lane alone", () => {
    for (const op of [REDUCE.sum, REDUCE.max])
      for (const [groups, rows] of [
        [1, 3],
        [3, 1],
        [2, 17],
      ] as const)
        for (let at = 0; at < groups * rows; at++)
          for (const halvings of [0, 3]) {
            const arena = new Arena(1);
            const src = arena.fillGroups(arena.placeGroups(groups, rows, 40, { gap: 1 }), () => 1);
            const [group, row] = [Math.floor(at / rows), at % rows];
            arena.floats[(src.at + group * src.groupStride + row * src.rowStride) / 4 + 33] = Number.NaN;
            const dst = arena.place(1, 40);
            reduce(arena, dst, src, { op, halvings });
            const rest = op === REDUCE.sum ? groups * rows : 1;
            expect(arena.rows(dst)[0]).toEqual(Array.from({ length: 40 }, (_, j) => (j === 33 ? Number.NaN : rest)));
          }
  });
});

describe("reduceLast", () => {
  it("reduces the first lanes of each row, ignores the pads, and clears the other three lanes", () => {
    const given = fc.record({
      rows: upTo(7),
      width: upTo(40),
      pad: upTo(5),
      seed,
      op: fc.constantFrom(REDUCE.sum, REDUCE.max),
    });
    fc.assert(
      fc.property(given, ({ rows, width, pad, seed, op }) => {
        const arena = new Arena();
        const dst = arena.place(rows, 4, { pad: 4 });
        const src = arena.fill(arena.placeLast(rows, width, { pad }), quarters(seed));
        const wrote = arena.run(
          (kernels) => kernels.reduceLast(dst.at, dst.pitch, src.at, rows, src.pitch, width, op),
          dst,
        );
        expect(wrote).toBe(NOWHERE);
        const want = arena.rows(src).map((row) => [op === REDUCE.sum ? sum(row) : largest(row), 0, 0, 0]);
        expect(arena.rows(dst)).toEqual(want);
      }),
      { numRuns: 200 },
    );
  });

  it("sums in float64: a small term survives between two huge ones", () => {
    const arena = new Arena();
    const src = arena.fill(arena.place(1, 7), (_, j) => [1e8, 1, -1e8, 0, 3e9, 0.25, -3e9][j]!);
    const dst = arena.place(1, 4);
    arena.kernels.reduceLast(dst.at, 16, src.at, 1, src.pitch, 7, REDUCE.sum);
    expect(arena.rows(dst)).toEqual([[1.25, 0, 0, 0]]);
  });

  it("lets NaN pass in every lane, −∞ and ∞ in the maximum", () => {
    for (let at = 0; at < 7; at++)
      for (const op of [REDUCE.sum, REDUCE.max]) {
        const arena = new Arena();
        const src = arena.fill(arena.place(1, 7, { pad: 1 }), (_, j) => (j === at ? Number.NaN : j));
        const dst = arena.place(1, 4);
        arena.kernels.reduceLast(dst.at, 16, src.at, 1, src.pitch, 7, op);
        expect(arena.rows(dst)).toEqual([[Number.NaN, 0, 0, 0]]);
        arena.fill(src, (_, j) => (j === at ? INF : -INF));
        arena.kernels.reduceLast(dst.at, 16, src.at, 1, src.pitch, 7, REDUCE.max);
        expect(arena.rows(dst)).toEqual([[INF, 0, 0, 0]]);
      }
  });
});

describe("sumAll", () => {
  const given = { groups: between(1, 4), width: between(1, 22), layout: groupLayouts, seed };

  /** Where the sum is, and where else was written. */
  function sumAll(arena: Arena, src: Groups, halvings: number): { dst: Place; wrote: string } {
    const { at, groups, groupStride, rows, rowStride, width } = src;
    const dst = arena.place(1, 4);
    const wrote = arena.run((k) => k.sumAll(dst.at, at, groups, groupStride, rows, rowStride, width, halvings), dst);
    return { dst, wrote };
  }

  it("adds up every valid lane of every row, however the rows lie and are halved, and clears the other three", () => {
    const record = fc.record({ ...given, width: upTo(22), rows: some, halvings: upTo(3) });
    fc.assert(
      fc.property(record, ({ groups, rows, width, layout, seed, halvings }) => {
        const arena = new Arena(4);
        const src = arena.fillGroups(arena.placeGroups(groups, rows, width, layout), quarters(seed));
        const { dst, wrote } = sumAll(arena, src, halvings);
        expect(wrote).toBe(NOWHERE);
        expect(arena.rows(dst)).toEqual([[sum(arena.listGroups(src).flat()), 0, 0, 0]]);
      }),
      { numRuns: 150 },
    );
  });

  it("gives the bits of the two halves added up, each from an array of its own and with one halving less", () => {
    const record = fc.record({ ...given, rows: many, halvings: between(1, 3) });
    fc.assert(
      fc.property(record, ({ groups, rows, width, layout, seed, halvings }) => {
        const arena = new Arena(4);
        const src = arena.fillGroups(arena.placeGroups(groups, rows, width, layout), uniform(seed));
        const first = Math.floor(rows / 2);
        const [low, high] = [arena.copyGroups(src, 0, first), arena.copyGroups(src, first, rows - first)];
        const halves = [low, high].map((half) => arena.rows(sumAll(arena, half, halvings - 1).dst));
        expect(arena.bits(sumAll(arena, src, halvings).dst)).toEqual(bitsOfSum(halves[0]!, halves[1]!));
      }),
      { numRuns: 150 },
    );
  });

  it("gives the same bits however the rows lie, and without halvings also where all are one group", () => {
    const record = fc.record({ ...given, rows: some, halvings: upTo(3) });
    fc.assert(
      fc.property(record, ({ groups, rows, width, layout, seed, halvings }) => {
        const arena = new Arena(4);
        const src = arena.fillGroups(arena.placeGroups(groups, rows, width, layout), uniform(seed));
        const dense = arena.copyGroups(src);
        const bits = (src: Groups, halvings: number) => arena.bits(sumAll(arena, src, halvings).dst);
        expect(bits(src, halvings)).toEqual(bits(dense, halvings));
        expect(bits(src, 0)).toEqual(bits({ ...dense, groups: 1, rows: groups * rows }, 0));
      }),
      { numRuns: 100 },
    );
  });

  it("keeps float64 across rows and groups that are not halved", () => {
    const sumOf = (groups: number, rows: number, halvings: number) => {
      const arena = new Arena();
      const values = [1e9, 1, 2, -1e9].values();
      const src = arena.fillGroups(arena.placeGroups(groups, rows, 1, { pad: 3 }), () => values.next().value ?? 0);
      return arena.rows(sumAll(arena, src, halvings).dst);
    };
    expect(sumOf(2, 2, 3)).toEqual([[3, 0, 0, 0]]);
    expect(sumOf(1, 15, 3)).toEqual([[3, 0, 0, 0]]);
    expect(sumOf(1, 32, 0)).toEqual([[3, 0, 0, 0]]);
    // Halves of 8 rows: all four values stand in the first.
    expect(sumOf(1, 16, 1)).toEqual([[3, 0, 0, 0]]);
  });

  it("adds halves in float32, of 16 rows, not of 15", () => {
    // 2²⁴ + 1 + 2⁻²⁶ is nearer to 2²⁴ + 2 than to 2²⁴, but in float32 the last two are 1 together: a tie, which goes to 2²⁴.
    const sumOf = (rows: number, halvings: number, cut: number) => {
      const arena = new Arena();
      const src = arena.fill(arena.place(rows, 2), (i, j) =>
        i === cut - 1 ? [2 ** 24, 0][j]! : i === cut ? [1, 2 ** -26][j]! : 0,
      );
      const { dst } = sumAll(arena, { ...src, groups: 1, groupStride: 0, rowStride: src.pitch }, halvings);
      return arena.get(dst, 0, 0);
    };
    expect([sumOf(16, 0, 8), sumOf(16, 1, 8), sumOf(16, 3, 8)]).toEqual([16777218, 16777216, 16777216]);
    expect([sumOf(16, 1, 7), sumOf(16, 3, 4), sumOf(15, 3, 7)]).toEqual([16777218, 16777218, 16777218]);
    expect([sumOf(33, 1, 16), sumOf(33, 1, 24), sumOf(33, 2, 24)]).toEqual([16777216, 16777218, 16777216]);
  });

  it("lets NaN and infinity pass from everywhere", () => {
    for (const value of [Number.NaN, INF, -INF])
      for (let at = 0; at < 36; at++) {
        const arena = new Arena();
        const src = arena.fill(arena.place(36, 6, { pad: 2 }), (i, j) => (i === at && j === at % 6 ? value : 1));
        const { dst } = sumAll(arena, { ...src, groups: 2, rows: 18, groupStride: 18 * 32, rowStride: 32 }, 3);
        expect(arena.rows(dst)).toEqual([[value, 0, 0, 0]]);
      }
  });
});

describe("copyStrided", () => {
  it("copies 4 dimensions between any two layouts, pads and gaps left alone", () => {
    const dims = fc.tuple(upTo(4), upTo(4), upTo(5), upTo(40));
    const orders = [
      [0, 1, 2, 3],
      [1, 0, 2, 3],
      [0, 3, 1, 2],
      [3, 2, 1, 0],
      [0, 1, 3, 2],
    ] as const;
    const order = fc.constantFrom(...orders);
    fc.assert(
      fc.property(fc.record({ dims, from: order, to: order, repeat: fc.boolean(), last: fc.boolean() }), (given) => {
        const { dims, from, to, repeat, last } = given;
        const arena = new Arena(8);
        const [n0, n1, n2, n3] = dims;
        const strides = (layout: readonly number[]) => {
          const out = [0, 0, 0, 0];
          let step = 1;
          for (const axis of layout.toReversed()) {
            out[axis] = step;
            step *= dims[axis]! + 1;
          }
          return out;
        };
        const [d, s] = [strides(to), strides(from)];
        if (repeat) s[1] = 0;
        const extent = (steps: number[]) =>
          dims.includes(0) ? 0 : 1 + dims.reduce((total, n, axis) => total + (n - 1) * steps[axis]!, 0);
        const dst = arena.place(1, extent(d), { offset: 1 });
        const src = last ? arena.placeLast(1, extent(s)) : arena.place(1, extent(s), { offset: 3 });
        arena.fill(src, (_, i) => i + 1);
        const want = arena.rows(dst)[0]!;
        for (let i = 0; i < n0; i++)
          for (let j = 0; j < n1; j++)
            for (let k = 0; k < n2; k++)
              for (let l = 0; l < n3; l++)
                want[i * d[0]! + j * d[1]! + k * d[2]! + l * d[3]!] = 1 + i * s[0]! + j * s[1]! + k * s[2]! + l * s[3]!;
        const [d0, d1, d2, d3] = d.map((step) => step * 4) as [number, number, number, number];
        const [s0, s1, s2, s3] = s.map((step) => step * 4) as [number, number, number, number];
        const wrote = arena.run(
          (kernels) => kernels.copyStrided(dst.at, src.at, n0, n1, n2, n3, d0, d1, d2, d3, s0, s1, s2, s3),
          dst,
        );
        expect(wrote).toBe(NOWHERE);
        expect(arena.rows(dst)[0]).toEqual(want);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps every bit, a signalling NaN's too", () => {
    const arena = new Arena();
    const [src, dst] = [arena.place(1, 7), arena.place(1, 7)];
    const bits = [0x7f800001, 0xffbfffff, 0x80000000, 1, 0x7f800000, 0x7fc12345, 0xff800001];
    arena.words.set(bits, src.at / 4);
    for (const step of [4, 8]) {
      arena.kernels.copyStrided(dst.at, src.at, 1, 1, 1, 7, 0, 0, 0, 4, 0, 0, 0, 4);
      expect(arena.bits(dst)[0]).toEqual(bits);
      arena.kernels.copyStrided(dst.at, src.at, 1, 1, 1, 3, 0, 0, 0, 4, 0, 0, 0, step);
      expect(arena.bits(dst)[0]!.slice(0, 3)).toEqual([0, 1, 2].map((i) => bits[(i * step) / 4]));
    }
  });
});

describe("allFinite", () => {
  it("finds one infinity or NaN anywhere, and reads no further", () => {
    for (let count = 0; count <= 40; count++) {
      const arena = new Arena(1);
      const src = arena.fill(arena.placeLast(1, count), (_, i) => (i % 3 === 0 ? 3.4e38 : -1e-45 * i));
      expect(arena.kernels.allFinite(src.at, count * 4)).toBe(1);
      for (let at = 0; at < count; at++) {
        const was = arena.get(src, 0, at);
        for (const bad of [INF, -INF, Number.NaN]) {
          arena.floats[src.at / 4 + at] = bad;
          expect(arena.kernels.allFinite(src.at, count * 4)).toBe(0);
        }
        arena.floats[src.at / 4 + at] = was;
      }
    }
  });
});
