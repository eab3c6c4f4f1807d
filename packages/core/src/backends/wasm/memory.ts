import { SluiceError } from "../../errors.ts";
import type { AxisLengths } from "../../graph/size.ts";
import type { Backup } from "../../program.ts";
import { instantiateKernels, type Kernels, kernelModules } from "./kernels/kernels.ts";

const PAGE = 65536;
/** Variables start on lines of memory. */
const ALIGNMENT = 64;
/** Vector loads may read past the end of the last row. */
const SLACK = 1024;

/** Bytes of memory for variables up to `top` and a scratch region behind them. */
export const memoryBytes = (top: number, scratchBytes: number): number => top + scratchBytes + SLACK;

/** A piece of memory. */
export interface Piece {
  readonly address: number;
  readonly bytes: number;
}

/** The pieces with neighbours made one: what lies between two variables is less than a line of memory, and zero. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const runs: { address: number; bytes: number }[] = [];
  for (const { address, bytes } of [...pieces].sort((a, b) => a.address - b.address)) {
    const last = runs.at(-1);
    if (last !== undefined && address - (last.address + last.bytes) < ALIGNMENT)
      last.bytes = address + bytes - last.address;
    else runs.push({ address, bytes });
  }
  return runs;
}

/**
 * One linear memory: variables from the bottom up, then the scratch region that all programs share in turn. Growing
 * moves nothing; only the views are renewed.
 */
export class EngineMemory {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  private readonly maxBytes: number;
  private top = ALIGNMENT;
  private floats: Float32Array;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
    // First, since it tells what an engine without WebAssembly or SIMD lacks.
    kernelModules();
    try {
      this.memory = new WebAssembly.Memory({ initial: 1 });
    } catch (cause) {
      throw new SluiceError("E_MEMORY", {
        where: "wasm backend",
        expected: "address space for a WebAssembly memory",
        got: cause instanceof Error ? cause.message : String(cause),
        hint: "a larger limit on virtual memory (ulimit -v), or fewer engines at a time",
        cause,
      });
    }
    this.kernels = instantiateKernels(this.memory);
    this.floats = new Float32Array(this.memory.buffer);
  }

  /** All of memory as float32. */
  get f32(): Float32Array {
    if (this.floats.buffer !== this.memory.buffer) this.floats = new Float32Array(this.memory.buffer);
    return this.floats;
  }

  /** Where the scratch region starts. */
  get scratch(): number {
    return this.top;
  }

  /** Room for a variable, filled with zeros. */
  addVariable(bytes: number, scratchBytes: number): number {
    const address = this.top;
    const top = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    this.fit(top, scratchBytes);
    this.top = top;
    new Uint8Array(this.memory.buffer, address, bytes).fill(0);
    return address;
  }

  /** A copy of pieces of memory. */
  backup(pieces: readonly Piece[]): Backup {
    const runs = joined(pieces).map((piece) => ({ ...piece, copy: new Uint8Array(piece.bytes) }));
    const live = ({ address, bytes }: Piece) => new Uint8Array(this.memory.buffer, address, bytes);
    return {
      keep: () => {
        const finite = runs.every(({ address, bytes }) => this.kernels.allFinite(address, bytes) === 1);
        if (finite) for (const run of runs) run.copy.set(live(run));
        return finite;
      },
      restore: () => {
        for (const run of runs) live(run).set(run.copy);
      },
    };
  }

  /**
   * Makes sure that the scratch region can be as large as a run of these lengths needs.
   *
   * Errors: E_MEMORY when that is more than the engine may take or gets.
   */
  reserve(scratchBytes: number, lengths: AxisLengths = {}): void {
    this.fit(this.top, scratchBytes, lengths);
  }

  private fit(top: number, scratchBytes: number, lengths: AxisLengths = {}): void {
    const needed = memoryBytes(top, scratchBytes);
    if (needed > this.maxBytes)
      throw tooLarge({ top, scratchBytes, lengths }, `at most ${showBytes(this.maxBytes)} in all`, {
        hint: "a smaller batch, fewer steps or a larger maxMemory",
      });
    const missing = needed - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch (cause) {
      throw tooLarge({ top, scratchBytes, lengths }, `${showBytes(needed)} of memory`, {
        hint: "a smaller batch or fewer steps; the system or WebAssembly gives no more",
        cause,
      });
    }
  }
}

function tooLarge(
  { top, scratchBytes, lengths }: { top: number; scratchBytes: number; lengths: AxisLengths },
  expected: string,
  { hint, cause }: { hint: string; cause?: unknown },
): SluiceError {
  const axes = Object.entries(lengths)
    .sort()
    .map(([axis, length]) => `${axis} = ${length}`);
  const run = axes.length === 0 ? "a run" : `a run with ${axes.join(" and ")}`;
  const sizes = `${showBytes(top)} of weights and other variables and ${showBytes(scratchBytes)} for ${run}`;
  return new SluiceError("E_MEMORY", {
    where: "wasm backend",
    expected,
    got: cause === undefined ? sizes : `${cause instanceof Error ? cause.message : String(cause)} (${sizes})`,
    hint,
    cause,
  });
}

export const showBytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
