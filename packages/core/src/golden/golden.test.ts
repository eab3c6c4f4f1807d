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
      for (const backend of ["reference", "wasm"] as const)
        test(`${golden.name} on ${backend}`, () => expect(runCase(golden, backend)).toEqual([]));
    }
  });
