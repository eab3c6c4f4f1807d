import { type Shape, type Size, showShape } from "./size.ts";

/** The axis of rows: one row is one series, or one window of it. */
export const ROWS = "B";

/** Whether a tensor of this shape has steps: inside a graph they stand before the rows, [T, B, …]. */
export const hasSteps = (shape: Shape): boolean => typeof shape[0] === "string" && shape[0] !== ROWS;

/** The shape that users see, rows first: [B, T, …] for [T, B, …]. */
export const publicShape = (shape: Shape): Shape =>
  hasSteps(shape) && shape[1] === ROWS ? [ROWS, shape[0]!, ...shape.slice(2)] : shape;

/** The shape inside a graph of what users call `axes`: ["T", 3] is [T, B, 3], [2] is [B, 2]. */
export const graphShape = (axes: readonly Size[]): Shape =>
  typeof axes[0] === "string" ? [axes[0], ROWS, ...axes.slice(1)] : [ROWS, ...axes];

export const showPublic = (shape: Shape): string => showShape(publicShape(shape));
