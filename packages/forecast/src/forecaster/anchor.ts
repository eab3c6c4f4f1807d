import { nearExp, nearLog } from "./near-log.ts";
import { type Recipe, smooth } from "./smoothing.ts";

/**
 * The forecast that a network starts from and corrects: the mean of some smoothing recipes.
 *
 *   a_{t+k} = (1/R) Σ_r ŷ^(r)_{t+k}
 *
 * Shapes: values [N], complete; a forecast [K]. Units: those of the values.
 */
export class Anchor {
  readonly #runs: readonly Run[];
  readonly #least: number;
  readonly #one = new Float64Array(1);

  constructor(values: Float64Array, recipes: readonly Recipe[]) {
    this.#least = leastForecast(values);
    this.#runs = recipes.map((recipe) => run(values, recipe));
  }

  /** Writes the forecast of the steps origin, origin + 1 … from the values before `origin`, which is at least 1. */
  forecast(origin: number, out: Float64Array): void {
    const part = new Float64Array(out.length);
    out.fill(0);
    for (const one of this.#runs) {
      one.forecast(origin, part);
      for (let k = 0; k < out.length; k++) out[k]! += Math.max(this.#least, part[k]!) / this.#runs.length;
    }
  }

  /** The forecast of the step `origin` alone. */
  next(origin: number): number {
    this.forecast(origin, this.#one);
    return this.#one[0]!;
  }
}

/** What a series of positive values is never forecast to fall below: a tenth of its least; 0 where that is 0. */
export function leastForecast(values: Float64Array): number {
  const least = leastOf(values);
  return least >= 0 ? least / 10 : Number.NEGATIVE_INFINITY;
}

export function leastOf(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) least = Math.min(least, value);
  return least;
}

export interface Run {
  forecast(origin: number, out: Float64Array): void;
}

/** A recipe on values in their own units. */
export function run(values: Float64Array, recipe: Recipe): Run {
  const z = recipe.log ? values.map(nearLog) : values;
  const smoothed = smooth(z, recipe);
  const [low, high] = limits(z);
  return {
    forecast(origin, out) {
      smoothed.forecast(origin, out);
      const room = (high - low) * (1 + (2 * out.length) / z.length);
      for (let k = 0; k < out.length; k++) {
        const bounded = Math.min(high + room, Math.max(low - room, out[k]!));
        out[k] = recipe.log ? nearExp(bounded) : bounded;
      }
    },
  };
}

function limits(z: Float64Array): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of z) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
