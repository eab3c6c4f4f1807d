import { WIDE_PRODUCTS_HEX } from "./backends/wasm/kernels/wide-products.generated.ts";
import { useWideProducts } from "./backends/wasm/kernels/width.ts";

/**
 * What this import did: true where V8 now joins neighbouring vectors of 128 bits to 256 and engines multiply matrices about
 * twice as fast, to the same bits; false where it changed nothing: on Node.js before 24, on other processors than x64, in
 * other runtimes and in browsers.
 *
 * V8's flag --experimental-wasm-revectorize is set for the whole process and stays set. It acts on code that V8 optimises
 * from then on, so import this before anything else; an engine (a model's, once it has run) that is older keeps what it
 * has, and a worker thread has to import this too. A processor needs AVX2 (x64 since about 2013); without it products
 * become slower.
 *
 * Errors: none.
 */
export const revectorized: boolean = revectorize(globalThis.process as NodeJS.Process | undefined);

function revectorize(process: NodeJS.Process | undefined): boolean {
  if (process === undefined || !joinsVectors(process)) return false;
  process.getBuiltinModule("node:v8").setFlagsFromString("--experimental-wasm-revectorize");
  useWideProducts(WIDE_PRODUCTS_HEX);
  return true;
}

/** Whether a runtime knows the flag, which elsewhere prints an error, and joins vectors well enough: Node.js 22 does not. */
export function joinsVectors({ arch, versions = {} }: RuntimeFacts): boolean {
  const { node = "0", bun, deno } = versions;
  return arch === "x64" && bun === undefined && deno === undefined && Number.parseInt(node, 10) >= 24;
}

/** What `process` tells of the runtime; programs for browsers may have a `process` that tells nothing. */
export interface RuntimeFacts {
  readonly arch?: string;
  readonly versions?: { readonly [part: string]: string | undefined };
}
