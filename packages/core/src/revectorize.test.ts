import { describe, expect, it } from "vitest";
import { joinsVectors } from "./revectorize.ts";

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
