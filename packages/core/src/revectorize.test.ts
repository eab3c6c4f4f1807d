import { describe, expect, it, vi } from "vitest";
import { WIDE_PRODUCTS_HEX } from "./backends/wasm/kernels/wide-products.generated.ts";
import { wideProducts } from "./backends/wasm/kernels/width.ts";
import { joinsVectors, revectorized } from "./revectorize.ts";

const x64 = (versions: Record<string, string>) => joinsVectors({ arch: "x64", versions });

describe("joinsVectors", () => {
  it("is so on Node.js 24 and newer, on x64", () => {
    expect([x64({ node: "24.0.0" }), x64({ node: "26.10.0" }), x64({ node: "100.1.0" })]).toEqual([true, true, true]);
  });

  it("is not so on older Node.js, where the flag is unknown or the wide tiles are slower", () => {
    expect([x64({ node: "20.19.0" }), x64({ node: "22.23.3" }), x64({ node: "9.0.0" })]).toEqual([false, false, false]);
  });

  it("is not so on other processors and in other runtimes, which may call themselves Node.js", () => {
    expect(joinsVectors({ arch: "arm64", versions: { node: "24.0.0" } })).toBe(false);
    expect([x64({ node: "24.3.0", bun: "1.2.0" }), x64({ node: "24.0.0", deno: "2.4.0" }), x64({})]).toEqual([
      false,
      false,
      false,
    ]);
    expect(joinsVectors({})).toBe(false);
  });
});

describe("importing it", () => {
  it("makes products wide exactly where vectors are joined", () => {
    expect(revectorized).toBe(joinsVectors(process));
    expect(wideProducts()).toBe(revectorized ? WIDE_PRODUCTS_HEX : undefined);
  });

  it("is not part of importing the package", async () => {
    vi.resetModules();
    await import("./index.ts");
    const fresh = await import("./backends/wasm/kernels/width.ts");
    expect(fresh.wideProducts()).toBeUndefined();
  });
});
