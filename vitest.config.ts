import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (name: string) => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests read the sources, so that a stale build can never make one pass.
    alias: {
      "@sluice/core": source("core"),
      "@sluice/forecast": source("forecast"),
      "@sluice/charts": source("charts"),
    },
  },
  test: {
    include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts", "examples/**/*.test.ts", "bench/**/*.test.mjs"],
    testTimeout: 60_000,
  },
});
