import { naive, seasonalNaive } from "../baselines/baselines.ts";
import { mae, rmse } from "../metrics/absolute.ts";
import type { MetricContext } from "../metrics/metric.ts";
import { mape } from "../metrics/percentage.ts";
import { mase } from "../metrics/scaled.ts";
import { fill } from "../panel/fill.ts";
import type { Panel } from "../panel/panel.ts";
import { split } from "../panel/split.ts";
import { timeLabel } from "../time/next-times.ts";
import { completeColumn } from "./column-scale.ts";
import type { FitOptions } from "./fit.ts";
import type { FittedForecaster, ForecastRow } from "./fitted-forecaster.ts";
import type { Forecaster } from "./forecaster.ts";

/** Errors of a forecast over all series and steps; null where one is undefined for the data. */
export interface HoldoutErrors {
  readonly mae: number | null;
  readonly rmse: number | null;
  readonly mape: number | null;
  readonly mase: number | null;
}

export interface Holdout {
  readonly metrics: {
    readonly model: HoldoutErrors;
    /** What the model's networks correct: the mean of the smoothing recipes that suited the training span best. */
    readonly anchor: HoldoutErrors;
    /** The last value, again and again. */
    readonly naive: HoldoutErrors;
    /** The last season, again and again; the last value where a series has no whole season. */
    readonly seasonalNaive: HoldoutErrors;
  };
  readonly forecast: readonly ForecastRow[];
  /** What came, null where the table has no value. */
  readonly actual: readonly { readonly unique_id: string; readonly ds: string; readonly actual: number | null }[];
  /** The model that has not seen the steps held out. */
  readonly model: FittedForecaster;
  /** The first step held out of the first series, as the table writes it. */
  readonly split: string;
}

const METRICS = { mae, rmse, mape, mase };

/**
 * How well a forecaster does on a panel: fitted to all but the last `horizon` steps of every series, it forecasts them.
 *
 * Known columns of these steps come from the panel. MASE is scaled by the season of the panel.
 * Errors: as `fit`; E_DATA, naming the series, when one is too short.
 */
export async function holdout(spec: Forecaster, panel: Panel, options: FitOptions = {}): Promise<Holdout> {
  const { horizon } = spec.settings;
  const { train, test } = split(panel, { holdout: horizon });
  const model = await spec.fit(train, options);
  const known = panel.series.map((one) => one.known.map((column) => completeColumn(column).subarray(-horizon)));
  const { rows } = model.predictKnown(known);
  const bySeries = (rows: readonly ForecastRow[]) =>
    panel.series.map((_, s) => Float64Array.from({ length: horizon }, (_, k) => rows[s * horizon + k]!.forecast));
  const complete = train.series.map(({ target }) => fill(target, panel.season));
  const last = complete.map((values) => naive(values, horizon));
  const lastSeason = complete.map((values, s) =>
    values.length < panel.season ? last[s]! : seasonalNaive(values, horizon, panel.season),
  );
  const errors = (of: readonly Float64Array[]) => errorsOf(of, { train, test });
  return {
    metrics: {
      model: errors(bySeries(rows)),
      anchor: errors(bySeries(model.anchorKnown(known).rows)),
      naive: errors(last),
      seasonalNaive: errors(lastSeason),
    },
    forecast: rows,
    actual: test.series.flatMap(({ id, times, target }) =>
      Array.from(target, (value, k) => ({
        unique_id: id,
        ds: timeLabel(times[k]!, panel.time),
        actual: Number.isNaN(value) ? null : value,
      })),
    ),
    model,
    split: timeLabel(test.series[0]!.times[0]!, panel.time),
  };
}

function errorsOf(forecasts: readonly Float64Array[], { train, test }: { train: Panel; test: Panel }): HoldoutErrors {
  const errors = Object.entries(METRICS).map(([name, metric]) => {
    const points = test.series.map(({ target }, s) => {
      const context: MetricContext = { train: train.series[s]!.target, season: train.season };
      return [...metric.points(target, forecasts[s]!, context)];
    });
    return [name, metric.aggregate(points.flat())];
  });
  return Object.fromEntries(errors) as unknown as HoldoutErrors;
}
