import { SluiceError } from "../../errors.ts";
import type { Backup } from "../../program.ts";
import { instantiateKernels, type Kernels } from "./kernels/kernels.ts";

const PAGE = 65536;
/** Variables start on lines of memory. */
const ALIGNMENT = 64;
/** Vector loads may read past the end of the last row. */
const SLACK = 1024;

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

  /** A copy of pieces of memory, neighbours together. */
  backup(pieces: readonly { address: number; bytes: number }[]): Backup {
    const runs: { address: number; bytes: number; copy: Uint8Array }[] = [];
    for (const { address, bytes } of [...pieces].sort((a, b) => a.address - b.address)) {
      const last = runs.at(-1);
      // What lies between two variables is less than a line of memory, and zero.
      if (last !== undefined && address - (last.address + last.bytes) < ALIGNMENT)
        last.bytes = address + bytes - last.address;
      else runs.push({ address, bytes, copy: new Uint8Array() });
    }
    for (const run of runs) run.copy = new Uint8Array(run.bytes);
    const live = ({ address, bytes }: { address: number; bytes: number }) =>
      new Uint8Array(this.memory.buffer, address, bytes);
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
   * Makes sure that the scratch region can be so large.
   *
   * Errors: E_MEMORY when that is more than the engine may take or gets.
   */
  reserve(scratchBytes: number): void {
    this.fit(this.top, scratchBytes);
  }

  private fit(top: number, scratchBytes: number): void {
    const needed = top + scratchBytes + SLACK;
    if (needed > this.maxBytes) throw tooLarge(top, scratchBytes, `at most ${show(this.maxBytes)} in all`);
    const missing = needed - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw tooLarge(top, scratchBytes, "memory that the engine can get");
    }
  }
}

const tooLarge = (top: number, scratchBytes: number, expected: string) =>
  new SluiceError("E_MEMORY", {
    where: "wasm backend",
    expected,
    got: `${show(top)} of variables and ${show(scratchBytes)} for a run`,
    hint: "a smaller batch, fewer steps or a larger maxMemory",
  });

const show = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
