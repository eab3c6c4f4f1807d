import { isAbsolute, resolve } from "node:path";
import { parseArgs } from "node:util";

export const USAGE = `npm run bench -- [options]

  --only NAME        rows that begin so, e.g. lstm/L or gru/M/train; several with commas
  --peers NAMES      only these peers, e.g. pytorch,tfjs-wasm; none for Sluice alone
  --json FILE        milliseconds as JSON: { node, flags, threads, rows: [{ name, ours, peers }] }
  --node VERSION     the Node that runs Sluice and the JavaScript peers: 20, 22, 24, 26 (npm run bench:setup) or a path
  --revectorize      run them with V8's revectorizer (Node 24 and later)
  --python PATH      a Python that can import torch; looked for otherwise
  --rounds N         how often each takes its turn, 11 by default
  --round-ms MS      how long a turn lasts at least, 200 by default
  --results DIR      where whole runs leave their numbers and pictures, bench/results by default
  --list             name the rows and end
  --help             this text`;

/** A command line that was not understood. */
export class UsageError extends Error {}

/**
 * @typedef {object} Options
 * @property {string[]} only
 * @property {string[] | undefined} peers undefined: all
 * @property {string | undefined} json
 * @property {string | undefined} node
 * @property {boolean} revectorize
 * @property {string | undefined} python
 * @property {number} rounds
 * @property {number} roundMs
 * @property {string | undefined} results
 * @property {boolean} list
 * @property {boolean} help
 */

/**
 * @param {readonly string[]} args
 * @param {string} folder what relative paths are relative to
 * @returns {Options}
 */
export function readOptions(args, folder) {
  const { values } = parse(args);
  /** @param {string | undefined} path */
  const absolute = (path) => (path === undefined || isAbsolute(path) ? path : resolve(folder, path));
  const isCommand = values.python !== undefined && !/[\\/]/.test(values.python);
  return {
    only: names(values.only) ?? [],
    peers: values.peers === "none" ? [] : names(values.peers),
    json: absolute(values.json),
    node: values.node === undefined || /^\d+$/.test(values.node) ? values.node : absolute(values.node),
    revectorize: values.revectorize ?? false,
    python: isCommand ? values.python : absolute(values.python),
    rounds: atLeastOne("--rounds", values.rounds ?? "11"),
    roundMs: atLeastOne("--round-ms", values["round-ms"] ?? "200"),
    results: absolute(values.results),
    list: values.list ?? false,
    help: values.help ?? false,
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  /** @type {(type: "string") => { type: "string" }} */
  const one = (type) => ({ type });
  const flag = { type: /** @type {const} */ ("boolean") };
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: one("string"),
        peers: one("string"),
        json: one("string"),
        node: one("string"),
        revectorize: flag,
        python: one("string"),
        rounds: one("string"),
        "round-ms": one("string"),
        results: one("string"),
        list: flag,
        help: { ...flag, short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}

/** @param {string | undefined} text */
function names(text) {
  return text
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** @param {string} option @param {string} text */
function atLeastOne(option, text) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UsageError(`${option}: expected a whole number of at least 1, got ${text}`);
}
