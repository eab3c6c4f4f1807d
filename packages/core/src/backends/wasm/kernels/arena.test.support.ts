import { instantiateKernels, type Kernels, packedBytes, panelBytes } from "./kernels.ts";

const CANARY = 0x7fc0_dead;

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
  private before: Uint32Array | undefined;

  constructor(pages = 4, products?: string) {
    const memory = new WebAssembly.Memory({ initial: pages });
    this.kernels = instantiateKernels(memory, products);
    this.floats = new Float32Array(memory.buffer);
    this.words = new Uint32Array(memory.buffer).fill(CANARY);
  }

  /** A matrix whose first float lies `offset` floats past a multiple of 16 bytes, with `pad` more floats in each row. */
  place(rows: number, width: number, { pad = 0, offset = 0 } = {}): Place {
    const pitch = (width + pad) * 4;
    const at = this.next + offset * 4;
    this.next = Math.ceil((at + rows * pitch + 64) / 16) * 16;
    if (this.next > this.words.byteLength) throw new RangeError("the arena is too small for this test");
    return { at, rows, width, pitch };
  }

  /** A matrix whose last float is the memory's last: reading one more traps. */
  placeLast(rows: number, width: number, { pad = 0 } = {}): Place {
    const pitch = (width + pad) * 4;
    const at = rows * width === 0 ? this.words.byteLength : this.words.byteLength - ((rows - 1) * pitch + width * 4);
    if (at < this.next) throw new RangeError("the arena is too small for this test");
    return { at, rows, width, pitch };
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
