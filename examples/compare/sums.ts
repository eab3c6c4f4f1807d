import { type Model, randomStream } from "@sluice/core";

/** Numbers in a row, two of which are marked. */
export const STEPS = 10;
/** A step has a number, and whether it is marked. */
export const FEATURES = 2;

/** Rows [rows, STEPS, 2] of numbers and marks, and the sum of the marked ones, less its mean, 1. */
export interface Sums {
  readonly x: { readonly shape: number[]; readonly data: Float32Array };
  readonly y: number[][];
}

/**
 * Ten numbers of 0 to 1, one marked in the first half and one in the second. The answer is the sum of the two.
 *
 *   y = x_a + x_b − 1        Units: who always says 0 has a root mean squared error of 1/√6 = 0.408
 *
 * Source: the adding problem of Hochreiter and Schmidhuber 1997, Neural Computation 9(8).
 */
export function sums({ rows, seed }: { rows: number; seed: number }): Sums {
  const random = randomStream(seed, "sums");
  const data = new Float32Array(rows * STEPS * FEATURES);
  const half = STEPS / 2;
  const y = Array.from({ length: rows }, (_, row) => {
    const marked = [random.integer(half), half + random.integer(half)];
    let sum = 0;
    for (let step = 0; step < STEPS; step++) {
      const at = (row * STEPS + step) * FEATURES;
      data[at] = random.integer(1000) / 1000;
      data[at + 1] = marked.includes(step) ? 1 : 0;
      sum += data[at]! * data[at + 1]!;
    }
    return [sum - 1];
  });
  return { x: { shape: [rows, STEPS, FEATURES], data }, y };
}

/** The root mean squared error of a model's answers. */
export function errorOf(model: Model, { x, y }: Sums): number {
  const { data } = model.predict(x);
  const squares = y.reduce((sum, [answer], row) => sum + (data[row]! - answer!) ** 2, 0);
  return Math.sqrt(squares / y.length);
}
