/** λ = 1/1024 = 2^−10: ten square roots there, ten squarings back. */
const ROOTS = 10;
const SCALE = 1024;

/**
 * The logarithm for all practical purposes, by Box and Cox's power transform with λ = 1/1024. It takes nothing but square roots,
 * which every engine rounds alike, so that forecasts have the same bits everywhere.
 *
 *   z = (y^λ − 1)/λ        for 0.001 ≤ y ≤ 1000: |z − ln y| ≤ 0.024
 *
 * Units: y > 0.
 * Source: Box and Cox 1964, An analysis of transformations, J. Royal Statistical Society B 26(2).
 */
export function nearLog(y: number): number {
  let root = y;
  for (let i = 0; i < ROOTS; i++) root = Math.sqrt(root);
  return (root - 1) * SCALE;
}

/** The way back: y = (1 + λ·z)^(1/λ), and 0 below −1024. */
export function nearExp(z: number): number {
  let power = Math.max(0, 1 + z / SCALE);
  for (let i = 0; i < ROOTS; i++) power *= power;
  return power;
}
