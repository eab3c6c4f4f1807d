import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Arena, NOWHERE } from "./arena.test.support.ts";
import { gemmTNScratchBytes, instantiateKernels, PANEL, packedBytes, panelBytes } from "./kernels.ts";

const sizes = (max: number) => fc.integer({ min: 1, max });
const offset = fc.integer({ min: 0, max: 3 });

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

  it("give gemmTN room for 192 rows of both sides, and for its result at every halving", () => {
    expect([gemmTNScratchBytes(7, 8, 0), gemmTNScratchBytes(7, 12, 0)]).toEqual([30720, 36864]);
    expect([gemmTNScratchBytes(7, 8, 1), gemmTNScratchBytes(7, 8, 3)]).toEqual([30944, 31392]);
    expect([gemmTNScratchBytes(256, 1024, 0), gemmTNScratchBytes(256, 1024, 3)]).toEqual([811008, 3956736]);
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
