import { ROWS } from "../../../graph/axes.ts";
import { type AxisLengths, concrete, elementCount, type Shape } from "../../../graph/size.ts";
import { keyFrom } from "../../../math/keyed-uniform.ts";
import type { SharedProgram } from "../../../program.ts";
import { checkedInput } from "../../variables.ts";
import type { BoundProgram, Share } from "../bound-program.ts";
import { cuts, MAX_HALVINGS, shares } from "../halves.ts";
import type { Piece } from "../memory.ts";
import type { Threads } from "./threads.ts";

/** What the parts of a program and the memory that they work in are. */
export interface Parts {
  /** Everything at once. */
  readonly whole: BoundProgram;
  /** The work on rows, which ends in the totals. */
  readonly rows: BoundProgram;
  /** The work behind the totals. */
  readonly rest: BoundProgram;
  readonly memory: () => Float32Array;
  /** Everything that outlasts a run, constants included. */
  readonly lasting: () => Piece;
  /** Variables that the work on rows reads. */
  readonly read: readonly Piece[];
  readonly totals: readonly Piece[];
  readonly randomKeys: readonly string[];
}

/**
 * A program whose rows go to several threads.
 *
 *   every thread   its share of the rows → sums over them
 *   this thread    adds the sums up by halves, as one thread alone does, and goes on from there
 *
 * So the bits are those of one thread. Batches of too few rows run whole.
 */
export class RowsShared implements SharedProgram {
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly #parts: Parts;
  readonly #threads: Threads;
  /** The module that the threads have, and how many of them have everything that outlasts a run. */
  #sent: { module: WebAssembly.Module; id: number; reached: number } | undefined;
  #latest: BoundProgram;

  constructor(parts: Parts, threads: Threads) {
    this.inputs = parts.whole.inputs;
    this.#parts = parts;
    this.#threads = threads;
    this.#latest = parts.whole;
  }

  prepare(lengths: AxisLengths): void {
    const count = this.#count(lengths);
    if (count === 1) return this.#parts.whole.prepare(lengths);
    const at = cuts(lengths[ROWS]!, count);
    // The last share is the longest.
    this.#parts.rows.prepare({ ...lengths, [ROWS]: at[count]! - at[count - 1]! });
    this.#parts.rest.prepare(lengths);
  }

  /** Threads for so many rows. */
  #count(lengths: AxisLengths): number {
    return shares(lengths[ROWS] ?? 1, this.#threads.count);
  }

  async run(given: Readonly<Record<string, ArrayLike<number>>>, lengths: AxisLengths = {}): Promise<void> {
    const { whole, rows, rest, memory, totals, read, randomKeys } = this.#parts;
    const count = this.#count(lengths);
    if (count === 1) {
      whole.run(given, lengths);
      this.#latest = whole;
      return;
    }
    for (const [name, shape] of Object.entries(whole.inputs)) checkedInput(name, shape, given, lengths);
    const share: Share = { whole: lengths, halvings: MAX_HALVINGS - Math.log2(count) };
    const at = cuts(lengths[ROWS]!, count);
    const part = (i: number) => {
      const [from, to] = [at[i]!, at[i + 1]!];
      const inputs: Record<string, ArrayLike<number>> = {};
      for (const [name, shape] of Object.entries(rows.inputs))
        inputs[name] = randomKeys.includes(name)
          ? keyFrom(given[name]!, from)
          : rowsOf(given[name]!, shape, lengths, from, to);
      return { inputs, lengths: { ...lengths, [ROWS]: to - from } };
    };
    // The last share is the longest.
    const module = rows.moduleFor(part(count - 1).lengths);
    if (this.#sent?.module !== module) this.#sent = { module, id: this.#threads.add(module), reached: 0 };
    const { id, reached } = this.#sent;
    this.#sent.reached = Math.max(reached, count - 1);
    const copy = (pieces: readonly Piece[]) =>
      pieces.map(({ address, bytes }) => ({ address, values: memory().slice(address / 4, (address + bytes) / 4) }));
    const reads = totals.map(({ address, bytes }) => ({ address, count: bytes / 4 }));
    const others = this.#threads.run(
      id,
      Array.from({ length: count - 1 }, (_, i) => {
        const { inputs, lengths } = part(i + 1);
        const { writes, args, bytes } = rows.elsewhere(inputs, lengths, share);
        const copied = copy(i < reached ? read : [this.#parts.lasting()]);
        return { writes: [...copied, ...writes], args, bytes, reads };
      }),
    );
    // Waited for below, unless the own share fails before.
    others.catch(() => {});
    const own = part(0);
    rows.run(own.inputs, own.lengths, share);
    const sums = [copy(totals).map(({ values }) => values), ...(await others)];
    for (let step = 1; step < count; step *= 2)
      for (let i = 0; i < count; i += 2 * step) addTo(sums[i]!, sums[i + step]!);
    totals.forEach(({ address }, i) => {
      memory().set(sums[0]![i]!, address / 4);
    });
    const behind = Object.keys(rest.inputs).map((name) => [name, given[name]!]);
    rest.run(Object.fromEntries(behind), lengths);
    this.#latest = rest;
  }

  scalar(name: string): number {
    return this.#latest.scalar(name);
  }
}

/** Rows `from` … `to` of an array whose shape may have rows; the array itself where it has none. */
function rowsOf(values: ArrayLike<number>, shape: Shape, lengths: AxisLengths, from: number, to: number) {
  const axis = shape.indexOf(ROWS);
  if (axis < 0) return values;
  const sizes = concrete(shape, lengths);
  const blocks = elementCount(sizes.slice(0, axis));
  const width = elementCount(sizes.slice(axis + 1));
  const block = sizes[axis]! * width;
  const taken = new Float64Array(blocks * (to - from) * width);
  let next = 0;
  for (let b = 0; b < blocks; b++)
    for (let i = b * block + from * width; i < b * block + to * width; i++) taken[next++] = values[i]!;
  return taken;
}

/** a += b in float32, as the kernels add. */
function addTo(a: readonly Float32Array[], b: readonly Float32Array[]): void {
  a.forEach((to, piece) => {
    const from = b[piece]!;
    for (let i = 0; i < to.length; i++) to[i] = to[i]! + from[i]!;
  });
}
