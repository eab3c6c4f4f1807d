import type { Shape, Size } from "../../graph/size.ts";
import {
  denseStrides,
  type Extent,
  extent,
  NONE,
  paddedWidth,
  physical,
  sameExtent,
  times,
  type View,
} from "./layout.ts";

/** Bytes from one lane to the next. */
export const laneStride = (view: View): Extent => (view.lanes === "splat" ? NONE : extent(4));

/** A stride for every axis of a tensor, whether the last one lies in lanes or in rows. */
export const axisStrides = (shape: Shape, view: View): readonly Extent[] =>
  physical(shape).lead.length === shape.length ? view.strides : [...view.strides, laneStride(view)];

/** The view that many strides further on. */
export function moved(view: View, stride: Extent, count: Size): View {
  const bytes = times(stride, count);
  if (bytes.factor === 0) return view;
  return bytes.axes.length === 0
    ? { ...view, offset: view.offset + bytes.factor }
    : { ...view, terms: [...view.terms, { bytes }] };
}

/** The view of the first element along the first axis, and how far apart the elements are. */
export function firstElement(shape: Shape, view: View): { view: View; stride: Extent } {
  const inLanes = physical(shape).lead.length === 0;
  return {
    view: { ...view, strides: view.strides.slice(1), lanes: inLanes ? "vector" : view.lanes },
    stride: axisStrides(shape, view)[0]!,
  };
}

/** The view of the first or last element along the first axis. */
export function endElement(shape: Shape, view: View, position: "first" | "last"): View {
  const { view: first, stride } = firstElement(shape, view);
  return position === "first" ? first : moved(moved(first, stride, shape[0]!), stride, -1);
}

/** The view as if it had the larger shape: stride 0 along what repeats. */
export function broadcastView(view: View, from: Shape, to: Shape): View {
  const { lead, width } = physical(to);
  const missing = to.length - from.length;
  const repeats = (axis: number) => axis < missing || from[axis - missing] === 1;
  const strides = lead.map((_, axis) => (repeats(axis) ? NONE : view.strides[axis - missing]!));
  return { ...view, strides, lanes: physical(from).width === 1 && width > 1 ? "splat" : view.lanes };
}

/** Whether a view's rows fill its memory without gaps. */
export function isDense(shape: Shape, view: View): boolean {
  const { lead, width } = physical(shape);
  const dense = denseStrides(lead, 4 * paddedWidth(width));
  return view.lanes === "vector" && dense.every((stride, i) => sameExtent(stride, view.strides[i]!));
}
