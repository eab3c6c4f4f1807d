import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { unpackArrays } from "../harness/arrays.mjs";

/**
 * @typedef {object} Job
 * @property {"train" | "forward" | "step" | "epochs" | "compile" | "memory"} kind
 * @property {import("../harness/weights.mjs").CellName} cell
 * @property {import("../harness/sizes.mjs").Size} size
 * @property {number} rate
 * @property {number} threads
 * @property {number} epochs
 * @property {number} checkedSteps
 * @property {Record<string, { shape: number[], data: Float32Array }>} arrays
 */

/**
 * @typedef {object} Prepared
 * @property {number[]} result losses of the first steps, or outputs: what is compared before anything is timed
 * @property {(calls: number) => Promise<void> | void} loop
 */

/** What a worker cannot do, said instead of a number. */
export class NotYet extends Error {}

/**
 * Answers the harness until it closes the standard input.
 *
 * @param {object} worker
 * @param {() => Record<string, string> | Promise<Record<string, string>>} worker.describe
 * @param {(job: Job) => Prepared | Promise<Prepared>} worker.prepare
 * @param {(job: Job) => Promise<number>} [worker.compile] milliseconds from a model to its first step done, less a later step
 */
export async function serve({ describe, prepare, compile }) {
  /** @type {Prepared | undefined} */
  let prepared;
  /** @type {Job | undefined} */
  let job;
  /** @type {Record<string, (request: any) => any>} */
  const answers = {
    describe: async () => ({ versions: await describe() }),
    prepare: async ({ job: given }) => {
      job = { ...given, arrays: unpackArrays(given.arrays) };
      prepared = await prepare(/** @type {Job} */ (job));
      return { result: prepared.result };
    },
    run: async ({ calls }) => {
      const [started, before] = [performance.now(), process.cpuUsage()];
      await prepared?.loop(calls);
      const ms = performance.now() - started;
      const { user, system } = process.cpuUsage(before);
      return { ms, cpuMs: (user + system) / 1000 };
    },
    compile: async ({ job: given }) => ({
      ms: await compile?.({ ...given, arrays: unpackArrays(given.arrays) }),
    }),
    memory: () => {
      /** @type {any} */ (globalThis).gc?.();
      const { rss, heapUsed } = process.memoryUsage();
      return { rss, heap: heapUsed };
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let answer;
    try {
      answer = await answers[request.do](request);
    } catch (error) {
      answer = error instanceof NotYet ? { notYet: error.message } : { error: String(error) };
    }
    writeSync(3, `${JSON.stringify(answer)}\n`);
  }
}
