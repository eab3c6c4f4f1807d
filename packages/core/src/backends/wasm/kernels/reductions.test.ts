import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arena, NOWHERE, quarters } from "./arena.test.support.ts";
import { REDUCE } from "./kernels.ts";

const INF = Number.POSITIVE_INFINITY;
const upTo = (max: number) => fc.integer({ min: 0, max });
const vectors = fc.integer({ min: 1, max: 21 });
const seed = fc.integer();
const column = (rows: number[][], j: number) => rows.map((row) => row[j]!);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const largest = (values: number[]) => Math.max(...values);

describe("sumRows", () => {
  it("adds up each column, over the old values when asked, and writes dst alone", () => {
    const given = fc.record({ rows: upTo(200), width4: vectors, seed, accumulate: fc.boolean(), pad: upTo(2) });
    fc.assert(
      fc.property(given, ({ rows, width4, seed, accumulate, pad }) => {
        const arena = new Arena();
        const next = quarters(seed);
        const src = arena.fill(arena.place(rows, width4 * 4, { pad: pad * 4 }), next);
        const dst = arena.place(1, width4 * 4);
        if (accumulate) arena.fill(dst, next);
        const old = accumulate ? arena.rows(dst)[0]! : Array(width4 * 4).fill(0);
        const wrote = arena.run(
          (kernels) => kernels.sumRows(dst.at, src.at, rows, src.pitch, width4, accumulate ? 1 : 0),
          dst,
        );
        expect(wrote).toBe(NOWHERE);
        expect(arena.rows(dst)[0]).toEqual(old.map((value, j) => value + sum(column(arena.rows(src), j))));
      }),
      { numRuns: 100 },
    );
  });

  it("stays accurate over ten thousand rows and lets NaN pass", () => {
    const arena = new Arena(8);
    const src = arena.fill(arena.place(10_000, 4), (_, j) => (j === 0 ? 0.1 : 1));
    const dst = arena.place(1, 4);
    arena.words[(src.at + 5000 * 16) / 4 + 2] = 0x7fc00000;
    arena.kernels.sumRows(dst.at, src.at, 10_000, 16, 1, 0);
    const [tenths, ones, broken] = arena.rows(dst)[0]!;
    // One float32 total would end at 999.9029.
    expect(Math.abs(tenths! - 1000)).toBeLessThan(0.002);
    expect([ones, broken]).toEqual([10_000, Number.NaN]);
  });
});

describe("reduceMiddle", () => {
  it("reduces the rows of every block, joined with the old values when asked", () => {
    const given = fc.record({
      outer: upTo(4),
      rows: upTo(70),
      width4: vectors,
      seed,
      accumulate: fc.boolean(),
      op: fc.constantFrom(REDUCE.sum, REDUCE.max),
    });
    fc.assert(
      fc.property(given, ({ outer, rows, width4, seed, accumulate, op }) => {
        const arena = new Arena(8);
        const next = quarters(seed);
        const width = width4 * 4;
        const src = arena.fill(arena.place(outer * (rows + 1), width, { pad: 4 }), next);
        const dst = arena.place(outer, width, { pad: 8 });
        if (accumulate) arena.fill(dst, next);
        const old = arena.rows(dst);
        const block = (rows + 1) * src.pitch;
        const wrote = arena.run(
          (kernels) =>
            kernels.reduceMiddle(
              dst.at,
              dst.pitch,
              src.at,
              outer,
              block,
              rows,
              src.pitch,
              width4,
              accumulate ? 1 : 0,
              op,
            ),
          dst,
        );
        expect(wrote).toBe(NOWHERE);
        const all = arena.rows(src);
        const want = old.map((row, p) =>
          row.map((was, j) => {
            const values = column(all.slice(p * (rows + 1), p * (rows + 1) + rows), j);
            if (accumulate) values.push(was);
            return op === REDUCE.sum ? sum(values) : largest(values);
          }),
        );
        expect(arena.rows(dst)).toEqual(want);
      }),
      { numRuns: 100 },
    );
  });

  it("lets NaN pass wherever it stands, in both reductions, and into its own lane alone", () => {
    for (const op of [REDUCE.sum, REDUCE.max])
      for (const at of [0, 1, 2, 3]) {
        const arena = new Arena();
        const src = arena.fill(arena.place(3, 8), (i, j) => (j === 5 && i === at ? Number.NaN : 1));
        const dst = arena.fill(arena.place(1, 8), (_, j) => (j === 5 && at === 3 ? Number.NaN : 1));
        arena.kernels.reduceMiddle(dst.at, 32, src.at, 1, 0, 3, 32, 2, 1, op);
        const rest = op === REDUCE.sum ? 4 : 1;
        expect(arena.rows(dst)[0]).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((j) => (j === 5 ? Number.NaN : rest)));
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
  it("adds up every valid lane of every block", () => {
    const given = fc.record({ outer: upTo(5), rows: upTo(9), width: upTo(22), pad: upTo(5), gap: upTo(2), seed });
    fc.assert(
      fc.property(given, ({ outer, rows, width, pad, gap, seed }) => {
        const arena = new Arena();
        const dst = arena.place(1, 4);
        const src = arena.fill(arena.placeLast(outer * (rows + gap), width, { pad }), quarters(seed));
        const block = (rows + gap) * src.pitch;
        const wrote = arena.run((kernels) => kernels.sumAll(dst.at, src.at, rows, src.pitch, width, outer, block), dst);
        expect(wrote).toBe(NOWHERE);
        const valid = arena.rows(src).filter((_, i) => i % (rows + gap) < rows);
        expect(arena.rows(dst)).toEqual([[sum(valid.flat()), 0, 0, 0]]);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps float64 across rows and blocks", () => {
    const arena = new Arena();
    const src = arena.fill(arena.place(4, 1, { pad: 3 }), (i) => [1e9, 1, 2, -1e9][i]!);
    const dst = arena.place(1, 4);
    arena.kernels.sumAll(dst.at, src.at, 2, 16, 1, 2, 32);
    expect(arena.rows(dst)).toEqual([[3, 0, 0, 0]]);
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
