import type { TableColumns } from "@sluice/forecast";
import { alike, textTable } from "../text-table.ts";
import type { Baseline, Competition } from "./compete.ts";
import type { Contestant } from "./contestants.ts";
import type { Spread, Standings } from "./standing.ts";

const CALLED: Readonly<Record<Baseline, string>> = {
  anchor: "anchor",
  naive: "naive",
  seasonalNaive: "seasonal naive",
};

/** The comparison as a table: a cell a row, below them the forecasts without networks. */
export function standingsTable(
  { cells, baselines }: Standings,
  { title, seeds }: { title: string; seeds: number },
): string {
  const others = Object.entries(baselines) as [Baseline, Standings["baselines"][Baseline]][];
  const inUnits = alike([
    ...cells.flatMap(({ mae, rmse }) => [mae?.high ?? null, rmse?.median ?? null]),
    ...others.flatMap(([, { mae, rmse }]) => [mae, rmse]),
  ]);
  const two = (value: number | null) => (value === null ? "none" : value.toFixed(2));
  const range = (mae: Spread | null) => (mae === null ? "none" : `${inUnits(mae.low)} … ${inUnits(mae.high)}`);
  const several = <Text>(text: Text) => (seeds > 1 ? [text] : []);
  const header = [title, "units", "parameters", "MAE", ...several("by seed"), "RMSE", "MAPE %", "MASE", "s a fit"];
  const rows = cells.map(({ name, hidden, parameters, mae, rmse, mape, mase, seconds }) => [
    name,
    `${hidden}`,
    parameters.toLocaleString("en-US"),
    inUnits(mae?.median ?? null),
    ...several(range(mae)),
    inUnits(rmse?.median ?? null),
    two(mape?.median ?? null),
    two(mase?.median ?? null),
    seconds.median.toFixed(2),
  ]);
  const below = others.map(([name, { mae, rmse, mape, mase }]) => [
    CALLED[name],
    "",
    "",
    inUnits(mae),
    ...several(""),
    inUnits(rmse),
    two(mape),
    two(mase),
    "",
  ]);
  return textTable(header, [...rows, ...below]);
}

/** Every fit as a row of a file, and every forecast without networks, whose seed and seconds are missing. */
export function roundColumns(contestants: readonly Contestant[], { rounds, spans }: Competition): TableColumns {
  const rows = [
    ...rounds.map(({ name, from, seed, errors, seconds }) => {
      const { hidden, parameters } = contestants.find((one) => one.name === name)!;
      return { forecast: name, units: hidden, parameters, from, seed, ...errors, seconds };
    }),
    ...spans.flatMap(({ from, baselines }) =>
      (Object.keys(CALLED) as Baseline[]).map((name) => {
        const none = { units: null, parameters: null, seed: null, seconds: null };
        return { forecast: CALLED[name], ...none, from, ...baselines[name] };
      }),
    ),
  ];
  const names = ["forecast", "units", "parameters", "from", "seed", "mae", "rmse", "mape", "mase", "seconds"] as const;
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}

/** The comparison as one object: the spread of every error over the seeds, and every fit with its losses by epoch. */
export function standingsJson({ cells, baselines }: Standings, { rounds, spans }: Competition) {
  const fits = (cell: string) =>
    rounds
      .filter(({ name }) => name === cell)
      .map(({ from, seed, errors, curve, seconds }) => ({ from, seed, ...errors, loss: curve.loss, seconds }));
  return {
    spans: spans.map(({ from }) => from),
    cells: cells.map(({ name, hidden, parameters, seconds, ...errors }) => ({
      cell: name,
      hidden,
      parameters,
      ...errors,
      fitSeconds: seconds,
      fits: fits(name),
    })),
    baselines,
  };
}
