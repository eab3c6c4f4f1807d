/** @import { Launch } from "./worker.mjs" */
import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "./worker.mjs";

/** @typedef {"pytorch" | "pytorch-script" | "tfjs-wasm" | "tfjs-cpu" | "jax-js" | "onnxruntime-node" | "sluice-1-thread"} PeerName */
/** @typedef {{ launch: Launch, versions: Readonly<Record<string, string>> }} Runner somebody who is present */

/** @type {readonly PeerName[]} */
export const PEERS = [
  "pytorch",
  "pytorch-script",
  "tfjs-wasm",
  "tfjs-cpu",
  "jax-js",
  "onnxruntime-node",
  "sluice-1-thread",
];

const bench = dirname(dirname(fileURLToPath(import.meta.url)));
const workerFile = (/** @type {string} */ name) => join(bench, "workers", name);
/** Where npm run bench:setup leaves OpenBLAS. */
export const OPENBLAS = join(bench, "node_modules", ".openblas");

/** One thread for everyone, and nothing of the caller's environment that could make two runs differ. */
const ENVIRONMENT = {
  LANG: "C.UTF-8",
  TZ: "UTC",
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  UV_THREADPOOL_SIZE: "1",
};

/** @returns {Record<string, string>} */
function environment() {
  const kept = ["PATH", "HOME", "SystemRoot"].map((name) => [name, process.env[name]]);
  return { ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)), ...ENVIRONMENT };
}

/** Sluice itself: the rows with threads are held against one thread. @param {"sluice" | PeerName} name */
const isSluice = (name) => name === "sluice" || name === "sluice-1-thread";

/** V8's flag that joins vectors of 128 bits to 256. */
export const REVECTORIZE = "--experimental-wasm-revectorize";

/**
 * @typedef {object} Tools
 * @property {string} node
 * @property {boolean} revectorize
 * @property {string | undefined} python
 */

/**
 * How to start Sluice's worker or a peer's. With the revectorizer, Sluice sets the flag by the import that it has for that,
 * and the peers get it on their command line.
 *
 * @param {"sluice" | PeerName} name
 * @param {Tools} tools
 * @returns {Launch | undefined} nothing where the program that it needs is absent
 */
export function launchOf(name, { node, revectorize, python }) {
  const script = (/** @type {string} */ file, /** @type {string[]} */ ...args) => ({
    command: node,
    args: [...(revectorize && !isSluice(name) ? [REVECTORIZE] : []), "--expose-gc", workerFile(file), ...args],
    env: environment(),
  });
  switch (name) {
    case "sluice":
    case "sluice-1-thread":
      return script(
        revectorize ? "sluice-revectorized.mjs" : "sluice.mjs",
        ...(name === "sluice-1-thread" ? ["--one-thread"] : []),
      );
    case "tfjs-wasm":
      return script("tfjs.mjs", "wasm");
    case "tfjs-cpu":
      return script("tfjs.mjs", "cpu");
    case "jax-js":
      return script("jax.mjs");
    case "onnxruntime-node":
      return script("onnxruntime.mjs");
    case "pytorch":
    case "pytorch-script": {
      if (python === undefined) return undefined;
      const blas = openBlas();
      const env = environment();
      if (blas !== undefined) env.LD_LIBRARY_PATH = blas;
      return { command: python, args: [workerFile("pytorch.py"), ...(name === "pytorch" ? [] : ["script"])], env };
    }
  }
}

/** The folder of a libblas.so.3 that is OpenBLAS, so that PyTorch does not multiply with Debian's plain loops. */
const openBlas = () => systemOpenBlas() ?? (existsSync(join(OPENBLAS, "libblas.so.3")) ? OPENBLAS : undefined);

/** Where Debian's libopenblas0-pthread stands, whether or not it is the system's choice. */
export function systemOpenBlas() {
  if (!existsSync("/usr/lib")) return undefined;
  const folders = readdirSync("/usr/lib").map((triplet) => join("/usr/lib", triplet, "openblas-pthread"));
  return folders.find((folder) => existsSync(join(folder, "libblas.so.3")));
}

/**
 * A Python that can import torch: of those that are named python3, the first on the path and then the system's own.
 *
 * @param {string | undefined} given the one to take instead of looking
 */
export async function findPython(given) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin"];
  const found = folders.map((folder) => join(folder, "python3")).filter((path) => existsSync(path));
  for (const python of given === undefined ? new Set(found) : [given]) {
    const launch = launchOf("pytorch", { node: process.execPath, revectorize: false, python });
    if (launch !== undefined && typeof (await describe(launch)) !== "string") return python;
  }
  return undefined;
}

/**
 * Asks a worker for its versions.
 *
 * @param {Launch} launch
 * @returns {Promise<Record<string, string> | string>} or why it cannot run
 */
export async function describe(launch) {
  const worker = new Worker(launch);
  try {
    return (await worker.ask({ do: "describe" })).versions;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  } finally {
    await worker.close();
  }
}
