/**
 * One way to carry a series on: exponential smoothing of its level, with or without a trend and a season. Plain data, saved with
 * models.
 */
export interface Recipe {
  /** Whether on a logarithmic scale: growth and seasons are factors then. */
  readonly log: boolean;
  /** α: how far the level follows each value; 1 keeps the last value. */
  readonly level: number;
  /** None; a slope that is smoothed and dies away; half the mean slope since the beginning, as in the Theta method; all of it. */
  readonly trend: "none" | "damped" | "half-drift" | "drift";
  /** Steps in the season; 1 for none. */
  readonly season: number;
  /** γ: how far a season's value follows what it last was; 1 keeps the last season. */
  readonly seasonal: number;
}

/** A smoothed series: what it looked like from every step on. */
export interface Smoothed {
  /** Writes the forecast of the steps origin, origin + 1 … from the values before `origin`, which is at least 1. */
  forecast(origin: number, out: Float64Array): void;
}

const DAMPING = 0.9;
const SLOPE_RATE = 0.1;
/** How far behind a slowly smoothed level may be thought to be, in steps. */
const LONGEST_LAG = 20;

/**
 * Runs a recipe over complete values, already on its scale.
 *
 *   e_t = z_t − (ℓ + φ·b) − s_t      ℓ ← ℓ + φ·b + α·e_t      b ← φ·b + α·β·e_t      s_{t+m} = s_t + γ·(1 − α)·e_t
 *   ẑ_{t+k} = ℓ + (φ + … + φ^k)·b + s       damped: φ = 0.9, β = 0.1
 *   ẑ_{t+k} = ℓ + (k + lag)·d + s           drift: d the mean slope from the first season to the last, or half of it; lag that of ℓ
 *
 * The first level, slope and season come from the first two seasons, or from the first where there are no more.
 * Source: Hyndman, Koehler, Ord, Snyder 2008, Forecasting with Exponential Smoothing; the Theta method as in Hyndman and Billah
 * 2003, Unmasking the Theta method, Int. J. Forecasting 19(2).
 */
export function smooth(z: Float64Array, recipe: Recipe): Smoothed {
  const { level: rate, trend, season, seasonal } = recipe;
  const count = z.length;
  const isDamped = trend === "damped";
  const isSeasonal = season > 1;
  const levels = new Float64Array(count + 1);
  const slopes = new Float64Array(isDamped ? count + 1 : 0);
  const seasons = new Float64Array(isSeasonal ? count + season : 0);

  let { level, slope } = isSeasonal ? firstSeasons(z, seasons, { season, isDamped }) : firstValues(z);
  if (!isDamped) slope = 0;
  levels[0] = level;
  if (isDamped) slopes[0] = slope;
  for (let t = 0; t < count; t++) {
    const expected = level + DAMPING * slope;
    const error = z[t]! - expected - (isSeasonal ? seasons[t]! : 0);
    level = expected + rate * error;
    levels[t + 1] = level;
    if (isDamped) slopes[t + 1] = slope = DAMPING * slope + rate * SLOPE_RATE * error;
    if (isSeasonal) seasons[t + season] = seasons[t]! + seasonal * (1 - rate) * error;
  }

  const share = trend === "drift" ? 1 : trend === "half-drift" ? 0.5 : 0;
  const drift = share > 0 ? driftOf(z, recipe) : undefined;
  return {
    forecast(origin, out) {
      let slopeSum = 0;
      let damping = 1;
      const line = drift?.(origin);
      for (let k = 0; k < out.length; k++) {
        let value = levels[origin]!;
        if (isDamped) {
          damping *= DAMPING;
          slopeSum += damping;
          value += slopes[origin]! * slopeSum;
        }
        if (line !== undefined) value += share * line.slope * (k + 1 + line.lag);
        if (isSeasonal) value += seasons[origin + (k % season)]!;
        out[k] = value;
      }
    },
  };
}

/** Fills the first season and gives level and slope before the first step. */
function firstSeasons(
  z: Float64Array,
  seasons: Float64Array,
  { season, isDamped }: { season: number; isDamped: boolean },
) {
  const first = meanOf(z, 0, season);
  const rounds = z.length >= 2 * season ? 2 : 1;
  const slope = rounds === 2 ? (meanOf(z, season, 2 * season) - first) / season : 0;
  const middle = (season - 1) / 2;
  for (let i = 0; i < season; i++) {
    let deviation = 0;
    for (let round = 0; round < rounds; round++) {
      deviation += z[i + round * season]! - (first + slope * (i + round * season - middle));
    }
    seasons[i] = deviation / rounds;
  }
  return { level: isDamped ? first - (slope * (season + 1)) / 2 : first, slope };
}

function firstValues(z: Float64Array) {
  return { level: z[0]!, slope: z.length > 4 ? (z[4]! - z[0]!) / 4 : 0 };
}

/** The mean slope up to an origin, and how many steps the smoothed level is behind it. */
function driftOf(z: Float64Array, { level: rate, season }: Recipe) {
  const sums = new Float64Array(z.length + 1);
  const remembered = new Float64Array(z.length + 1).fill(1);
  for (let t = 0; t < z.length; t++) {
    sums[t + 1] = sums[t]! + z[t]!;
    remembered[t + 1] = remembered[t]! * (1 - rate);
  }
  return (origin: number) => {
    if (origin < 2 * season + 1) return undefined;
    const last = (sums[origin]! - sums[origin - season]!) / season;
    const first = sums[season]! / season;
    const lag = Math.min(LONGEST_LAG, (1 - remembered[origin]!) / rate - 1);
    return { slope: (last - first) / (origin - season), lag: Math.max(0, lag) };
  };
}

// Counted from the first value: a constant season then has exactly its value as the mean.
function meanOf(z: Float64Array, from: number, to: number): number {
  const start = z[from]!;
  let sum = 0;
  for (let t = from; t < to; t++) sum += z[t]! - start;
  return start + sum / (to - from);
}
