import type { Frequency } from "../time/frequency.ts";
import type { Recipe } from "./smoothing.ts";

const LEVELS = [0.1, 0.3, 0.6, 1];
const SEASONALS = [0.05, 0.3, 1];
const TRENDS = ["none", "damped", "half-drift", "drift"] as const;

/**
 * Every recipe worth trying: with and without a trend and a season, quick and slow to follow; on the logarithmic scale too where
 * all values are positive.
 */
export function recipesFor({ cycles, positive }: { cycles: readonly number[]; positive: boolean }): Recipe[] {
  const recipes: Recipe[] = [];
  for (const log of positive ? [false, true] : [false]) {
    for (const level of LEVELS) {
      for (const trend of TRENDS) {
        recipes.push({ log, level, trend, season: 1, seasonal: 0 });
        for (const season of cycles) {
          // A level that takes every error leaves none to the season, whatever its rate.
          const rates = level === 1 ? SEASONALS.slice(0, 1) : SEASONALS;
          for (const seasonal of rates) recipes.push({ log, level, trend, season, seasonal });
        }
      }
    }
  }
  return recipes;
}

/** The seasons to try: the panel's, and the week where that is the day. */
export function cyclesOf(season: number, { unit, every }: Frequency): number[] {
  if (season <= 1) return [];
  const hour = unit === "hour" ? 1 / every : unit === "minute" ? 60 / every : undefined;
  return hour !== undefined && season === 24 * hour ? [season, 7 * season] : [season];
}
