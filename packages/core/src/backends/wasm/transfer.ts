import { type AxisLengths, concrete, elementCount, type Shape } from "../../graph/size.ts";
import { extentValue, paddedWidth, physical, type View } from "./layout.ts";

/** Writes a dense array into padded rows, pads being zero. */
export function writeRows(
  f32: Float32Array,
  address: number,
  rows: number,
  width: number,
  values: ArrayLike<number>,
): void {
  const padded = paddedWidth(width);
  let to = address / 4;
  // Without pads between the rows it is one copy, twenty times as fast as a loop.
  if (padded === width && values instanceof Float32Array && values.length === rows * width) return f32.set(values, to);
  let from = 0;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) f32[to + i] = values[from + i]!;
    for (let i = width; i < padded; i++) f32[to + i] = 0;
    to += padded;
    from += width;
  }
}

/** Reads what a view shows as a dense array. */
export function readView(
  f32: Float32Array,
  scratch: number,
  view: View,
  shape: Shape,
  lengths: AxisLengths,
): { shape: number[]; data: Float32Array } {
  const { lead, width } = physical(shape);
  const sizes = concrete(lead, lengths);
  const strides = view.strides.map((stride) => extentValue(stride, lengths) / 4);
  const lane = view.lanes === "splat" ? 0 : 1;
  const data = new Float32Array(elementCount(sizes) * width);
  const index = sizes.map(() => 0);
  let at = startOf(view, scratch, lengths) / 4;
  for (let position = 0; position < data.length; ) {
    for (let i = 0; i < width; i++) data[position++] = f32[at + i * lane]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < sizes[axis]!) break;
      at -= strides[axis]! * sizes[axis]!;
      index[axis] = 0;
    }
  }
  return { shape: concrete(shape, lengths), data };
}

/** The address of a view outside of all loops. */
export function startOf(view: View, scratch: number, lengths: AxisLengths): number {
  const base = view.buffer.kind === "scratch" ? scratch : 0;
  return view.terms.reduce(
    (sum, { bytes, counter }) => {
      const value = extentValue(bytes, lengths);
      if (counter === undefined) return sum + value;
      if (!("lengthParity" in counter)) throw new Error("a step's view is used outside of its loop");
      return sum + (concrete([counter.lengthParity], lengths)[0]! % 2) * value;
    },
    base + view.buffer.address + view.offset,
  );
}
