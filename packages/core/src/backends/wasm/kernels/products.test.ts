import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Arena,
  bitsOfSum,
  type GroupLayout,
  type Groups,
  groupLayouts,
  NOWHERE,
  type Place,
  quarters,
  uniform,
} from "./arena.test.support.ts";
import { gemmTNScratchBytes, type Kernels, panelBytes } from "./kernels.ts";
import { WIDE_PRODUCTS_HEX } from "./wide-products.generated.ts";

const sizes = (max: number) => fc.integer({ min: 1, max });
const lanes = (max: number) => fc.integer({ min: 1, max: max / 4 }).map((quads) => quads * 4);
const upTo = (max: number) => fc.integer({ min: 0, max });
const offset = upTo(3);
const seed = fc.integer();

const widths = [
  { name: "narrow", products: undefined },
  { name: "wide", products: WIDE_PRODUCTS_HEX },
];

describe.each(widths)("gemm, $name", ({ products }) => {
  const shape = { M: sizes(9), N: lanes(76), K: upTo(40), offset, pad: offset, seed };

  it("is the product for odd sizes, unaligned A and NaN pads, and writes C alone", () => {
    fc.assert(
      fc.property(fc.record({ ...shape, accumulate: fc.boolean() }), ({ M, N, K, offset, pad, seed, accumulate }) => {
        const arena = new Arena(4, products);
        const next = quarters(seed);
        const B = arena.fill(arena.place(K, N), next);
        const panels = arena.pack(B);
        const C = arena.place(M, N, { pad: 4 });
        if (accumulate) arena.fill(C, next);
        const old = arena.rows(C);
        const A = arena.fill(pad % 2 ? arena.placeLast(M, K, { pad }) : arena.place(M, K, { pad, offset }), next);
        const wrote = arena.run(
          (kernels) =>
            kernels.gemm(M, N, K, A.at, A.pitch, panels.at, panelBytes(K), C.at, C.pitch, accumulate ? 1 : 0),
          C,
        );
        expect(wrote).toBe(NOWHERE);
        expect(arena.rows(C)).toEqual(product(arena.rows(A), arena.rows(B), accumulate ? old : undefined, M, N));
      }),
      { numRuns: 200 },
    );
  });

  it("is the product for deep and tall shapes, which are computed in blocks", () => {
    for (const [M, N, K] of [
      [7, 12, 1100],
      [6, 36, 512],
      [150, 20, 513],
      [300, 12, 300],
    ] as const) {
      const arena = new Arena(64, products);
      const next = quarters(M);
      const [A, B] = [arena.fill(arena.place(M, K), next), arena.fill(arena.place(K, N), next)];
      const panels = arena.pack(B);
      const C = arena.place(M, N);
      expect(arena.run((k) => k.gemm(M, N, K, A.at, A.pitch, panels.at, panelBytes(K), C.at, C.pitch, 0), C)).toBe(
        NOWHERE,
      );
      expect(arena.rows(C)).toEqual(product(arena.rows(A), arena.rows(B), undefined, M, N));
    }
  });

  it("gives a row the same bits whatever rows are computed with it", () => {
    const depth = fc.oneof(sizes(40), fc.integer({ min: 500, max: 530 }));
    fc.assert(
      fc.property(fc.record({ ...shape, K: depth, accumulate: fc.boolean() }), (given) => {
        const { M, N, K, offset, pad, seed, accumulate } = given;
        const arena = new Arena(8, products);
        const next = uniform(seed);
        const panels = arena.pack(arena.fill(arena.place(K, N), next));
        const A = arena.fill(arena.place(M, K, { pad, offset }), next);
        const together = arena.fill(arena.place(M, N), (i, j) => i - j / 7);
        const call = (from: number, count: number, C: Place) =>
          arena.kernels.gemm(
            count,
            N,
            K,
            A.at + from * A.pitch,
            A.pitch,
            panels.at,
            panelBytes(K),
            C.at + from * C.pitch,
            C.pitch,
            accumulate ? 1 : 0,
          );
        call(0, M, together);
        const alone = arena.fill(arena.place(M, N), (i, j) => i - j / 7);
        for (let i = 0; i < M; i++) call(i, 1, alone);
        expect(arena.bits(alone)).toEqual(arena.bits(together));
        const split = seed & 7;
        const parts = arena.fill(arena.place(M, N), (i, j) => i - j / 7);
        call(0, Math.min(split, M), parts);
        if (split < M) call(split, M - split, parts);
        expect(arena.bits(parts)).toEqual(arena.bits(together));
      }),
      { numRuns: 120 },
    );
  });

  it("lets NaN and infinity pass, also against zeros, and only into their own row or column", () => {
    for (const M of [1, 2, 3, 4, 5, 8])
      for (const N of [4, 12, 32]) {
        const arena = new Arena(4, products);
        const K = 5;
        const B = arena.fill(arena.place(K, N), () => 0);
        arena.floats[(B.at + 3 * B.pitch) / 4 + 2] = Number.NaN;
        const panels = arena.pack(B);
        const A = arena.fill(arena.place(M, K), (i, j) => (i === M - 1 && j === 4 ? Number.POSITIVE_INFINITY : 0));
        const C = arena.place(M, N);
        arena.kernels.gemm(M, N, K, A.at, A.pitch, panels.at, panelBytes(K), C.at, C.pitch, 0);
        const want = arena.rows(C).map((row, i) => row.map((_, j) => (i === M - 1 || j === 2 ? Number.NaN : 0)));
        expect(arena.rows(C)).toEqual(want);
      }
  });
});

describe.each(widths)("gemmTN, $name", ({ products }) => {
  const given = { M: sizes(70), N: lanes(44), groups: sizes(4), left: groupLayouts, right: groupLayouts, seed };
  const few = fc.oneof(sizes(20), fc.integer({ min: 16, max: 90 }));
  const many = fc.integer({ min: 16, max: 90 });

  interface Given {
    M: number;
    N: number;
    groups: number;
    rows: number;
    left: GroupLayout;
    right: GroupLayout;
  }

  /** An arena with A and B, of which at most one ends with the memory. */
  function sides(
    { M, N, groups, rows, left, right }: Given,
    next: () => number,
  ): { arena: Arena; A: Groups; B: Groups } {
    const arena = new Arena(16, products);
    const A = arena.fillGroups(arena.placeGroups(groups, rows, M, left), next);
    const B = arena.placeGroups(groups, rows, N, { ...right, last: right.last && !left.last });
    return { arena, A, B: arena.fillGroups(B, next) };
  }

  it("is Aᵀ·B over all rows, however they lie and are halved, and writes C and its scratch alone", () => {
    const record = fc.record({ ...given, rows: few, halvings: upTo(3), pad: upTo(1) });
    fc.assert(
      fc.property(record, ({ seed, halvings, pad, ...given }) => {
        const { arena, A, B } = sides(given, quarters(seed));
        const C = arena.place(given.M, given.N, { pad: 4 * pad });
        expect(gemmTN(arena, A, B, C, halvings)).toBe(NOWHERE);
        expect(arena.rows(C)).toEqual(transposedProduct(arena, A, B));
      }),
      { numRuns: 120 },
    );
  });

  it("is Aᵀ·B over more rows than one block, and NaN passes from everywhere", () => {
    // Blocks are full, and with them the scratch, after three halvings too: 13 groups of 16 or 17 rows.
    const arena = new Arena(32, products);
    const [M, N, groups, rows] = [37, 24, 13, 135];
    const next = quarters(3);
    const A = arena.fillGroups(arena.placeGroups(groups, rows, M, { gap: 2 }), next);
    const B = arena.fillGroups(arena.placeGroups(groups, rows, N, { order: "woven" }), next);
    const C = arena.place(M, N);
    const want = transposedProduct(arena, A, B);
    for (const halvings of [0, 1, 2, 3]) {
      expect(gemmTN(arena, A, B, C, halvings)).toBe(NOWHERE);
      expect(arena.rows(C)).toEqual(want);
      for (const [group, row] of [
        [0, 0],
        [1, 66],
        [1, 67],
        [12, 134],
      ] as const) {
        const at = (A.at + group * A.groupStride + row * A.rowStride) / 4 + 36;
        const was = arena.floats[at]!;
        arena.floats[at] = Number.NaN;
        gemmTN(arena, A, B, C, halvings);
        arena.floats[at] = was;
        expect(arena.rows(C)).toEqual(want.map((row, m) => (m === 36 ? row.map(() => Number.NaN) : row)));
      }
    }
  });

  it("gives the bits of the two halves added up, each from arrays of its own and with one halving less", () => {
    const record = fc.record({ ...given, rows: many, halvings: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(record, ({ seed, halvings, ...given }) => {
        const { arena, A, B } = sides(given, uniform(seed));
        const { M, N, rows } = given;
        const half = (from: number, count: number) => {
          const C = arena.place(M, N);
          gemmTN(arena, arena.copyGroups(A, from, count), arena.copyGroups(B, from, count), C, halvings - 1);
          return arena.rows(C);
        };
        const C = arena.place(M, N);
        gemmTN(arena, A, B, C, halvings);
        const first = Math.floor(rows / 2);
        expect(arena.bits(C)).toEqual(bitsOfSum(half(0, first), half(first, rows - first)));
      }),
      { numRuns: 80 },
    );
  });

  it("gives the same bits however the rows lie, and without halvings also where all are one group", () => {
    const record = fc.record({ ...given, rows: few, halvings: upTo(3) });
    fc.assert(
      fc.property(record, ({ seed, halvings, ...given }) => {
        const { arena, A, B } = sides(given, uniform(seed));
        const bits = (A: Groups, B: Groups, halvings: number) => {
          const C = arena.place(given.M, given.N);
          gemmTN(arena, A, B, C, halvings);
          return arena.bits(C);
        };
        const [denseA, denseB] = [arena.copyGroups(A), arena.copyGroups(B)];
        expect(bits(A, B, halvings)).toEqual(bits(denseA, denseB, halvings));
        expect(bits(A, B, 0)).toEqual(bits(asOne(denseA), asOne(denseB), 0));
      }),
      { numRuns: 60 },
    );
  });

  it("halves 16 rows, 15 not", () => {
    // In float32 2²⁴ + 1 is 2²⁴, so the two ones count only where they come together first.
    const total = (rows: number, halvings: number, one: number) => {
      const arena = new Arena(4, products);
      const A = arena.fillGroups(arena.placeGroups(1, rows, 1), () => 1);
      const B = arena.fillGroups(arena.placeGroups(1, rows, 4), () => 0);
      arena.floats[B.at / 4] = 2 ** 24;
      arena.floats.fill(1, (B.at + one * B.rowStride) / 4, (B.at + (one + 2) * B.rowStride) / 4);
      const C = arena.place(1, 4);
      gemmTN(arena, A, B, C, halvings);
      return arena.rows(C)[0];
    };
    expect(total(16, 0, 8)).toEqual([16777216, 2, 2, 2]);
    expect(total(16, 1, 8)).toEqual([16777218, 2, 2, 2]);
    expect(total(16, 3, 8)).toEqual([16777218, 2, 2, 2]);
    expect(total(15, 3, 7)).toEqual([16777216, 2, 2, 2]);
    expect(total(32, 1, 8)).toEqual([16777216, 2, 2, 2]);
    expect(total(32, 2, 8)).toEqual([16777218, 2, 2, 2]);
  });
});

describe.each(widths)("bits, $name", ({ products }) => {
  // Sluice promises the same bits on every engine: these hashes came from x64 on Node 20, 22, 24 and 26 and must not change
  // unless the order of a sum is changed on purpose. The many calls let the engine replace its first code by optimised code.
  it("are the same on every engine, before and after it optimises", () => {
    const arena = new Arena(64, products);
    const [M, N, K] = [23, 44, 1030];
    const next = uniform(7);
    const A = arena.fill(arena.place(M, K, { offset: 1 }), next);
    const panels = arena.pack(arena.fill(arena.place(K, N), next));
    const C = arena.place(M, N);
    const P = arena.fillGroups(arena.placeGroups(1, K, M), next);
    const Q = arena.fillGroups(arena.placeGroups(1, K, N), next);
    const [G, H] = [arena.place(M, N), arena.place(M, N)];
    const halved = (side: Groups): Groups => ({ ...side, groups: 3, rows: 343, groupStride: 343 * side.rowStride });
    const { at } = arena.place(1, gemmTNScratchBytes(M, N, 3) / 4);
    for (let call = 0; call < 300; call++) {
      arena.kernels.gemm(M, N, K, A.at, A.pitch, panels.at, panelBytes(K), C.at, C.pitch, 0);
      callGemmTN(arena.kernels, P, Q, G, 0, at);
      callGemmTN(arena.kernels, halved(P), halved(Q), H, 3, at);
      if (call % 50 === 0 || call === 299)
        expect([C, G, H].map((place) => hash(arena.bits(place)))).toEqual(["9afd3a4c", "5583d6c9", "aadbd0fa"]);
    }
  });
});

/** C = Aᵀ·B with scratch of exactly the promised size; gives where else was written. */
function gemmTN(arena: Arena, A: Groups, B: Groups, C: Place, halvings: number): string {
  const scratch = arena.place(1, gemmTNScratchBytes(A.width, B.width, halvings) / 4);
  return arena.run((kernels) => callGemmTN(kernels, A, B, C, halvings, scratch.at), C, scratch);
}

function callGemmTN(kernels: Kernels, A: Groups, B: Groups, C: Place, halvings: number, scratch: number): void {
  const [left, right] = [A, B].map((side) => [side.at, side.groupStride, side.rowStride] as const);
  kernels.gemmTN(A.width, B.width, A.groups, A.rows, ...left!, ...right!, C.at, C.pitch, halvings, scratch);
}

/** The dense rows of several groups as one group. */
const asOne = (dense: Groups): Groups => ({ ...dense, groups: 1, rows: dense.groups * dense.rows });

function transposedProduct(arena: Arena, A: Groups, B: Groups): number[][] {
  const rows = arena.listGroups(A);
  const turned = Array.from({ length: A.width }, (_, m) => rows.map((row) => row[m]!));
  return product(turned, arena.listGroups(B), undefined, A.width, B.width);
}

/** (old +) A·B in float64, M×N also where the inner size is 0. */
function product(A: number[][], B: number[][], old: number[][] | undefined, M: number, N: number): number[][] {
  return Array.from({ length: M }, (_, i) =>
    Array.from({ length: N }, (_, j) => {
      let sum = old?.[i]?.[j] ?? 0;
      for (let k = 0; k < B.length; k++) sum += A[i]![k]! * B[k]![j]!;
      return sum;
    }),
  );
}

/** FNV-1a over 32-bit words. */
function hash(rows: number[][]): string {
  let state = 0x811c9dc5;
  for (const word of rows.flat()) state = Math.imul(state ^ word, 0x01000193);
  return (state >>> 0).toString(16);
}
