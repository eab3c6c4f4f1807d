import { elementCount } from "../../graph/size.ts";

/** A dense row-major float64 array. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const ndarray = (shape: readonly number[], data?: ArrayLike<number>): NdArray => ({
  shape,
  data: data === undefined ? new Float64Array(elementCount(shape)) : Float64Array.from(data),
});

/** Elements to step over per axis of a row-major array. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** Strides that read `from` as if it had shape `to`: 0 along broadcast axes. */
export function broadcastStrides(from: readonly number[], to: readonly number[]): number[] {
  const strides = stridesOf(from);
  const lead = to.length - from.length;
  return to.map((_, i) => (i < lead || from[i - lead] === 1 ? 0 : strides[i - lead]!));
}

/** Calls `visit(position, offsets)` for every index of `shape` in row-major order; offsets follow the given strides. */
export function forEachIndex(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  visit: (position: number, offsets: number[]) => void,
): void {
  const total = elementCount(shape);
  const index = new Array<number>(shape.length).fill(0);
  const offsets = new Array<number>(strides.length).fill(0);
  for (let position = 0; position < total; position++) {
    visit(position, offsets);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      strides.forEach((s, k) => {
        offsets[k]! += s[axis]!;
      });
      if (index[axis]! < shape[axis]!) break;
      strides.forEach((s, k) => {
        offsets[k]! -= s[axis]! * shape[axis]!;
      });
      index[axis] = 0;
    }
  }
}
