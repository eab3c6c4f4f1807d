/** @import { Measured } from "../harness/measure.mjs" */
/** @import { Surroundings } from "../harness/run-json.mjs" */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { headline } from "./headline.mjs";
import { AXES, sweep } from "./sweep.mjs";
import { threads } from "./threads.mjs";

/** @typedef {Surroundings & { cpu: string, versions: Record<string, Readonly<Record<string, string>>>, rows: Measured[] }} Run */

/**
 * Writes the pictures of a run beside its numbers, in light and in dark colours.
 *
 * @param {Run} run
 * @param {string} folder
 * @returns {string[]} the files
 */
export function drawCharts(run, folder) {
  /** @type {string[]} */
  const written = [];
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    const pictures = { headline: headline(run, theme), threads: threads(run, theme) };
    for (const axis of /** @type {(keyof typeof AXES)[]} */ (Object.keys(AXES)))
      Object.assign(pictures, { [`by-${axis}`]: sweep(run, axis, theme) });
    for (const [name, svg] of Object.entries(pictures)) {
      if (svg === undefined) continue;
      const path = join(folder, `${name}.${theme}.svg`);
      writeFileSync(path, svg);
      written.push(path);
    }
  }
  return written;
}

// node bench/charts/draw.mjs FOLDER draws a finished run again.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? ".");
  for (const path of drawCharts(JSON.parse(readFileSync(join(folder, "run.json"), "utf8")), folder)) console.log(path);
}
