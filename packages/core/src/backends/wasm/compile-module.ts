import { SluiceError } from "../../errors.ts";

/**
 * Compiles a module: kernels and programs alike.
 *
 * Errors: E_BACKEND when the engine has no WebAssembly with SIMD or forbids WebAssembly.
 */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  if (typeof WebAssembly === "undefined")
    throw new SluiceError("E_BACKEND", {
      where: "wasm backend",
      expected: "an engine with WebAssembly",
      got: "one without",
      hint: 'the backend "reference"',
    });
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw new SluiceError("E_BACKEND", {
      where: "wasm backend",
      expected: "an engine that compiles WebAssembly with SIMD",
      got: cause instanceof Error ? cause.message : String(cause),
      hint: "Node 20.19 or newer or a current browser, a page whose security policy allows 'wasm-unsafe-eval', or the backend reference",
      cause,
    });
  }
}
