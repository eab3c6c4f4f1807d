import fc from "fast-check";
import { instantiateKernels, type Kernels, packedBytes, panelBytes } from "./kernels.ts";

const CANARY = 0x7fc0_dead;

/** Rows of several groups, as kernels that sum over rows take them: strides in bytes from group to group, row to row. */
export interface Groups {
  at: number;
  groups: number;
  rows: number;
  width: number;
  groupStride: number;
  rowStride: number;
}

/** How groups lie: one after the other, the first rows of all before the second ones, or all rows in the same place. */
export interface GroupLayout {
  order: "apart" | "woven" | "repeated";
  /** Rows of no group, between one group and the next or one round of rows and the next. */
  gap: number;
  pad: number;
  offset: number;
  /** Whether the last float is the memory's last. */
  last: boolean;
}

/** Where a matrix of floats lies: `rows` × `width` floats, `pitch` bytes apart. */
export interface Place {
  at: number;
  rows: number;
  width: number;
  pitch: number;
}

/**
 * A memory for one kernel call, full of a NaN that nothing else produces: between the matrices, in their pads, and in outputs
 * before they are written. So whatever a kernel reads or writes beyond its arguments shows.
 */
export class Arena {
  readonly kernels: Kernels;
  readonly floats: Float32Array;
  readonly words: Uint32Array;
  private next = 64;
  private end: number;
  private before: Uint32Array | undefined;

  constructor(pages = 4, products?: string) {
    const memory = new WebAssembly.Memory({ initial: pages });
    this.kernels = instantiateKernels(memory, products);
    this.floats = new Float32Array(memory.buffer);
    this.words = new Uint32Array(memory.buffer).fill(CANARY);
    this.end = this.words.byteLength;
  }

  /** A matrix whose first float lies `offset` floats past a multiple of 16 bytes, with `pad` more floats in each row. */
  place(rows: number, width: number, { pad = 0, offset = 0 } = {}): Place {
    const pitch = (width + pad) * 4;
    const at = this.next + offset * 4;
    this.next = Math.ceil((at + rows * pitch + 64) / 16) * 16;
    if (this.next > this.end) throw new RangeError("the arena is too small for this test");
    return { at, rows, width, pitch };
  }

  /** A matrix whose last float is the memory's last: reading one more traps. */
  placeLast(rows: number, width: number, { pad = 0 } = {}): Place {
    const pitch = (width + pad) * 4;
    const at = rows * width === 0 ? this.words.byteLength : this.words.byteLength - ((rows - 1) * pitch + width * 4);
    if (at < this.next) throw new RangeError("the arena is too small for this test");
    this.end = at;
    return { at, rows, width, pitch };
  }

  /** Groups of rows, by default dense. */
  placeGroups(groups: number, rows: number, width: number, layout: Partial<GroupLayout> = {}): Groups {
    const { order = "apart", gap = 0, last = false, pad = 0, offset = 0 } = layout;
    const steps = { apart: [rows + gap, 1], woven: [1, groups + gap], repeated: [0, 0] } as const;
    const [groupStep, rowStep] = steps[order];
    const count = groups === 0 ? 0 : (groups - 1) * groupStep + (rows - 1) * rowStep + 1;
    const { at, pitch } = last ? this.placeLast(count, width, { pad }) : this.place(count, width, { pad, offset });
    return { at, groups, rows, width, groupStride: groupStep * pitch, rowStride: rowStep * pitch };
  }

  fillGroups(to: Groups, next: () => number): Groups {
    for (const start of starts(to)) for (let j = 0; j < to.width; j++) this.floats[start + j] = next();
    return to;
  }

  /** All rows, one group after the other. */
  listGroups(from: Groups): number[][] {
    return starts(from).map((start) => Array.from(this.floats.subarray(start, start + from.width)));
  }

  /** A dense copy of `count` rows of every group, from the `first` on. */
  copyGroups(from: Groups, first = 0, count = from.rows): Groups {
    const part = { ...from, at: from.at + first * from.rowStride, rows: count };
    const values = this.listGroups(part).flat().values();
    return this.fillGroups(this.placeGroups(from.groups, count, from.width), () => values.next().value!);
  }

  fill(place: Place, value: (row: number, column: number) => number): Place {
    for (let i = 0; i < place.rows; i++)
      for (let j = 0; j < place.width; j++) this.floats[index(place, i, j)] = value(i, j);
    return place;
  }

  /** A packed copy of B, as one long row. */
  pack(B: Place): Place {
    const to = this.fill(this.place(1, packedBytes(B.rows, B.width) / 4), () => 0);
    this.kernels.packB(to.at, panelBytes(B.rows), 0, 0, B.at, B.pitch, 4, B.rows, B.width);
    return to;
  }

  get(place: Place, row: number, column: number): number {
    return this.floats[index(place, row, column)]!;
  }

  rows(place: Place): number[][] {
    return Array.from({ length: place.rows }, (_, i) =>
      Array.from({ length: place.width }, (_, j) => this.get(place, i, j)),
    );
  }

  bits(place: Place): number[][] {
    return Array.from({ length: place.rows }, (_, i) =>
      Array.from({ length: place.width }, (_, j) => this.words[index(place, i, j)]!),
    );
  }

  /** Runs a kernel and says at which word it wrote outside `outputs`, or "nowhere else". */
  run(call: (kernels: Kernels) => void, ...outputs: Place[]): string {
    this.before = this.words.slice();
    call(this.kernels);
    for (const place of outputs)
      for (let i = 0; i < place.rows; i++) {
        const start = index(place, i, 0);
        this.before.set(this.words.subarray(start, start + place.width), start);
      }
    const changed = this.words.findIndex((word, i) => word !== this.before![i]);
    return changed < 0 ? NOWHERE : `word ${changed}`;
  }
}

export const NOWHERE = "nowhere else";

const few = fc.integer({ min: 0, max: 3 });

export const groupLayouts: fc.Arbitrary<GroupLayout> = fc.record({
  order: fc.constantFrom("apart", "woven", "repeated"),
  gap: few,
  pad: few,
  offset: few,
  last: fc.boolean(),
});

/** Bits of a + b in float32. */
export const bitsOfSum = (a: number[][], b: number[][]): number[][] =>
  a.map((row, i) => [...new Uint32Array(Float32Array.from(row, (x, j) => x + b[i]![j]!).buffer)]);

/** Where the rows start, one group after the other, in floats. */
const starts = ({ at, groups, rows, groupStride, rowStride }: Groups): number[] =>
  Array.from(
    { length: groups * rows },
    (_, i) => (at + Math.floor(i / rows) * groupStride + (i % rows) * rowStride) / 4,
  );

const index = (place: Place, row: number, column: number) => (place.at + row * place.pitch) / 4 + column;

/** Quarters from −2 to 2: their products and sums are exact in float32 up to 10⁵ terms, in any order. */
export function quarters(seed: number): () => number {
  const next = uniform(seed);
  // Plus 0, because a −0 survives no sum.
  return () => Math.round(next() * 8) / 4 + 0;
}

/** Float32 values between −1 and 1. */
export function uniform(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.fround(state / 2 ** 31);
  };
}
