// Compiles the fixed kernels (AssemblyScript) to WebAssembly, inlined as hexadecimal in *.generated.ts (which gzip packs
// a quarter smaller than base64, and which takes less time to read), so that whoever installs
// Sluice needs no toolchain. Skipped when every output is newer than everything it comes from.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { writeTiles } from "../packages/core/src/backends/wasm/kernels/assembly/tiles.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kernels = join(root, "packages/core/src/backends/wasm/kernels");
const assembly = join(kernels, "assembly");

const modules = [
  {
    about: "The compiled kernels",
    constant: "KERNELS",
    output: join(kernels, "kernels.generated.ts"),
    entry: "index.ts",
    tiles: "narrow",
    optimise: ["--optimizeLevel", "3", "--converge"],
  },
  {
    about: "The compiled matrix products for vectors of 256 bits",
    constant: "WIDE_PRODUCTS",
    output: join(kernels, "wide-products.generated.ts"),
    entry: "products.ts",
    tiles: "wide",
    // The optimiser would undo the order of the tiles' steps, and V8 needs no help with it. These passes only drop globals and locals.
    optimise: ["--optimizeLevel", "0", "--runPasses", "simplify-globals,remove-unused-module-elements,coalesce-locals"],
  },
];

const FLAGS = [
  ...["--shrinkLevel", "0", "--noAssert"],
  ...["--runtime", "stub", "--enable", "simd", "--disable", "mutable-globals"],
  ...["--importMemory", "--initialMemory", "0", "--noExportMemory"],
];

/** Compiles one module; throws with the compiler's own messages. */
async function compile({ entry, tiles, optimise }) {
  const { default: asc } = await import("assemblyscript/asc");
  const written = new Map();
  const { error, stderr } = await asc.main([entry, "--outFile", "kernels.wasm", ...optimise, ...FLAGS], {
    readFile: (name) => {
      if (name === "tiles.ts") return writeTiles(tiles);
      const path = join(assembly, name);
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    },
    writeFile: (name, contents) => void written.set(name, contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`kernels do not compile: ${error.message}\n${stderr.toString()}`);
  return written.get("kernels.wasm");
}

/**
 * Refuses a module that could touch memory which nobody passed to it, or that would not load beside the host's memory:
 * no data or start section, no global (a stack pointer would be one), one import (the memory, of any size, not shared).
 */
function check(wasm) {
  const found = [...sections(wasm)];
  for (const [id, name] of [
    [6, "global"],
    [8, "start"],
    [9, "element"],
    [11, "data"],
  ])
    if (found.some((section) => section.id === id)) throw new Error(`kernels: unwanted ${name} section`);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map((i) => `${i.module}.${i.name}`);
  if (imports.join() !== "env.memory")
    throw new Error(`kernels: expected one import env.memory, got ${imports.join()}`);
  const body = found.find((section) => section.id === 2)?.body;
  // The import's type ends the section: limits flag 0 (no maximum, not shared), then the minimum, 0 pages.
  if (body?.at(-2) !== 0 || body?.at(-1) !== 0) throw new Error("kernels: the memory import must accept any memory");
}

function* sections(wasm) {
  for (let at = 8; at < wasm.length; ) {
    const id = wasm[at++];
    let size = 0;
    for (let shift = 0, byte = 128; byte & 128; shift += 7) size |= ((byte = wasm[at++]) & 127) << shift;
    yield { id, body: wasm.subarray(at, at + size) };
    at += size;
  }
}

function sources() {
  const own = [fileURLToPath(import.meta.url), join(root, "node_modules/assemblyscript/package.json")];
  return [...own, ...readdirSync(assembly).map((name) => join(assembly, name))];
}

const changed = (path) => statSync(path).mtimeMs;
const newest = Math.max(...sources().map(changed));
if (
  modules.every(({ output }) => existsSync(output) && newest < changed(output)) &&
  !process.argv.includes("--force")
) {
  console.error("kernels: up to date");
} else {
  for (const module of modules) {
    const wasm = await compile(module);
    check(wasm);
    const { about, constant, output } = module;
    const text = `/** ${about}, ${wasm.length} bytes of WebAssembly, in hexadecimal. Written by scripts/build-kernels.mjs. */
export const ${constant}_HEX =
  "${Buffer.from(wasm).toString("hex")}";
`;
    writeFileSync(output, text);
    console.error(`kernels: ${wasm.length} bytes in ${relative(root, output)}`);
  }
}
