import { SluiceError } from "@sluice/core";

/**
 * The last value, K times.
 *
 *   ŷ_{N+k} = y_N
 *
 * Shapes: values [N]; result [K].
 * Errors: E_DATA for no or missing values (see fill); E_ARGUMENT for a horizon that is not a whole number above 0.
 */
export function naive(values: ArrayLike<number>, horizon: number): Float64Array {
  check("naive", values, horizon, 1);
  return new Float64Array(horizon).fill(values[values.length - 1]!);
}

/**
 * The last season, again and again.
 *
 *   ŷ_{N+k} = y_{N + ((k−1) mod m) + 1 − m},   m = season
 *
 * Shapes: values [N]; result [K].
 * Errors: as naive, and E_DATA for fewer than a season of values.
 */
export function seasonalNaive(values: ArrayLike<number>, horizon: number, season: number): Float64Array {
  if (!Number.isInteger(season) || season < 1) throw wrongSize("seasonalNaive season", season);
  check("seasonalNaive", values, horizon, season);
  const start = values.length - season;
  return Float64Array.from({ length: horizon }, (_, k) => values[start + (k % season)]!);
}

/**
 * The line through the first and the last value, continued.
 *
 *   ŷ_{N+k} = y_N + k·(y_N − y_1)/(N − 1)
 *
 * Shapes: values [N], N ≥ 2; result [K].
 * Errors: as naive.
 */
export function drift(values: ArrayLike<number>, horizon: number): Float64Array {
  check("drift", values, horizon, 2);
  const last = values[values.length - 1]!;
  const slope = (last - values[0]!) / (values.length - 1);
  return Float64Array.from({ length: horizon }, (_, k) => last + (k + 1) * slope);
}

function check(where: string, values: ArrayLike<number>, horizon: number, least: number): void {
  if (!Number.isInteger(horizon) || horizon < 1) throw wrongSize(`${where} horizon`, horizon);
  if (values.length < least) {
    throw new SluiceError("E_DATA", { where, expected: `at least ${least} values`, got: `${values.length}` });
  }
  for (let step = 0; step < values.length; step++) {
    if (Number.isFinite(values[step]!)) continue;
    throw new SluiceError("E_DATA", {
      where: `${where}, step ${step}`,
      expected: "complete values",
      got: `${values[step]}`,
      hint: "fill(values) first",
    });
  }
}

function wrongSize(where: string, got: number): SluiceError {
  return new SluiceError("E_ARGUMENT", { where, expected: "a whole number above 0", got: `${got}` });
}
