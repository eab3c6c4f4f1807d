import { ShapeError } from "../errors.ts";
import { segmentedAxis } from "./segments.ts";

/** A length along one axis: a number, or the name of a run-time axis such as "B" (batch) or "T" (steps). */
export type Size = number | string;
export type Shape = readonly Size[];

export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i]);

/** The shape that NumPy's broadcasting gives, or undefined where two sizes disagree. */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: Size[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/** Run-time lengths of the named axes. */
export type AxisLengths = Readonly<Record<string, number>>;

/** The length of an axis, that of a segmented axis following from the axis itself; undefined where it is not known. */
export function lengthOf(size: Size, lengths: AxisLengths): number | undefined {
  if (typeof size === "number") return size;
  const known = lengths[size];
  if (known !== undefined) return known;
  const segmented = segmentedAxis(size);
  const whole = segmented && lengthOf(segmented.axis, lengths);
  if (whole === undefined) return undefined;
  const { segment, part } = segmented!;
  return part === "segments" ? Math.ceil(whole / segment) : Math.min(whole, segment);
}

/** The shape with every named axis replaced by its length. */
export const concrete = (shape: Shape, lengths: AxisLengths): number[] =>
  shape.map((size) => {
    const length = lengthOf(size, lengths);
    if (length === undefined)
      throw new ShapeError({
        where: `shape ${showShape(shape)}`,
        expected: `a length for axis ${size}`,
        got: `lengths for ${Object.keys(lengths).join(", ") || "no axis"}`,
      });
    return length;
  });

export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
