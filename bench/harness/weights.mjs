/** @import { Size } from "./sizes.mjs" */
import { cellNamed } from "@sluice/core";

/** @typedef {"lstm" | "gru" | "lstm-two-biases" | "notes-lstm" | "sales" | `zoo/${string}`} CellName */

const GATES = ["i", "f", "g", "o"];

/**
 * Parameters of one cell and their shapes, named as in Sluice's equations (workers/cells.mjs); every peer translates.
 *
 *   lstm              σ(W x + U h + b)                   gates i f g o
 *   lstm-two-biases   σ(W x + b + U h + p)               gates i f g o, as PyTorch counts them
 *   notes-lstm        σ(W [x, h] + b)                    gates i f g o
 *   gru               reset after the product, b_hn inside it: what PyTorch and ONNX compute
 *   sales             one matrix a column of the input, no biases
 *   zoo/NAME          Sluice's own cell of that name, which no peer has
 *
 * @param {CellName} cell
 * @param {{ features: number, hidden: number }} sizes
 * @returns {Record<string, number[]>}
 */
export function cellShapes(cell, { features: F, hidden: H }) {
  const inZoo = zooName(cell);
  if (inZoo !== undefined) {
    const found = cellNamed(inZoo).parameters({ input: F, hidden: H });
    return Object.fromEntries(Object.keys(found).map((name) => [name, [...found[name]]]));
  }
  /** @type {Record<string, number[]>} */
  const shapes = {};
  switch (cell) {
    case "lstm":
    case "lstm-two-biases":
      for (const gate of GATES) {
        shapes[`W_${gate}`] = [H, F];
        shapes[`U_${gate}`] = [H, H];
        shapes[`b_${gate}`] = [H];
        if (cell === "lstm-two-biases") shapes[`p_${gate}`] = [H];
      }
      return shapes;
    case "notes-lstm":
      for (const gate of GATES) {
        shapes[`W_${gate}`] = [H, F + H];
        shapes[`b_${gate}`] = [H];
      }
      return shapes;
    case "gru":
      for (const gate of ["z", "r", "n"]) {
        shapes[`W_${gate}`] = [H, F];
        shapes[`U_${gate}`] = [H, H];
        shapes[`b_${gate}`] = [H];
      }
      shapes.b_hn = [H];
      return shapes;
    case "sales":
      for (const gate of ["z", "r", ""]) {
        for (const column of ["s", "h", "w"]) shapes[`W_${gate}${column}`] = [H, 1];
        shapes[gate === "" ? "U" : `U_${gate}`] = [H, H];
      }
      return shapes;
    default:
      throw new Error(`no cell ${cell}`);
  }
}

/** The library's name of a cell of the zoo. @param {CellName} cell */
export const zooName = (cell) => (cell.startsWith("zoo/") ? cell.slice("zoo/".length) : undefined);

/**
 * Parameters of a whole model: `<depth>.<parameter>` for the cells, depth from 0, and `head.W` [1, H], `head.b` [1].
 *
 * @param {CellName} cell
 * @param {Pick<Size, "features" | "hidden" | "layers">} sizes
 */
export function modelShapes(cell, { features, hidden, layers }) {
  /** @type {Record<string, number[]>} */
  const shapes = {};
  for (let depth = 0; depth < layers; depth++) {
    const input = depth === 0 ? features : hidden;
    for (const [name, shape] of Object.entries(cellShapes(cell, { features: input, hidden })))
      shapes[`${depth}.${name}`] = shape;
  }
  return { ...shapes, "head.W": [1, hidden], "head.b": [1] };
}
