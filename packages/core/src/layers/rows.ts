import { elementCount } from "../graph/size.ts";
import type { ShapedArray } from "../program.ts";

type Numbers = Float32Array | Float64Array;

/**
 * Rows of a public array [N, …] as a graph reads them: [rows, …], or [T, rows, …] when `steps` says that the second axis
 * is time. `order` says which rows; without it, `count` rows from `from` on.
 */
export function copyRows(
  source: ShapedArray,
  target: Numbers,
  rows: { from: number; count: number; steps: boolean; order?: ArrayLike<number> | undefined },
): void {
  const { from, count, order } = rows;
  const steps = rows.steps ? source.shape[1]! : 1;
  const width = elementCount(source.shape.slice(rows.steps ? 2 : 1));
  const { data } = source;
  for (let row = 0; row < count; row++) {
    let read = (order === undefined ? from + row : order[from + row]!) * steps * width;
    for (let step = 0; step < steps; step++) {
      const write = (step * count + row) * width;
      for (let i = 0; i < width; i++) target[write + i] = data[read++]!;
    }
  }
}

/** The way back: what a graph computed for `count` rows goes to rows `from` … of a public array [N, …]. */
export function pasteRows(
  source: Numbers,
  target: ShapedArray,
  rows: { from: number; count: number; steps: boolean },
): void {
  const { from, count } = rows;
  const steps = rows.steps ? target.shape[1]! : 1;
  const width = elementCount(target.shape.slice(rows.steps ? 2 : 1));
  const { data } = target;
  let write = from * steps * width;
  for (let row = 0; row < count; row++)
    for (let step = 0; step < steps; step++) {
      const read = (step * count + row) * width;
      for (let i = 0; i < width; i++) data[write++] = source[read + i]!;
    }
}
