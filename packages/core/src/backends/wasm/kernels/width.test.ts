import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Arena, groupLayouts, uniform } from "./arena.test.support.ts";
import { gemmTNScratchBytes, panelBytes, REDUCE } from "./kernels.ts";
import { WIDE_PRODUCTS_HEX } from "./wide-products.generated.ts";

const sizes = (max: number) => fc.integer({ min: 1, max });
const lanes = (max: number) => fc.integer({ min: 1, max: max / 4 }).map((quads) => quads * 4);

/** Values between −1 and 1, now and then one that arithmetic treats differently. */
function mixed(seed: number, odd: number): () => number {
  const next = uniform(seed);
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40, -1e-42, 3e38, -0, 0];
  return () => {
    const value = next();
    return Math.abs(value) < odd ? special[Math.floor((Math.abs(value) / odd) * special.length)]! : value;
  };
}

describe("wide products", () => {
  const odd = fc.constantFrom(0, 0.01, 0.3);
  const depth = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 180, max: 540 }));
  const given = {
    M: sizes(23),
    N: lanes(76),
    K: depth,
    accumulate: fc.integer({ min: 0, max: 1 }),
    seed: fc.integer(),
    odd,
  };

  const sums = {
    ...given,
    groups: sizes(3),
    rows: fc.oneof(sizes(40), fc.integer({ min: 60, max: 180 })),
    left: groupLayouts,
    right: groupLayouts,
    halvings: fc.integer({ min: 0, max: 3 }),
  };

  const both = (run: (arena: Arena) => number[][]) =>
    [undefined, WIDE_PRODUCTS_HEX].map((products) => run(new Arena(12, products)));

  it("give gemm the bits of the narrow ones, also of NaN, infinities and denormals", () => {
    fc.assert(
      fc.property(fc.record(given), ({ M, N, K, accumulate, seed, odd }) => {
        const [narrow, wide] = both((arena) => {
          const next = mixed(seed, odd);
          const A = arena.fill(arena.place(M, K, { offset: seed & 3 }), next);
          const panels = arena.pack(arena.fill(arena.place(K, N), next));
          const C = arena.fill(arena.place(M, N), next);
          arena.kernels.gemm(M, N, K, A.at, A.pitch, panels.at, panelBytes(K), C.at, C.pitch, accumulate);
          return arena.bits(C);
        });
        expect(wide).toEqual(narrow);
      }),
      { numRuns: 200 },
    );
  });

  it("give gemmTN the bits of the narrow ones, also of NaN, infinities and denormals", () => {
    fc.assert(
      fc.property(fc.record(sums), ({ M, N, groups, rows, left, right, halvings, seed, odd }) => {
        const [narrow, wide] = both((arena) => {
          const next = mixed(seed, odd);
          const A = arena.fillGroups(arena.placeGroups(groups, rows, M, left), next);
          const B = arena.placeGroups(groups, rows, N, { ...right, last: false });
          arena.fillGroups(B, next);
          const C = arena.place(M, N);
          const { at } = arena.place(1, gemmTNScratchBytes(M, N, halvings) / 4);
          const [a, b] = [A, B].map((side) => [side.at, side.groupStride, side.rowStride] as const);
          arena.kernels.gemmTN(M, N, groups, rows, ...a!, ...b!, C.at, C.pitch, halvings, at);
          return arena.bits(C);
        });
        expect(wide).toEqual(narrow);
      }),
      { numRuns: 200 },
    );
  });
});

describe("useWideProducts", () => {
  afterEach(() => {
    vi.resetModules();
  });

  it("replaces the products of kernels that are instantiated later, and nothing else", async () => {
    vi.resetModules();
    const { instantiateKernels } = await import("./kernels.ts");
    const { useWideProducts, wideProducts } = await import("./width.ts");
    const memory = () => new WebAssembly.Memory({ initial: 1 });
    const earlier = instantiateKernels(memory());
    const [gemm, gemmTN] = [earlier.gemm, earlier.gemmTN];
    expect(wideProducts()).toBeUndefined();

    // A module whose gemm and gemmTN do nothing at all.
    useWideProducts(IDLE_HEX);
    expect(wideProducts()).toBe(IDLE_HEX);
    expect([earlier.gemm, earlier.gemmTN]).toEqual([gemm, gemmTN]);
    const room = memory();
    const words = new Uint32Array(room.buffer).fill(1);
    const later = instantiateKernels(room);
    later.gemm(1, 4, 1, 64, 4, 128, 32, 256, 16, 0);
    expect(words.every((word) => word === 1)).toBe(true);
    later.reduceMiddle(256, 16, 64, 1, 0, 1, 0, 1, 0, 1, REDUCE.sum, 0, 0);
    expect(words.slice(64, 68)).toEqual(words.slice(16, 20));
    expect(Object.keys(later).sort()).toEqual(Object.keys(earlier).sort());
  });
});

/** (module (import "env" "memory" (memory 0)) (func (export "gemm") (export "gemmTN"))) */
const IDLE_HEX = Buffer.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x02, 0x0f, 0x01, 0x03, ...Buffer.from("env"), 0x06, ...Buffer.from("memory"), 0x02, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x07, 0x11, 0x02, 0x04, ...Buffer.from("gemm"), 0x00, 0x00, 0x06, ...Buffer.from("gemmTN"), 0x00, 0x00],
  ...[0x0a, 0x04, 0x01, 0x02, 0x00, 0x0b],
]).toString("hex");
