import { referenceEngine } from "./backends/reference/engine.ts";
import { wasmEngine } from "./backends/wasm/engine.ts";
import { Threads } from "./backends/wasm/threads/threads.ts";
import { checkOptions } from "./checks/check-options.ts";
import { SluiceError } from "./errors.ts";
import type { AxisLengths, Shape } from "./graph/size.ts";
import type { Tensor } from "./graph/tensor.ts";
import type { PassName } from "./passes/passes.ts";

/** What a program computes. */
export interface ProgramGraph {
  /** Values to read after a run, by name. */
  results: Readonly<Record<string, Tensor>>;
  /** New values of variables, all computed from the old ones and written at the end of a run. */
  updates?: ReadonlyMap<Tensor, Tensor>;
}

export interface CompileOptions {
  /** Longest length of every named axis; a longer run replans by itself. */
  capacity?: AxisLengths;
  /** Passes to run: all of them for wasm, none for reference, unless tests and measurements say otherwise. */
  passes?: readonly PassName[];
}

/** A dense row-major array of numbers with its shape: float32 from wasm, float64 from reference. */
export interface ShapedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** A compiled graph. */
export interface Program {
  /** Every input of the graph and its shape. */
  readonly inputs: Readonly<Record<string, Shape>>;
  /**
   * Computes the results and then writes the updates.
   *
   * Errors: E_SHAPE when an input is missing or has another number of elements than its shape and the lengths say.
   */
  run(inputs: Readonly<Record<string, ArrayLike<number>>>, lengths?: AxisLengths): void;
  /** A copy of a result of the last run of this engine. */
  result(name: string): ShapedArray;
  /** A scalar result of the last run. */
  scalar(name: string): number;
}

/** A program whose runs can be a matter of several threads. */
export interface SharedProgram {
  /** Every input of the graph and its shape. */
  readonly inputs: Readonly<Record<string, Shape>>;
  /**
   * Makes room for runs of these lengths, on the calling thread, so that they need no more.
   *
   * Errors: E_MEMORY when it is too much.
   */
  prepare(lengths: AxisLengths): void;
  /**
   * As Program.run; done when the promise is, if one is given.
   *
   * Errors: E_SHAPE as there; E_BACKEND when a thread fails and E_MEMORY when it gets no memory: no variable has changed
   * then.
   */
  run(inputs: Readonly<Record<string, ArrayLike<number>>>, lengths?: AxisLengths): Promise<void> | void;
  /** A scalar result of the last run. */
  scalar(name: string): number;
}

/** Owns variables by name and compiles graphs that read and update them. */
export interface Engine {
  readonly backend: BackendName;
  compile(graph: ProgramGraph, options?: CompileOptions): Program;
  /**
   * A program whose rows the threads share, to the same bits; one that runs alone where rows depend on each other. It is
   * made for the lengths that it prepares for or runs with.
   */
  compileShared(graph: ProgramGraph, threads: Threads, options?: Pick<CompileOptions, "passes">): SharedProgram;
  /** A copy of a variable's values; zeros before anything was written. */
  read(variable: string): ShapedArray;
  /** Errors: E_SHAPE when the number of values differs from the variable's. */
  write(variable: string, values: ArrayLike<number>): void;
  /** Room for a copy of variables that exist, filled by `keep`. */
  backup(variables: readonly string[]): Backup;
  /** Makes room for a variable; the same name and shape again changes nothing. */
  declare(variable: string, shape: readonly number[]): void;
}

/** A copy of some variables, kept beside them. */
export interface Backup {
  /** Copies the values of now, if all of them are finite, and says whether they are. */
  keep(): boolean;
  /** Writes the copied values back. */
  restore(): void;
}

export type BackendName = "wasm" | "reference";

export interface EngineOptions {
  /** `wasm` (float32, the default) or `reference` (float64, slow, the oracle). */
  backend?: BackendName;
  /** Bytes of WebAssembly memory that everything may take together, up to 4 GiB; 1 GiB by default. Every thread has its own. */
  maxMemory?: number;
}

/**
 * The only door to a backend.
 *
 * Errors: E_ARGUMENT for options that cannot be; E_BACKEND where WebAssembly with SIMD cannot run; E_MEMORY where there is
 * no memory for it.
 */
export function engine(options: EngineOptions = {}): Engine {
  checkEngineOptions(options);
  return options.backend === "reference" ? referenceEngine() : wasmEngine(options.maxMemory ?? MAX_MEMORY);
}

/** Unless told. */
export const MAX_MEMORY = 2 ** 30;

/** All that 32 bits can address. */
const ADDRESSABLE = 2 ** 32;

/** Errors: E_ARGUMENT. */
export function checkEngineOptions(options: EngineOptions): void {
  checkOptions("engine options", options, { backend: true, maxMemory: true });
  const { backend = "wasm", maxMemory } = options;
  if (backend !== "wasm" && backend !== "reference")
    throw new SluiceError("E_ARGUMENT", {
      where: "backend",
      expected: '"wasm" or "reference"',
      got: JSON.stringify(backend) ?? "something else",
    });
  if (maxMemory === undefined) return;
  const fits = Number.isSafeInteger(maxMemory) && maxMemory > 0 && maxMemory <= ADDRESSABLE;
  if (!fits || backend === "reference")
    throw new SluiceError("E_ARGUMENT", {
      where: "maxMemory",
      expected: fits ? "the backend wasm, whose memory it is" : "a number of bytes from 1 to 2 ** 32",
      got: fits ? `"${backend}"` : String(maxMemory),
    });
}

export { Threads };
