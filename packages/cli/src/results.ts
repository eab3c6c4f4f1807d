import type { ForecastRow, Holdout, HoldoutErrors } from "@sluice/forecast";
import { alike, textTable } from "./text-table.ts";

export type Metrics = Holdout["metrics"];

/** The errors as a table, a forecast a row. */
export function metricsTable({ model, anchor, naive, seasonalNaive }: Metrics, title: string): string {
  const forecasts: [string, HoldoutErrors][] = [
    ["model", model],
    ["anchor", anchor],
    ["naive", naive],
    ["seasonal naive", seasonalNaive],
  ];
  const inUnits = alike(forecasts.flatMap(([, { mae, rmse }]) => [mae, rmse]));
  const two = (value: number | null) => (value === null ? "none" : value.toFixed(2));
  const rows = forecasts.map(([name, { mae, rmse, mape, mase }]) => [
    name,
    inUnits(mae),
    inUnits(rmse),
    two(mape),
    two(mase),
  ]);
  return textTable([title, "MAE", "RMSE", "MAPE %", "MASE"], rows);
}

/** The naive forecast that a model does worse than, by mean absolute error; the better of the two. */
export function betterBaseline({ model, naive, seasonalNaive }: Metrics): string | undefined {
  const mae = (errors: HoldoutErrors) => errors.mae ?? Number.POSITIVE_INFINITY;
  const best = mae(seasonalNaive) <= mae(naive) ? seasonalNaive : naive;
  if (mae(best) >= mae(model)) return undefined;
  return best === naive ? "naive" : "seasonal naive";
}

/** The forecast as a table, a step a row; with the series' names where there are several. */
export function forecastTable(rows: readonly ForecastRow[], names: { id: string | undefined; time: string }): string {
  const text = alike(rows.map(({ forecast }) => forecast));
  const { id, time } = names;
  if (id === undefined)
    return textTable(
      [time, "forecast"],
      rows.map(({ ds, forecast }) => [ds, text(forecast)]),
    );
  return textTable(
    [id, time, "forecast"],
    rows.map(({ unique_id, ds, forecast }) => [unique_id, ds, text(forecast)]),
    { left: 2 },
  );
}

/** A forecast's rows as the JSON output and files have them, whatever else the library knows of a step. */
export const plainRows = (rows: readonly ForecastRow[]): ForecastRow[] =>
  rows.map(({ unique_id, ds, forecast }) => ({ unique_id, ds, forecast }));
