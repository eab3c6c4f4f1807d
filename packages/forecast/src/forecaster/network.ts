import {
  type ArrayData,
  add,
  broadcast,
  type Cell,
  concat,
  linear,
  type Model,
  model,
  recurrent,
  reshape,
  type ShapedArray,
  tanh,
  transpose,
} from "@sluice/core";

import { KNOWN_PARTS } from "./examples.ts";

export interface NetworkOptions {
  readonly cell: Cell;
  /** H */
  readonly hidden: number;
  /** Cells on top of each other. */
  readonly layers: number;
  /** F: columns that the cell reads. */
  readonly inputs: number;
  /** K: steps forecast at once. */
  readonly steps: number;
  /** C: known columns. */
  readonly known: number;
}

/** Called alike for every cell, so that a cell's name never meets another layer's. */
const READER = "past";
/** The layer that turns the last state into a correction for every step ahead. */
export const HEAD = "head";

export type Correction = Model<Readonly<Record<string, ArrayData>>, ShapedArray>;

/**
 * The network that corrects the anchor, in units of the anchor's error.
 *
 *   h = cell over the window, last output      y = W·h + b
 *   with known columns, for every step k:      y_k ← y_k + v·x_k + u·tanh(A·[h, x_k] + a)
 *
 * W, b, v and u start at zero: an untrained network leaves the anchor as it is.
 * Shapes: past [B, T, F]; future [B, K·3C], read as x_k [B, 3C]; y [B, K].
 */
export function network({ cell, hidden, layers, inputs, steps, known }: NetworkOptions): Correction {
  const read = recurrent(cell, { hidden, layers, name: READER });
  const head = linear(steps, { name: HEAD, init: { W: 0, b: 0 } });
  if (known === 0) return model({ inputs: { past: ["T", inputs] } }, ({ past }) => head(read(past)));

  const columns = KNOWN_PARTS * known;
  const direct = linear(1, { name: "known", bias: false, init: { W: 0 } });
  const mix = linear(hidden, { name: "mix" });
  const mixed = linear(1, { name: "mixed", bias: false, init: { W: 0 } });
  return model({ inputs: { past: ["T", inputs], future: [steps * columns] } }, ({ past, future }) => {
    const state = read(past);
    const width = state.shape.at(-1)!;
    const ahead = transpose(reshape(future, ["B", steps, columns]), [1, 0, 2]);
    const states = broadcast(reshape(state, [1, "B", width]), [steps, "B", width]);
    const effect = add(direct(ahead), mixed(tanh(mix(concat([states, ahead])))));
    return add(head(state), transpose(reshape(effect, [steps, "B"]), [1, 0]));
  });
}
