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

/** @typedef {"sluice" | PeerName} Name */
/** @typedef {ReadonlyMap<Name, Runner>} Runners Sluice and the peers that are present */

/**
 * Measures one row: everyone prepares, whoever disagrees with Sluice is left out, and the others take turns.
 *
 * @param {Row} row
 * @param {Runners} runners
 * @param {Pace} pace
 * @returns {Promise<Measured>}
 */
export async function measureRow(row, runners, pace) {
  const { cell, size, kind, rate, epochs = 1, warm = false, threads = 1 } = row;
  const arrays = packArrays(makeArrays(cell, size, row.condition));
  const job = { kind, cell, size, rate, epochs, threads, checkedSteps: CHECKED_STEPS, arrays };
  /** @type {Measured} */
  const measured = { name: row.name, peers: {}, left: {} };
  /** @type {Map<Name, Worker>} */
  const workers = new Map();
  try {
    await prepare({ row, runners, job }, measured, workers);
    if (measured.notYet !== undefined || kind === "memory") return measured;
    const agreeing = [...workers.keys()];
    if (kind === "compile") await leave(workers, agreeing);
    const results =
      kind === "compile"
        ? await compileInTurn(agreeing, runners, { job, warm, rounds: pace.rounds })
        : await takeTurns(
            [...workers].map(([name, worker]) => ({ name, run: (calls) => worker.ask({ do: "run", calls }) })),
            pace,
          );
    for (const name of agreeing) record(measured, name, results.get(name));
    return measured;
  } finally {
    await leave(workers, [...workers.keys()]);
  }
}

/**
 * Starts a worker for everyone and compares what they compute; workers of those who agree stay.
 *
 * @param {{ row: Row, runners: Runners, job: object }} given
 * @param {Measured} measured
 * @param {Map<Name, Worker>} workers
 */
async function prepare({ row, runners, job }, measured, workers) {
  /** @type {number[] | undefined} */
  let expected;
  for (const name of /** @type {Name[]} */ (["sluice", ...row.peers])) {
    const runner = runners.get(name);
    if (runner === undefined) continue;
    const worker = new Worker(runner.launch);
    workers.set(name, worker);
    try {
      const before = row.kind === "memory" ? await worker.ask({ do: "memory" }) : undefined;
      const { result, notYet } = await worker.ask({ do: "prepare", job });
      measured.notYet = notYet;
      if (notYet !== undefined) return;
      expected ??= /** @type {number[]} */ (result);
      const wrong = disagreement(expected, result);
      if (wrong !== undefined) throw new WorkerError(`another result than Sluice's: ${wrong}`);
      if (before === undefined) continue;
      measured.memory = { ...measured.memory, [name]: await memoryOf(worker, before.rss, name === "sluice") };
      await leave(workers, [name]);
    } catch (error) {
      if (name === "sluice" || !(error instanceof WorkerError)) throw error;
      measured.left[name] = error.message;
      await leave(workers, [name]);
    }
  }
}

/** @param {Measured} measured @param {Name} name @param {Taken | Error | undefined} found */
function record(measured, name, found) {
  if (found === undefined) return;
  if (found instanceof Error) {
    if (name === "sluice") throw found;
    measured.left[name] = found.message;
    return;
  }
  const summary = { ...summarize(found.samples), ...(found.waited > 0 && { waited: found.waited }) };
  if (name === "sluice") measured.ours = summary;
  else measured.peers[name] = summary;
}

/** @param {Map<Name, Worker>} workers @param {readonly Name[]} names */
async function leave(workers, names) {
  for (const name of names) {
    const worker = workers.get(name);
    workers.delete(name);
    await worker?.close();
  }
}

/**
 * Every sample from a process of its own.
 *
 * @param {readonly Name[]} names
 * @param {Runners} runners
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
