import { type AxisLengths, lengthOf, type Shape, type Size } from "../../graph/size.ts";

/** A run-time number: a constant times the lengths of named axes. */
export interface Extent {
  readonly factor: number;
  readonly axes: readonly string[];
}

export const extent = (...sizes: Size[]): Extent => ({
  factor: sizes.reduce<number>((product, s) => (typeof s === "number" ? product * s : product), 1),
  axes: sizes.filter((s) => typeof s === "string").sort(),
});

export const times = (a: Extent, ...sizes: Size[]): Extent => extent(a.factor, ...a.axes, ...sizes);

export const extentKey = (e: Extent): string => [e.factor, ...e.axes].join("*");

export const sameExtent = (a: Extent, b: Extent): boolean => extentKey(a) === extentKey(b);

export const NONE: Extent = { factor: 0, axes: [] };

export const extentValue = (e: Extent, lengths: AxisLengths): number =>
  e.axes.reduce((product, axis) => product * lengthOf(axis, lengths)!, e.factor);

/** A piece of memory. `variable` memory outlasts a run; `scratch` memory is planned by lifetimes, unless it is to outlast. */
export interface Buffer {
  readonly id: number;
  kind: "variable" | "scratch";
  /** Summed. */
  readonly bytes: readonly Extent[];
  /** Address of a variable; offset in the scratch region once planned. */
  address: number;
  /** First and last instruction that touch a scratch buffer. */
  from: number;
  to: number;
}

/**
 * Run-time bytes into a buffer, as they are or times a counter: a loop's step t (counting from the end in reverse), the
 * parity of how many steps a loop has done or will have done after this one (for two alternating slots), or the parity of
 * an axis' length.
 */
export interface Term {
  readonly bytes: Extent;
  readonly counter?:
    | { readonly loop: number; readonly as: "step" | "parity" | "nextParity" }
    | { readonly lengthParity: Size };
}

/**
 * Where a tensor's elements are: rows of lanes. Axes but the last have strides (0 where broadcast); the last is
 * contiguous (`lanes: "vector"`) or one element for all lanes (`"splat"`).
 *
 * Rows are padded to a multiple of four lanes wherever a buffer is written; readers ignore what is past the width.
 */
export interface View {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly terms: readonly Term[];
  readonly strides: readonly Extent[];
  readonly lanes: "vector" | "splat";
}

/** The shape in memory: with a last axis of fixed length, one being added where there is none. */
export function physical(shape: Shape): { lead: Shape; width: number } {
  const last = shape.at(-1);
  return typeof last === "number" ? { lead: shape.slice(0, -1), width: last } : { lead: shape, width: 1 };
}

export const paddedWidth = (width: number): number => (width + 3) & ~3;

/** Byte strides of dense rows, `pitch` bytes apart. */
export function denseStrides(lead: Shape, pitch: number): Extent[] {
  const strides: Extent[] = [];
  let stride = extent(pitch);
  for (let i = lead.length - 1; i >= 0; i--) {
    strides[i] = lead[i] === 1 ? NONE : stride;
    stride = times(stride, lead[i]!);
  }
  return strides;
}

export const bytesOf = (lead: Shape, pitch: number): Extent => extent(pitch, ...lead);

/** Several axes walked as one: a count and, for every operand, a stride. */
export interface Level {
  readonly count: Extent;
  readonly strides: readonly Extent[];
}

/** Joins neighbouring axes over which all operands advance evenly; axes of length 1 vanish. */
export function collapse(lead: Shape, operands: readonly (readonly Extent[])[]): Level[] {
  const levels: Level[] = [];
  for (let axis = lead.length - 1; axis >= 0; axis--) {
    const size = lead[axis]!;
    if (size === 1) continue;
    const strides = operands.map((s) => s[axis]!);
    const inner = levels[0];
    const even = inner?.strides.every((stride, k) =>
      stride.factor === 0
        ? strides[k]!.factor === 0
        : sameExtent(strides[k]!, extent(stride.factor, ...stride.axes, inner.count.factor, ...inner.count.axes)),
    );
    if (inner !== undefined && even) levels[0] = { count: times(inner.count, size), strides: inner.strides };
    else levels.unshift({ count: extent(size), strides });
  }
  return levels;
}

/** A view's rows as one run: how many and how far apart, or undefined where they do not lie evenly. */
export function rowsOf(lead: Shape, view: View): { count: Extent; pitch: Extent } | undefined {
  if (view.lanes !== "vector") return undefined;
  const levels = collapse(lead, [view.strides]);
  if (levels.length === 0) return { count: extent(1), pitch: NONE };
  if (levels.length > 1) return undefined;
  return { count: levels[0]!.count, pitch: levels[0]!.strides[0]! };
}
