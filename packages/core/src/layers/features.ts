import { ShapeError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import type { Shape } from "../graph/size.ts";

/** How many features a layer's input has: its last axis, the axis that weights multiply. */
export function featuresOf(shape: Shape): number {
  const features = shape.at(-1);
  if (typeof features === "number" && shape.length > 1) return features;
  throw new ShapeError({ where: "input", expected: "[B, features] or [B, T, features]", got: showPublic(shape) });
}
