import { checkOptions } from "../checks/check-options.ts";
import { ShapeError } from "../errors.ts";
import { showShape } from "../graph/size.ts";
import { toArray } from "../layers/arrays.ts";
import { positiveInteger } from "../layers/positive-integer.ts";
import type { ShapedArray } from "../program.ts";

/** Below it, and so near to 1 above, a gate counts as closed, and as open. */
export const NEAR = 0.05;

export interface Statistics {
  /** The step that is told of, from 1; 0 where all steps are told together. */
  readonly step: number;
  readonly mean: number;
  /** Mean squared distance from the mean. */
  readonly variance: number;
  readonly min: number;
  readonly max: number;
  /** Share of values below 0.05, from 0 to 1. */
  readonly nearZero: number;
  /** Share of values above 0.95, from 0 to 1. */
  readonly nearOne: number;
}

/**
 * What watched values are like, over all rows, steps and units; with `every`, over the rows and units of each n-th step alone.
 *
 *     const { h } = model.watch(x, ["h"]);
 *     console.table(statistics(h, { every: 10 }));      // steps 10, 20, …
 *
 *   mean = 1/N Σ v        variance = 1/N Σ (v − mean)²        nearZero = share of v < 0.05        nearOne = share of v > 0.95
 *
 * Shapes: [B, T, H], as `watch` gives them.   Units: those of the values.
 * Errors: E_SHAPE for another array, or one without values; E_ARGUMENT for an `every` that is no whole number above 0.
 */
export function statistics(watched: ShapedArray): Statistics;
export function statistics(watched: ShapedArray, options: { every: number }): Statistics[];
export function statistics(watched: ShapedArray, options: { every?: number } = {}): Statistics | Statistics[] {
  checkOptions("statistics", options, { every: true });
  const { shape, data } = toArray("statistics", watched);
  const [rows, steps, units] = shape;
  if (shape.length !== 3 || data.length === 0)
    throw new ShapeError({ where: "statistics", expected: "values [B, T, H], at least one", got: showShape(shape) });
  if (options.every === undefined) return numbersOf(0, data);
  positiveInteger("statistics, every", options.every);
  const told: Statistics[] = [];
  for (let step = options.every; step <= steps!; step += options.every) {
    const at = new Float64Array(rows! * units!);
    for (let row = 0; row < rows!; row++) {
      const from = (row * steps! + step - 1) * units!;
      at.set(data.subarray(from, from + units!), row * units!);
    }
    told.push(numbersOf(step, at));
  }
  return told;
}

function numbersOf(step: number, values: Float32Array | Float64Array): Statistics {
  let [sum, min, max, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of values) {
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (value < NEAR) low++;
    if (value > 1 - NEAR) high++;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  const share = (count: number) => count / values.length;
  return { step, mean, variance: squares / values.length, min, max, nearZero: share(low), nearOne: share(high) };
}
