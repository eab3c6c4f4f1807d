import { leastForecast, leastOf, run } from "./anchor.ts";
import { recipesFor } from "./recipes.ts";
import type { Recipe } from "./smoothing.ts";

/** How many of the best recipes are averaged: their mean is better than the best of them, whose lead is mostly luck. */
const KEPT = 10;
/** … unless they err so many times as much: where one recipe fits perfectly, others only spoil it. */
const FARTHEST = 5;
/** Errors below this are rounding. */
const ROUNDING = 1e-9;
/** Origins that recipes are tried from, at most about twice as many. */
const ORIGINS = 24;
/** Values that must stand before the first of them. */
const LEAST_HISTORY = 4;

export interface ChooseOptions {
  /** Steps ahead to be good at. */
  readonly horizon: number;
  /** The panel's season. */
  readonly season: number;
  /** Seasons to try. */
  readonly cycles: readonly number[];
  /** Whether to try recipes on the logarithmic scale alone; for positive values. */
  readonly onlyLog?: boolean;
}

/**
 * The recipes that would have forecast the end of a series best, by mean absolute error over rolling origins; best first.
 *
 *   error(r) = mean over origins t and steps k of |y_{t+k} − ŷ^(r)_{t+k}|
 *
 * Shapes: values [N], complete.   Units: such that the largest is about 1.
 */
export function chooseRecipes(
  values: Float64Array,
  { horizon, season, cycles, onlyLog = false }: ChooseOptions,
): Recipe[] {
  const count = values.length;
  const steps = Math.max(1, Math.min(horizon, Math.floor(count / 3)));
  const last = count - steps;
  const usable = cycles.filter((cycle) => count >= 2 * cycle + 2 || last > cycle);
  // One season fits itself: with no second one, a season is only tried on what comes after it.
  const single = Math.max(0, ...usable.filter((cycle) => count < 2 * cycle + 2));
  const span = 2 * season + horizon;
  const stride = Math.max(1, Math.floor(span / ORIGINS));
  const first = Math.min(last, Math.max(LEAST_HISTORY, single, last - span + 1));

  const least = leastForecast(values);
  const out = new Float64Array(steps);
  const recipes = recipesFor({ cycles: usable, positive: leastOf(values) > 0 }).filter(({ log }) => log || !onlyLog);
  const tried = recipes.map((recipe) => {
    const runner = run(values, recipe);
    let sum = 0;
    let points = 0;
    for (let origin = last; origin >= first && origin >= 1; origin -= stride) {
      runner.forecast(origin, out);
      for (let k = 0; k < steps; k++) sum += Math.abs(values[origin + k]! - Math.max(least, out[k]!));
      points += steps;
    }
    return { recipe, error: points === 0 ? 0 : sum / points };
  });
  // Sorting keeps the order of equals: the simpler recipe comes first.
  tried.sort((a, b) => a.error - b.error);
  const limit = Math.max(ROUNDING, FARTHEST * tried[0]!.error);
  return tried.slice(0, KEPT).flatMap(({ recipe, error }) => (error <= limit ? [recipe] : []));
}
