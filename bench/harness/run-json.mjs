/** @import { Measured } from "./measure.mjs" */
import { renameSync, writeFileSync } from "node:fs";

/**
 * @typedef {object} Surroundings
 * @property {string} node version of the Node that ran Sluice and the JavaScript peers
 * @property {readonly string[]} flags of that Node
 * @property {number} threads
 */

/**
 * What `--json` writes: medians in milliseconds of the rows that have a time.
 *
 * @param {Surroundings} surroundings
 * @param {readonly Measured[]} measured
 */
export function runJson({ node, flags, threads }, measured) {
  return {
    node,
    flags: [...flags],
    threads,
    rows: measured.flatMap(({ name, ours, peers }) =>
      ours === undefined
        ? []
        : [
            {
              name,
              ours: ours.median,
              peers: Object.fromEntries(Object.entries(peers).map(([peer, { median }]) => [peer, median])),
            },
          ],
    ),
  };
}

/**
 * Beside and renamed: nobody reads half a file.
 *
 * @param {string} path
 * @param {unknown} value
 */
export function writeJson(path, value) {
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(beside, path);
}
