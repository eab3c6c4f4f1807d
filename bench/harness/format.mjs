/** @import { Measured } from "./measure.mjs" */
/** @import { Row } from "./rows.mjs" */
/** @import { Summary } from "./statistics.mjs" */
import { productFlops } from "./rows.mjs";

/** Three digits, in the unit that reads best. @param {number} ms */
export function duration(ms) {
  if (Math.abs(ms) < 0.1) return `${digits(ms * 1000)} µs`;
  return ms < 10_000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`;
}

/** @param {number} value */
export function digits(value) {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 || size === 0 ? 0 : size >= 9.995 ? 1 : 2);
}

/** How many times as long as Sluice. @param {Summary} theirs @param {Summary} ours */
export function ratio(theirs, ours) {
  return `${digits(theirs.median / ours.median)}×`;
}

/** @param {Row["size"]} size */
export function describeSize({ batch, steps, features, hidden, layers, output }) {
  const parts = [`batch ${batch}`, `${steps} steps`, `${features} features`, `hidden ${hidden}`];
  if (layers > 1) parts.push(`${layers} layers`);
  if (output === "sequence") parts.push("a prediction at every step");
  return parts.join(", ");
}

/**
 * One row as text: Sluice first, then the peers, each with median, least and largest time, and how many times Sluice's
 * median its own is.
 *
 * @param {Row} row
 * @param {Measured} measured
 * @returns {string}
 */
export function formatRow(row, { ours, peers, left, notYet, memory }) {
  const title = `${row.name}   ${describeSize(row.size)}${row.note === undefined ? "" : ` · ${row.note}`}`;
  if (notYet !== undefined) return `${title}\n  not yet: ${notYet}`;
  const lines = [title];
  if (memory !== undefined)
    for (const [name, { rest, growth, heapGrowth, steps }] of Object.entries(memory)) {
      const grown =
        growth === undefined || heapGrowth === undefined
          ? ""
          : `, growth over ${steps?.toLocaleString("en")} steps ${megabytes(growth)} resident, ${megabytes(heapGrowth)} of heap`;
      lines.push(`  ${name.padEnd(NAME)} ${megabytes(rest)} at rest${grown}`);
    }
  if (ours !== undefined) {
    const flops = productFlops(row);
    /** @param {string} name @param {Summary} times @param {string} times_ */
    const line = (name, times, times_) => {
      const rate = flops === undefined || flops < SMALL_FLOPS ? "" : `${digits(flops / times.median / 1e6)} GFLOP/s`;
      const range = `${duration(times.min)} … ${duration(times.max)}`;
      const few = times.rounds < ours.rounds ? `  ${times.rounds} rounds` : "";
      const waited =
        (times.waited ?? 0) * 3 > times.rounds ? `  waited in ${times.waited} of ${times.rounds} rounds` : "";
      return `  ${name.padEnd(NAME)} ${duration(times.median).padStart(9)}   ${range.padEnd(22)} ${times_.padStart(7)}   ${rate.padStart(14)}${few}${waited}`.trimEnd();
    };
    lines.push(line("sluice", ours, ""));
    for (const [name, times] of Object.entries(peers)) lines.push(line(name, times, ratio(times, ours)));
  }
  for (const [name, reason] of Object.entries(left)) lines.push(`  ${name.padEnd(NAME)} not compared: ${reason}`);
  return lines.join("\n");
}

const NAME = 17;
/** Below, a rate tells of everything but the products. */
const SMALL_FLOPS = 1e8;

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1).replace(/^-0\.0$/, "0.0")} MB`;
