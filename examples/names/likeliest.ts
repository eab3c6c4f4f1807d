import type { ShapedArray } from "@sluice/core";

/** The class with the largest score in every row of logits [B, C]. */
export function likeliest({ shape, data }: ShapedArray): number[] {
  const [rows = 0, classes = 0] = shape;
  return Array.from({ length: rows }, (_, row) => {
    const scores = Array.from(data.subarray(row * classes, (row + 1) * classes));
    return scores.indexOf(Math.max(...scores));
  });
}
