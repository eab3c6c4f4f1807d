import { SluiceError } from "@sluice/core";

/** What some metrics need besides the two columns. */
export interface MetricContext {
  /** The series up to where the forecast starts, for MASE. */
  train?: ArrayLike<number>;
  /** Steps in the season, for MASE; 1 for none. */
  season?: number;
}

/** One point's statistic; undefined where it has none. */
export type Statistic = (actual: number, forecast: number) => number | undefined;

export interface MetricParts {
  readonly name: string;
  /** What the number is in: that of the series, percent, or a ratio. */
  readonly unit: "series" | "percent" | "ratio";
  /** The statistic in a context; null when no point can have one in it. */
  readonly statistic: (context: MetricContext) => Statistic | null;
  /** From the mean of the statistics to the metric; nothing unless told. */
  readonly finish?: (mean: number) => number;
}

/**
 * A metric is a statistic of one point and an aggregation of many:
 *
 *   metric = finish(mean over points of statistic(actual, forecast))
 *
 * Points without a statistic (the actual value missing, or the statistic undefined there) are left out of the mean. Called,
 * it gives the metric of two columns, or null (never NaN) when no point has a statistic.
 *
 * Shapes: actual, forecast [N].
 * Errors: E_SHAPE when lengths differ; E_DATA for a forecast that is not finite or an infinite actual value.
 */
export interface Metric {
  (actual: ArrayLike<number>, forecast: ArrayLike<number>, context?: MetricContext): number | null;
  readonly name: string;
  readonly unit: MetricParts["unit"];
  /** [N] the statistic of every point, NaN where it has none: to be joined over series, folds or steps ahead. */
  points(actual: ArrayLike<number>, forecast: ArrayLike<number>, context?: MetricContext): Float64Array;
  /** One number for the statistics of many points; null when none has one. */
  aggregate(points: ArrayLike<number>): number | null;
}

export function defineMetric(parts: MetricParts): Metric {
  const { name, unit, finish = (mean) => mean } = parts;

  const points: Metric["points"] = (actual, forecast, context = {}) => {
    checkPair(name, actual, forecast);
    const statistic = parts.statistic(context);
    return Float64Array.from({ length: actual.length }, (_, i) => {
      if (statistic === null || Number.isNaN(actual[i]!)) return Number.NaN;
      return statistic(actual[i]!, forecast[i]!) ?? Number.NaN;
    });
  };
  const aggregate: Metric["aggregate"] = (statistics) => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < statistics.length; i++) {
      if (Number.isNaN(statistics[i]!)) continue;
      sum += statistics[i]!;
      count++;
    }
    return count === 0 ? null : finish(sum / count);
  };
  const measure = (actual: ArrayLike<number>, forecast: ArrayLike<number>, context?: MetricContext) =>
    aggregate(points(actual, forecast, context));
  // A function's own name cannot be assigned.
  return Object.assign(Object.defineProperty(measure, "name", { value: name }), { unit, points, aggregate });
}

function checkPair(name: string, actual: ArrayLike<number>, forecast: ArrayLike<number>): void {
  if (actual.length !== forecast.length) {
    throw new SluiceError("E_SHAPE", {
      where: name,
      expected: `as many forecasts as actual values, ${actual.length}`,
      got: `${forecast.length}`,
    });
  }
  for (let i = 0; i < forecast.length; i++) {
    const isInfinite = !Number.isFinite(actual[i]!) && !Number.isNaN(actual[i]!);
    if (Number.isFinite(forecast[i]!) && !isInfinite) continue;
    throw new SluiceError("E_DATA", {
      where: `${name}, point ${i}`,
      expected: "finite numbers",
      got: isInfinite ? `actual ${actual[i]}` : `forecast ${forecast[i]}`,
    });
  }
}
