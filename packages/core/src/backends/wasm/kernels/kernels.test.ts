import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Arena, NOWHERE, type Place, quarters, uniform } from "./arena.test.support.ts";
import { gemmTNScratchBytes, instantiateKernels, PANEL, packedBytes, panelBytes } from "./kernels.ts";

const sizes = (max: number) => fc.integer({ min: 1, max });
const lanes = (max: number) => fc.integer({ min: 1, max: max / 4 }).map((quads) => quads * 4);
const offset = fc.integer({ min: 0, max: 3 });
const seed = fc.integer();

/** A packed matrix of zeros, as one long row. */
const packed = (arena: Arena, K: number, N: number) => arena.fill(arena.place(1, packedBytes(K, N) / 4), () => 0);

const pack = (arena: Arena, B: Place) => {
  const to = packed(arena, B.rows, B.width);
  arena.kernels.packB(to.at, panelBytes(B.rows), 0, 0, B.at, B.pitch, 4, B.rows, B.width);
  return to;
};

describe("instantiateKernels", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it("accepts a memory of any size, with or without a maximum", () => {
    for (const limits of [{ initial: 0 }, { initial: 0, maximum: 0 }, { initial: 3, maximum: 65536 }])
      expect(() => instantiateKernels(new WebAssembly.Memory(limits))).not.toThrow();
  });

  it("keeps working after the memory has grown", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const kernels = instantiateKernels(memory);
    memory.grow(1);
    new Float32Array(memory.buffer).set([1, Number.POSITIVE_INFINITY], 65536 / 4);
    expect([kernels.allFinite(65536, 4), kernels.allFinite(65536, 8)]).toEqual([1, 0]);
  });

  it("traps beyond the memory instead of reading on", () => {
    const kernels = instantiateKernels(new WebAssembly.Memory({ initial: 1 }));
    expect(() => kernels.allFinite(65536 - 8, 16)).toThrow(WebAssembly.RuntimeError);
  });

  it("says E_BACKEND where the engine refuses WebAssembly", async () => {
    vi.resetModules();
    const refuse = class {
      constructor() {
        throw new Error("Wasm code generation disallowed by embedder");
      }
    };
    vi.stubGlobal("WebAssembly", { Module: refuse });
    const fresh = await import("./kernels.ts");
    expect(() => fresh.instantiateKernels({} as WebAssembly.Memory)).toThrow(/\[E_BACKEND\].*disallowed by embedder/s);
  });
});

describe("packed sizes", () => {
  it("count whole panels of 8 columns", () => {
    expect(PANEL).toBe(8);
    expect([panelBytes(3), packedBytes(3, 8), packedBytes(3, 9), packedBytes(0, 9)]).toEqual([96, 96, 192, 0]);
  });

  it("bound gemmTN's scratch for any number of rows", () => {
    expect([gemmTNScratchBytes(8, 10), gemmTNScratchBytes(1024, 12288)]).toEqual([1600, 811008]);
  });
});

describe("packB", () => {
  it("puts element (k, n) at panel (col0+n)/8, row row0+k, lane (col0+n)%8, and writes nothing else", () => {
    const layouts = ["row-major", "transposed", "strided"] as const;
    const block = { K: sizes(21), N: sizes(45), row0: sizes(5), col0: fc.integer({ min: 0, max: 19 }), pad: offset };
    fc.assert(
      fc.property(fc.record({ ...block, layout: fc.constantFrom(...layouts), last: fc.boolean() }), (given) => {
        const { K, N, row0, col0, pad, layout, last } = given;
        const arena = new Arena();
        const height = row0 + K + 2;
        const to = arena.place(1, packedBytes(height, col0 + N) / 4);
        const wide = layout === "strided" ? 2 : 1;
        const [rows, width] = layout === "transposed" ? [N, K] : [K, (N - 1) * wide + 1];
        const from = last ? arena.placeLast(rows, width, { pad }) : arena.place(rows, width, { pad, offset: pad });
        arena.fill(from, (i, j) => 1 + i * 100 + j);
        const [rowStride, colStride] = layout === "transposed" ? [4, from.pitch] : [from.pitch, 4 * wide];
        const stride = panelBytes(height);
        const wrote = arena.run(
          (kernels) => kernels.packB(to.at, stride, row0, col0, from.at, rowStride, colStride, K, N),
          to,
        );
        expect(wrote).toBe(NOWHERE);
        const got = arena.rows(to)[0]!;
        const want = got.map(() => Number.NaN);
        for (let k = 0; k < K; k++)
          for (let n = 0; n < N; n++) {
            const column = col0 + n;
            const place = Math.floor(column / 8) * height * 8 + (row0 + k) * 8 + (column % 8);
            want[place] = layout === "transposed" ? 1 + n * 100 + k : 1 + k * 100 + n * wide;
          }
        expect(got).toEqual(want);
      }),
      { numRuns: 300 },
    );
  });
});

describe("gemm", () => {
  const shape = { M: sizes(9), N: lanes(76), K: fc.integer({ min: 0, max: 40 }), offset, pad: offset, seed };

  it("is the product for odd sizes, unaligned A and NaN pads, and writes C alone", () => {
    fc.assert(
      fc.property(fc.record({ ...shape, accumulate: fc.boolean() }), ({ M, N, K, offset, pad, seed, accumulate }) => {
        const arena = new Arena();
        const next = quarters(seed);
        const B = arena.fill(arena.place(K, N), next);
        const panels = pack(arena, B);
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
      const arena = new Arena(64);
      const next = quarters(M);
      const [A, B] = [arena.fill(arena.place(M, K), next), arena.fill(arena.place(K, N), next)];
      const panels = pack(arena, B);
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
        const arena = new Arena(8);
        const next = uniform(seed);
        const panels = pack(arena, arena.fill(arena.place(K, N), next));
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
        const arena = new Arena();
        const K = 5;
        const B = arena.fill(arena.place(K, N), () => 0);
        arena.floats[(B.at + 3 * B.pitch) / 4 + 2] = Number.NaN;
        const panels = pack(arena, B);
        const A = arena.fill(arena.place(M, K), (i, j) => (i === M - 1 && j === 4 ? Number.POSITIVE_INFINITY : 0));
        const C = arena.place(M, N);
        arena.kernels.gemm(M, N, K, A.at, A.pitch, panels.at, panelBytes(K), C.at, C.pitch, 0);
        const want = arena.rows(C).map((row, i) => row.map((_, j) => (i === M - 1 || j === 2 ? Number.NaN : 0)));
        expect(arena.rows(C)).toEqual(want);
      }
  });
});

describe("gemmTN", () => {
  const shape = { M: sizes(70), N: lanes(44), R: fc.integer({ min: 0, max: 60 }), pad: offset, offset, seed };

  it("is Aᵀ·B for odd sizes, unaligned A and NaN pads, and writes C and its scratch alone", () => {
    fc.assert(
      fc.property(fc.record({ ...shape, accumulate: fc.boolean() }), ({ M, N, R, pad, offset, seed, accumulate }) => {
        const arena = new Arena();
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
    const arena = new Arena(16);
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

describe("bits", () => {
  // Sluice promises the same bits on every engine: these hashes came from x64 on Node 20, 22 and 24 and must not change
  // unless the order of a sum is changed on purpose.
  it("are the same on every engine", () => {
    const arena = new Arena(64);
    const [M, N, K] = [23, 44, 1030];
    const next = uniform(7);
    const A = arena.fill(arena.place(M, K, { offset: 1 }), next);
    const panels = pack(arena, arena.fill(arena.place(K, N), next));
    const C = arena.place(M, N);
    arena.kernels.gemm(M, N, K, A.at, A.pitch, panels.at, panelBytes(K), C.at, C.pitch, 0);
    const [P, Q, G] = [arena.fill(arena.place(K, M), next), arena.fill(arena.place(K, N), next), arena.place(M, N)];
    const scratch = arena.place(1, gemmTNScratchBytes(N, K) / 4);
    arena.kernels.gemmTN(M, N, K, P.at, P.pitch, Q.at, Q.pitch, G.at, G.pitch, 0, scratch.at);
    expect([hash(arena.bits(C)), hash(arena.bits(G))]).toEqual(["9afd3a4c", "5583d6c9"]);
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
