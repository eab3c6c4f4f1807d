import type { ForecastChartData } from "@sluice/charts";
import { type FittedSeries, type ForecastRow, type Panel, type Series, timeLabel } from "@sluice/forecast";

/** What was forecast. */
export interface Forecasts {
  /** For the steps held out, by a model that has not seen them, and that model's fit to the steps before. */
  readonly score: {
    readonly forecast: readonly ForecastRow[];
    readonly model: { fitted(): readonly FittedSeries[] };
  };
  /** For the steps ahead. */
  readonly rows: readonly ForecastRow[];
}

type Point = readonly [ds: string, value: number | null];

/** One series as a chart: its past, the fit, the forecast of the steps held out, and the forecast of those ahead. */
export function forecastPicture(panel: Panel, series: Series, { score, rows }: Forecasts): ForecastChartData {
  const past = Array.from(series.times, (time) => timeLabel(time, panel.time));
  const isMine = ({ unique_id }: { unique_id: string }) => unique_id === series.id;
  const ahead = rows.filter(isMine);
  const heldOut = score.forecast.filter(isMine);
  const fit = score.model.fitted().find(isMine)!;
  const times = [...past, ...ahead.map(({ ds }) => ds)];
  const place = new Map(times.map((time, step) => [time, step]));
  const inStep = (points: Iterable<Point>) => {
    const values: (number | null)[] = times.map(() => null);
    for (const [ds, value] of points) values[place.get(ds)!] = value;
    return values;
  };
  const pointsOf = (forecast: readonly ForecastRow[]) => forecast.map(({ ds, forecast }): Point => [ds, forecast]);
  return {
    title: panel.id === undefined ? `Forecast of ${panel.target}` : `Forecast of ${panel.target}, ${series.id}`,
    times,
    yName: panel.target,
    series: [
      { name: "actual", role: "actual", values: inStep(past.map((ds, step): Point => [ds, series.target[step]!])) },
      { name: "fitted", role: "fitted", values: inStep(fit.ds.map((ds, i): Point => [ds, fit.values[i]!])) },
      {
        name: "forecast of held-out steps",
        role: "other",
        dashed: true,
        values: inStep(pointsOf(heldOut)),
      },
      { name: "forecast", role: "forecast", values: inStep(pointsOf(ahead)) },
    ],
    // Series may end at different times.
    split: heldOut[0]!.ds,
  };
}
