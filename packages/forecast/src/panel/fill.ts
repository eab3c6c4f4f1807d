import { SluiceError } from "@sluice/core";

/**
 * A copy of a column without missing values (NaN), for whoever needs complete ones.
 *
 *   between two values     linear:  v_a + (v_b − v_a)·(t − a)/(b − a)
 *   before the first       the first value;   after the last: the last
 *   a column of 0 and 1    the value before (a holiday is never half a holiday)
 *
 * With a season the same is done to what is left without the seasonal pattern, where at least two seasons are known: a hole
 * gets the ups and downs of its season, and a series whose end is missing does not go on flat.
 *
 * Errors: E_DATA when every value is missing.
 */
export function fill(values: Float64Array, season = 1): Float64Array {
  const isFlag = values.every((value) => value === 0 || value === 1 || Number.isNaN(value));
  const pattern = isFlag || !values.some(Number.isNaN) ? undefined : seasonalPattern(values, season);
  if (pattern === undefined) return joined(values, isFlag);
  const level = joined(
    values.map((value, t) => value - pattern[t % season]!),
    false,
  );
  const filled = values.map((value, t) => (Number.isNaN(value) ? level[t]! + pattern[t % season]! : value));
  // Differences of numbers near the largest are none.
  const sound = filled.every((value, t) => Number.isFinite(value) || value === values[t]);
  return sound ? filled : joined(values, isFlag);
}

/**
 * How far each phase of the season lies from the level around it: the mean over the seasons of a value less the mean of
 * the season around it. Undefined where fewer than two seasons of values are known.
 */
function seasonalPattern(values: Float64Array, season: number): Float64Array | undefined {
  const known = values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  if (season < 2 || known < 2 * season) return undefined;
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  const half = Math.floor(season / 2);
  values.forEach((value, t) => {
    const around = values.subarray(Math.max(0, t - half), t - half + season).filter((x) => !Number.isNaN(x));
    if (Number.isNaN(value) || around.length < season) return;
    sums[t % season]! += value - around.reduce((sum, x) => sum + x / season, 0);
    counts[t % season]!++;
  });
  return counts.every((count) => count > 0) ? sums.map((sum, phase) => sum / counts[phase]!) : undefined;
}

/** Straight lines over what is missing; a flag keeps the value before. */
function joined(values: Float64Array, isFlag: boolean): Float64Array {
  const filled = values.slice();
  let before = -1;
  for (let step = 0; step < filled.length; step++) {
    if (Number.isNaN(filled[step]!)) continue;
    for (let hole = before + 1; hole < step; hole++) {
      if (before < 0) filled[hole] = filled[step]!;
      else if (isFlag) filled[hole] = filled[before]!;
      else filled[hole] = between(filled[before]!, filled[step]!, (hole - before) / (step - before));
    }
    before = step;
  }
  if (before < 0 && values.length > 0) {
    throw new SluiceError("E_DATA", { where: "fill", expected: "at least one value", got: "only missing ones" });
  }
  return filled.fill(filled[before] ?? Number.NaN, before + 1);
}

// As two products, so that two values of opposite sign near the largest number stay finite.
function between(from: number, to: number, share: number): number {
  return from === to ? from : from * (1 - share) + to * share;
}
