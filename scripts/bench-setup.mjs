// npm run bench:setup: what the benchmark compares with, in bench/ and nowhere else. No package's script is run.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPython, OPENBLAS, systemOpenBlas } from "../bench/harness/peers.mjs";
import { root, run } from "./setup.mjs";

const bench = join(root, "bench");
run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: bench });
console.log("bench: tfjs, jax-js, onnxruntime-node and Node 20, 22, 24, 26 are in bench/node_modules");

if (systemOpenBlas() === undefined) console.log(`bench: ${fetchOpenBlas()}`);
const python = await findPython(undefined);
console.log(
  python === undefined
    ? "bench: no python3 here imports torch, PyTorch will be skipped; Debian's package is python3-torch"
    : `bench: PyTorch through ${python}`,
);

/**
 * Debian's PyTorch multiplies with whatever libblas.so.3 it finds, and its dependencies are content with plain loops:
 * OpenBLAS beside the other peers makes the comparison a fair one without changing the system.
 */
function fetchOpenBlas() {
  const folder = mkdtempSync(join(tmpdir(), "sluice-openblas-"));
  try {
    const quiet = { cwd: folder, encoding: "utf8" };
    const fetched = spawnSync("apt-get", ["download", "libopenblas0-pthread"], quiet);
    const file = readdirSync(folder).find((name) => name.endsWith(".deb"));
    if (fetched.status !== 0 || file === undefined)
      return "no OpenBLAS through apt-get here; PyTorch runs with the system's own BLAS";
    if (spawnSync("dpkg-deb", ["-x", file, "unpacked"], quiet).status !== 0) return `${file} cannot be unpacked`;
    const libraries = join(folder, "unpacked/usr/lib");
    const found = readdirSync(libraries).map((triplet) => join(libraries, triplet, "openblas-pthread"));
    const source = found.find((path) => existsSync(path));
    if (source === undefined) return `${file} has no openblas-pthread`;
    mkdirSync(OPENBLAS, { recursive: true });
    cpSync(source, OPENBLAS, { recursive: true, verbatimSymlinks: true });
    return `OpenBLAS for PyTorch from ${file}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
