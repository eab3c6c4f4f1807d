import { ROWS } from "../../graph/axes.ts";
import type { Op } from "../../graph/tensor.ts";
import { uniformAt } from "../../math/keyed-uniform.ts";
import { forEachIndex, type NdArray, ndarray, stridesOf } from "./ndarray.ts";

/** Random numbers by their definition: from every index the row and the place within it. */
export function random(op: Extract<Op, { kind: "random" }>, shape: readonly number[], key: NdArray): NdArray {
  const result = ndarray(shape);
  const rowAxis = op.shape.indexOf(ROWS);
  const unitAxis = typeof op.shape.at(-1) === "number" ? shape.length - 1 : -1;
  const rowOnly = shape.map((_, axis) => (axis === rowAxis ? 1 : 0));
  const unitOnly = shape.map((_, axis) => (axis === unitAxis ? 1 : 0));
  const other = shape.map((size, axis) => (axis === rowAxis || axis === unitAxis ? 1 : size));
  const otherOnly = stridesOf(other).map((stride, axis) => (axis === rowAxis || axis === unitAxis ? 0 : stride));
  const firstRow = rowAxis === -1 ? 0 : key.data[4]!;
  const units = unitAxis === -1 ? 1 : shape[unitAxis]!;
  forEachIndex(shape, [rowOnly, otherOnly, unitOnly], (position, [row, t, unit]) => {
    const place = t! * 2 * Math.ceil(units / 2) + unit!;
    result.data[position] = uniformAt(key.data, op.stream, firstRow + row!, place);
  });
  return result;
}
