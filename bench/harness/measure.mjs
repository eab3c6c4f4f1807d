/** @import { Row } from "./rows.mjs" */
/** @import { PeerName, Runner } from "./peers.mjs" */
/** @import { Summary } from "./statistics.mjs" */
/** @import { Pace, Taken } from "./rounds.mjs" */
import { makeArrays, packArrays } from "./arrays.mjs";
import { CHECKED_STEPS, disagreement } from "./check.mjs";
import { takeTurns } from "./rounds.mjs";
import { summarize } from "./statistics.mjs";
import { Worker, WorkerError } from "./worker.mjs";

/**
 * @typedef {object} Measured
 * @property {string} name
 * @property {Summary} [ours] milliseconds
 * @property {Partial<Record<PeerName, Summary>>} peers milliseconds, of those that agree with Sluice
 * @property {Partial<Record<PeerName, string>>} left peers without a number, and why
 * @property {string} [notYet] why there is nothing of Sluice to measure
 * @property {Record<string, Memory>} [memory]
 */

/**
 * @typedef {object} Memory bytes
 * @property {number} rest resident memory when trained for some steps, less that of the process with the library loaded
 * @property {number} [growth] of resident memory over so many further steps
 * @property {number} [heapGrowth] of the JavaScript heap after a full collection
 * @property {number} [steps]
 */

/** Runs until a process's memory has settled, and over which its growth is told. */
const SETTLING_STEPS = 1000;
const GROWTH_STEPS = 10_000;
/** Fresh processes that compiling is timed in. */
const COMPILE_ROUNDS = 5;
/** Models that a process compiles before the one that counts as warm. */
const MODELS_BEFORE_WARM = 2;

/**
 * @param {Row} row
 * @param {ReadonlyMap<"sluice" | PeerName, Runner>} runners Sluice and the peers that are present
 * @param {Pace} pace
 * @returns {Promise<Measured>}
 */
export async function measureRow(row, runners, pace) {
  const job = {
    kind: row.kind,
    cell: row.cell,
    size: row.size,
    rate: row.rate,
    epochs: row.epochs ?? 1,
    checkedSteps: CHECKED_STEPS,
    arrays: packArrays(makeArrays(row.cell, row.size, row.condition)),
  };
  /** @type {Measured} */
  const measured = { name: row.name, peers: {}, left: {} };
  /** @type {Map<"sluice" | PeerName, Worker>} */
  const workers = new Map();
  try {
    /** @type {number[] | undefined} */
    let expected;
    for (const name of /** @type {const} */ (["sluice", ...row.peers])) {
      const runner = runners.get(name);
      if (runner === undefined) continue;
      const worker = new Worker(runner.launch);
      workers.set(name, worker);
      try {
        const before = row.kind === "memory" ? await worker.ask({ do: "memory" }) : undefined;
        const { result, notYet } = await worker.ask({ do: "prepare", job });
        if (notYet !== undefined) return { ...measured, notYet };
        expected ??= result;
        const wrong = disagreement(/** @type {number[]} */ (expected), result);
        if (wrong !== undefined) throw new WorkerError(`another result than Sluice's: ${wrong}`);
        if (before !== undefined) {
          measured.memory ??= {};
          measured.memory[name] = await memoryOf(worker, before.rss, name === "sluice");
        }
      } catch (error) {
        if (name === "sluice" || !(error instanceof WorkerError)) throw error;
        measured.left[name] = error.message;
        await leave(workers, name);
      }
      if (row.kind === "compile" || row.kind === "memory") await leave(workers, name);
    }
    if (row.kind === "memory") return measured;
    const present = [...runners.keys()].filter((name) => name === "sluice" || row.peers.includes(name));
    const agreeing = present.filter((name) => name === "sluice" || measured.left[name] === undefined);
    const samples =
      row.kind === "compile"
        ? await compileInTurn(agreeing, runners, { job, warm: row.warm === true, rounds: pace.rounds })
        : await takeTurns(
            agreeing.map((name) => ({
              name,
              run: (calls) => /** @type {Worker} */ (workers.get(name)).ask({ do: "run", calls }),
            })),
            pace,
          );
    for (const name of agreeing) {
      const found = samples.get(name);
      if (found === undefined) continue;
      if (found instanceof Error) {
        if (name === "sluice") throw found;
        measured.left[name] = found.message;
        continue;
      }
      const summary = { ...summarize(found.samples), ...(found.waited > 0 && { waited: found.waited }) };
      if (name === "sluice") measured.ours = summary;
      else measured.peers[name] = summary;
    }
    return measured;
  } finally {
    for (const name of workers.keys()) await leave(workers, name);
  }
}

/** @param {Map<"sluice" | PeerName, Worker>} workers @param {"sluice" | PeerName} name */
async function leave(workers, name) {
  const worker = workers.get(name);
  workers.delete(name);
  await worker?.close();
}

/**
 * Every sample from a process of its own.
 *
 * @param {readonly ("sluice" | PeerName)[]} names
 * @param {ReadonlyMap<"sluice" | PeerName, Runner>} runners
 * @param {{ job: object, warm: boolean, rounds: number }} options
 */
async function compileInTurn(names, runners, { job, warm, rounds }) {
  /** @type {Map<string, Taken | Error>} */
  const results = new Map(names.map((name) => [name, { samples: [], waited: 0 }]));
  for (let round = 0; round < Math.min(rounds, COMPILE_ROUNDS); round++)
    for (const name of names) {
      const taken = results.get(name);
      if (taken === undefined || taken instanceof Error) continue;
      const worker = new Worker(/** @type {Runner} */ (runners.get(name)).launch);
      try {
        for (let model = 0; warm && model < MODELS_BEFORE_WARM; model++) await worker.ask({ do: "compile", job });
        taken.samples.push((await worker.ask({ do: "compile", job })).ms);
      } catch (error) {
        results.set(name, /** @type {Error} */ (error));
      } finally {
        await worker.close();
      }
    }
  return results;
}

/**
 * @param {Worker} worker ready to train
 * @param {number} before resident memory before it was
 * @param {boolean} grows whether to look for growth too
 * @returns {Promise<Memory>}
 */
async function memoryOf(worker, before, grows) {
  await worker.ask({ do: "run", calls: grows ? SETTLING_STEPS : 20 });
  const rest = await worker.ask({ do: "memory" });
  if (!grows) return { rest: rest.rss - before };
  await worker.ask({ do: "run", calls: GROWTH_STEPS });
  const after = await worker.ask({ do: "memory" });
  return {
    rest: rest.rss - before,
    growth: after.rss - rest.rss,
    heapGrowth: after.heap - rest.heap,
    steps: GROWTH_STEPS,
  };
}
