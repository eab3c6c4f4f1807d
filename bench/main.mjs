// Times Sluice and its peers in turn. docs/benchmark.md says how to run it and how to read it.
/** @import { Options } from "./harness/options.mjs" */
/** @import { PeerName, Runner, Tools } from "./harness/peers.mjs" */
import { existsSync, mkdirSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHECKED_STEPS, TOLERANCE } from "./harness/check.mjs";
import { formatRow } from "./harness/format.mjs";
import { measureRow } from "./harness/measure.mjs";
import { readOptions, USAGE, UsageError } from "./harness/options.mjs";
import { describe, findPython, launchOf, PEERS, REVECTORIZE } from "./harness/peers.mjs";
import { PACE } from "./harness/rounds.mjs";
import { ROWS, selectRows } from "./harness/rows.mjs";
import { runJson, writeJson } from "./harness/run-json.mjs";
import { killWorkers } from "./harness/worker.mjs";

const bench = dirname(fileURLToPath(import.meta.url));

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.on(signal, () => {
    killWorkers();
    process.exit(signal === "SIGINT" ? 130 : 143);
  });

/** @param {Options} options */
function nodeOf({ node }) {
  if (node === undefined) return process.execPath;
  const path = /^\d+$/.test(node) ? join(bench, "node_modules", `node${node}`, "bin", "node") : node;
  if (existsSync(path)) return path;
  throw new UsageError(`--node: expected 20, 22, 24 or 26 after npm run bench:setup, or a path, got ${node}`);
}

/** @param {Options} options */
function rowsOf({ only }) {
  const { rows, unknown } = selectRows(only);
  if (unknown.length === 0) return rows;
  throw new UsageError(`--only: no row begins with ${unknown.join(", ")}; --list names them`);
}

/** @param {Options} options @returns {readonly PeerName[]} */
function peersOf({ peers }) {
  const unknown = peers?.filter((name) => !PEERS.includes(/** @type {PeerName} */ (name))) ?? [];
  if (unknown.length > 0)
    throw new UsageError(`--peers: expected names among ${PEERS.join(", ")}, got ${unknown.join(", ")}`);
  return PEERS.filter((name) => peers === undefined || peers.includes(name));
}

/**
 * Sluice, and of the peers that the rows ask for those that are here; says why the others are not.
 *
 * @param {ReadonlySet<PeerName>} asked
 * @param {Tools} given
 */
async function runnersOf(asked, given) {
  const wantsPython = asked.has("pytorch") || asked.has("pytorch-script");
  const tools = wantsPython ? { ...given, python: await findPython(given.python) } : given;
  /** @type {Map<"sluice" | PeerName, Runner>} */
  const runners = new Map();
  for (const name of /** @type {const} */ (["sluice", ...asked])) {
    const launch = launchOf(name, tools);
    const versions =
      launch === undefined ? "no python3 here imports torch (Debian: python3-torch)" : await describe(launch);
    if (launch !== undefined && typeof versions !== "string") runners.set(name, { launch, versions });
    else if (name === "sluice") throw new Error(`Sluice does not run: ${versions}`);
    else console.log(`${name}: skipped: ${versions}`);
  }
  return runners;
}

/** @param {ReadonlyMap<string, Runner>} runners @param {readonly string[]} flags */
function header(runners, flags) {
  const lines = [];
  const own = /** @type {Runner} */ (runners.get("sluice")).versions;
  lines.push(
    `Sluice ${own.sluice} · Node ${own.node}${flags.map((flag) => ` ${flag}`).join("")} · V8 ${own.v8} · one thread each, but for the rows threads/…`,
  );
  lines.push(`${cpus()[0]?.model.trim() ?? "unknown processor"}, ${availableParallelism()} cores`);
  for (const [name, { versions }] of runners) {
    if (name === "sluice") continue;
    lines.push(
      `${name}: ${Object.entries(versions)
        .map(([what, version]) => `${what} ${version}`)
        .join(", ")}`,
    );
    if (versions.blas === "reference BLAS")
      lines.push(`  a BLAS of plain loops, about ten times slower: npm run bench:setup brings OpenBLAS`);
  }
  const [busy] = loadavg();
  if (busy > 0.5)
    lines.push(`load before the start ${busy.toFixed(1)}: something else is running, trust no range that is wide`);
  lines.push(
    `Same weights and data everywhere; a peer counts whose loss, or outputs, agree with Sluice's within ${TOLERANCE}, training also after ${CHECKED_STEPS} steps of Adam.`,
    `Median, least and largest of the rounds; × is how many times as long as Sluice.`,
  );
  return lines.join("\n");
}

/** @param {Options} options */
async function main(options) {
  const rows = rowsOf(options);
  const peers = peersOf(options);
  // Before the work, so that no number is lost to a folder that cannot be made.
  for (const folder of [options.json && dirname(options.json), options.results])
    if (folder) mkdirSync(folder, { recursive: true });
  const flags = options.revectorize ? [REVECTORIZE] : [];
  const asked = new Set(peers.filter((peer) => rows.some((row) => row.peers.includes(peer))));
  const { revectorize, python } = options;
  const runners = await runnersOf(asked, { node: nodeOf(options), revectorize, python });
  const node = /** @type {Runner} */ (runners.get("sluice")).versions.node;
  const surroundings = { node, flags, threads: 1 };
  console.log(`${header(runners, flags)}\n`);

  const pace = { ...PACE, rounds: options.rounds, roundMs: options.roundMs };
  const versions = Object.fromEntries([...runners].map(([name, runner]) => [name, runner.versions]));
  const cpu = cpus()[0]?.model.trim() ?? "";
  const whole = options.only.length === 0 && options.peers === undefined;
  const folder = options.results ?? (whole ? join(bench, "results", folderName(node, flags)) : undefined);
  const measured = [];
  for (const row of rows) {
    if (process.stderr.isTTY) process.stderr.write(`${row.name} …\r`);
    const result = await measureRow(row, runners, pace);
    if (process.stderr.isTTY) process.stderr.write(`${" ".repeat(row.name.length + 2)}\r`);
    measured.push(result);
    console.log(`${formatRow(row, result)}\n`);
    // After every row: a run that is stopped leaves what it has.
    if (options.json !== undefined) writeJson(options.json, runJson(surroundings, measured));
  }
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    const run = { ...surroundings, cpu, versions, rows: measured };
    writeJson(join(folder, "run.json"), run);
    // Loaded late: pictures need the packages built, numbers only the core.
    const { drawCharts } = await import("./charts/draw.mjs");
    for (const path of drawCharts(run, folder)) console.log(path);
  }
}

/** @param {string} node @param {readonly string[]} flags */
const folderName = (node, flags) =>
  `node-${node.replace(/^v(\d+).*/, "$1")}${flags.includes(REVECTORIZE) ? "-revectorize" : ""}`;

try {
  const options = readOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (options.help) console.log(USAGE);
  else if (options.list) console.log(ROWS.map(({ name }) => name).join("\n"));
  else await main(options);
} catch (error) {
  console.error(
    error instanceof UsageError
      ? `bench: ${error.message}\n\n${USAGE}`
      : `bench: ${/** @type {Error} */ (error).message}`,
  );
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
