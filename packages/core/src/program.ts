import { referenceEngine } from "./backends/reference/engine.ts";
import { wasmEngine } from "./backends/wasm/engine.ts";
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

/** Owns variables by name and compiles graphs that read and update them. */
export interface Engine {
  readonly backend: BackendName;
  compile(graph: ProgramGraph, options?: CompileOptions): Program;
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
  /** Bytes that all programs of the engine may take together; 1 GiB by default. */
  maxMemory?: number;
}

/** The only door to a backend. */
export function engine({ backend = "wasm", maxMemory = 2 ** 30 }: EngineOptions = {}): Engine {
  return backend === "reference" ? referenceEngine() : wasmEngine(maxMemory);
}
