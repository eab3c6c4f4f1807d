import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arena, NOWHERE, type Place, quarters, uniform } from "./arena.test.support.ts";
import { gemmTNScratchBytes, panelBytes } from "./kernels.ts";
import { WIDE_PRODUCTS_BASE64 } from "./wide-products.generated.ts";

const sizes = (max: number) => fc.integer({ min: 1, max });
const lanes = (max: number) => fc.integer({ min: 1, max: max / 4 }).map((quads) => quads * 4);
const offset = fc.integer({ min: 0, max: 3 });
const seed = fc.integer();

const widths = [
  { name: "narrow", products: undefined },
  { name: "wide", products: WIDE_PRODUCTS_BASE64 },
];

describe.each(widths)("gemm, $name", ({ products }) => {
  const shape = { M: sizes(9), N: lanes(76), K: fc.integer({ min: 0, max: 40 }), offset, pad: offset, seed };

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
  const shape = { M: sizes(70), N: lanes(44), R: fc.integer({ min: 0, max: 60 }), pad: offset, offset, seed };

  it("is Aᵀ·B for odd sizes, unaligned A and NaN pads, and writes C and its scratch alone", () => {
    fc.assert(
      fc.property(fc.record({ ...shape, accumulate: fc.boolean() }), ({ M, N, R, pad, offset, seed, accumulate }) => {
        const arena = new Arena(4, products);
        const next = quarters(seed);
        const B = arena.fill(arena.place(R, N, { pad: 4 }), next);
        const C = arena.place(M, N, { pad: 4 });
        if (accumulate) arena.fill(C, next);
        const old = arena.rows(C);
        const scratch = arena.place(1, gemmTNScratchBytes(N, R) / 4);
        const A = arena.fill(pad % 2 ? arena.placeLast(R, M, { pad }) : arena.place(R, M, { pad, offset }), next);
        const wrote = arena.run(
          (kernels) =>
            kernels.gemmTN(M, N, R, A.at, A.pitch, B.at, B.pitch, C.at, C.pitch, accumulate ? 1 : 0, scratch.at),
          C,
          scratch,
        );
        expect(wrote).toBe(NOWHERE);
        const turned = Array.from({ length: M }, (_, m) => arena.rows(A).map((row) => row[m]!));
        expect(arena.rows(C)).toEqual(product(turned, arena.rows(B), accumulate ? old : undefined, M, N));
      }),
      { numRuns: 150 },
    );
  });

  it("is Aᵀ·B over more rows than one block, and NaN passes", () => {
    const arena = new Arena(16, products);
    const [M, N, R] = [37, 20, 401];
    const next = quarters(3);
    const [A, B, C] = [arena.fill(arena.place(R, M), next), arena.fill(arena.place(R, N), next), arena.place(M, N)];
    const scratch = arena.place(1, gemmTNScratchBytes(N, R) / 4);
    const run = () =>
      arena.run((k) => k.gemmTN(M, N, R, A.at, A.pitch, B.at, B.pitch, C.at, C.pitch, 0, scratch.at), C, scratch);
    expect(run()).toBe(NOWHERE);
    const turned = Array.from({ length: M }, (_, m) => arena.rows(A).map((row) => row[m]!));
    const want = product(turned, arena.rows(B), undefined, M, N);
    expect(arena.rows(C)).toEqual(want);
    arena.floats[(A.at + 250 * A.pitch) / 4 + 36] = Number.NaN;
    run();
    expect(arena.rows(C)).toEqual(want.map((row, m) => (m === 36 ? row.map(() => Number.NaN) : row)));
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
    const [P, Q, G] = [arena.fill(arena.place(K, M), next), arena.fill(arena.place(K, N), next), arena.place(M, N)];
    const scratch = arena.place(1, gemmTNScratchBytes(N, K) / 4);
    for (let call = 0; call < 300; call++) {
      arena.kernels.gemm(M, N, K, A.at, A.pitch, panels.at, panelBytes(K), C.at, C.pitch, 0);
      arena.kernels.gemmTN(M, N, K, P.at, P.pitch, Q.at, Q.pitch, G.at, G.pitch, 0, scratch.at);
      if (call % 50 === 0 || call === 299)
        expect([hash(arena.bits(C)), hash(arena.bits(G))]).toEqual(["9afd3a4c", "5583d6c9"]);
    }
  });
});

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
