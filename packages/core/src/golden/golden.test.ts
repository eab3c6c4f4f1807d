import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { casesOf } from "./files.ts";
import { runCase } from "./run.ts";

const folder = fileURLToPath(new URL("vectors/", import.meta.url));

for (const file of readdirSync(folder))
  describe(`${file} comes out as PyTorch computed it`, () => {
    for (const golden of casesOf(file, readFileSync(`${folder}/${file}`, "utf8"))) {
      if ("skipped" in golden) {
        test.skip(`${golden.name} (${golden.skipped})`);
        continue;
      }
      // A whole training takes the reference half a minute: `npm run golden` does it, flights-lstm.test.ts a part of it.
      const backends = "check" in golden ? (["wasm"] as const) : (["reference", "wasm"] as const);
      for (const backend of backends)
        test(`${golden.name} on ${backend}`, async () => expect(await runCase(golden, backend)).toEqual([]));
    }
  });
