import type { HoldoutErrors } from "@sluice/forecast";
import { BASELINES, type Baseline, type Competition } from "./compete.ts";
import type { Contestant } from "./contestants.ts";

/** The middle, the least and the greatest of what several seeds came to. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export type Errors = keyof HoldoutErrors;
export const ERRORS = ["mae", "rmse", "mape", "mase"] as const satisfies readonly Errors[];

/** What came of one cell; errors are null where one is undefined for the data. */
export interface Standing extends Readonly<Record<Errors, Spread | null>> {
  readonly name: string;
  readonly hidden: number;
  readonly parameters: number;
  /** Of a fit. */
  readonly seconds: Spread;
}

export interface Standings {
  readonly cells: readonly Standing[];
  readonly baselines: Readonly<Record<Baseline, HoldoutErrors>>;
}

/** What came of a competition: over the spans the mean, over the seeds the middle and the range. */
export function standings(contestants: readonly Contestant[], { rounds, spans }: Competition): Standings {
  const seeds = [...new Set(rounds.map(({ seed }) => seed))];
  const cells = contestants.map(({ name, hidden, parameters }): Standing => {
    const own = rounds.filter((round) => round.name === name);
    const bySeed = seeds.map((seed) =>
      overSpans(own.filter((round) => round.seed === seed).map(({ errors }) => errors)),
    );
    const spreadOf = (error: Errors) => {
      const values = bySeed.flatMap((errors) => errors[error] ?? []);
      return values.length === 0 ? null : spread(values);
    };
    const errors = Object.fromEntries(ERRORS.map((error) => [error, spreadOf(error)])) as Record<Errors, Spread | null>;
    return { name, hidden, parameters, ...errors, seconds: spread(own.map(({ seconds }) => seconds)) };
  });
  const baselines = BASELINES.map((name) => [name, overSpans(spans.map((span) => span.baselines[name]))]);
  return { cells, baselines: Object.fromEntries(baselines) as Record<Baseline, HoldoutErrors> };
}

/** The mean over spans of as many steps; of RMSE the root of the mean square. */
function overSpans(spans: readonly HoldoutErrors[]): HoldoutErrors {
  const mean = (error: Errors, of: (value: number) => number, back: (mean: number) => number) => {
    const values = spans.flatMap((errors) => errors[error] ?? []);
    return values.length === 0 ? null : back(values.reduce((sum, value) => sum + of(value), 0) / values.length);
  };
  const same = (value: number) => value;
  return {
    mae: mean("mae", same, same),
    rmse: mean("rmse", (value) => value * value, Math.sqrt),
    mape: mean("mape", same, same),
    mase: mean("mase", same, same),
  };
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const median = (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2;
  return { median, low: sorted[0]!, high: sorted.at(-1)! };
}
