import { afterEach, expect, test, vi } from "vitest";
import { compileModule } from "./compile-module.ts";

afterEach(() => vi.unstubAllGlobals());

test("an engine that refuses a module is told as E_BACKEND with its own reason and what to try", () => {
  expect(() => compileModule(Uint8Array.of(0, 1, 2, 3))).toThrow(
    /^\[E_BACKEND\] wasm backend: expected an engine that compiles WebAssembly with SIMD, got .*magic.* Try Node 20\.19 or newer/s,
  );
});

test("an engine without WebAssembly is told as E_BACKEND", () => {
  vi.stubGlobal("WebAssembly", undefined);
  expect(() => compileModule(new Uint8Array())).toThrow(
    "[E_BACKEND] wasm backend: expected an engine with WebAssembly",
  );
});
