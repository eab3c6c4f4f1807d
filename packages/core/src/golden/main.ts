import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BackendName } from "../program.ts";
import { casesOf } from "./files.ts";
import { runCase } from "./run.ts";

// npm run golden -- DIR: every case of every file on both backends.
const [dir] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;
try {
  const files = (await readdir(dir ?? ".")).filter((name) => name.endsWith(".json")).sort();
  if (files.length === 0) throw new Error(`expected reference vectors (*.json) in ${dir}, found none`);
  for (const file of files) {
    const why = new Map<string, number>();
    for (const golden of casesOf(file, await readFile(join(dir ?? ".", file), "utf8"))) {
      if ("skipped" in golden) {
        skipped++;
        why.set(golden.skipped, (why.get(golden.skipped) ?? 0) + 1);
        continue;
      }
      let wrong = 0;
      for (const backend of ["reference", "wasm"] satisfies BackendName[])
        for (const failure of await runCase(golden, backend)) {
          wrong++;
          console.log(`${file} ${golden.name} [${backend}] ${failure}`);
        }
      if (wrong === 0) passed++;
      else failed++;
    }
    for (const [reason, count] of why) console.log(`${file}: ${count} skipped (${reason})`);
  }
} catch (error) {
  console.error(`sluice: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (failed > 0) process.exitCode = 1;
