import { SluiceError } from "@sluice/core";
import { type FittedSeries, type ForecastRow, type Panel, type Series, timeLabel } from "@sluice/forecast";
import type { ForecastChartData, ForecastSeries } from "./chart-data.ts";
import type { Words } from "./words.ts";

/** What `predict` gives. */
export interface Plan {
  readonly rows: readonly ForecastRow[];
}

/** A forecast as it comes from a model, and the past that it goes on from. */
export interface PlanChartData {
  /** What the model has learnt from. */
  panel: Panel;
  /** What `predict` gave; several by their names, such as `{ "as planned": plan, "price 9.90": cut }`. */
  plan: Plan | Readonly<Record<string, Plan>>;
  /** What `holdout` gave: the forecast of the steps held out and the fit before them are drawn too. */
  holdout?: { readonly forecast: readonly ForecastRow[]; readonly model: { fitted(): readonly FittedSeries[] } };
  /** Which series of the panel; the first when absent. */
  series?: string;
  /** "Forecast of sales" when absent. */
  title?: string;
  /** What the values are; the target's name when absent. */
  yName?: string;
  /** What they are counted in, e.g. "thousands". */
  unit?: string;
}

type Point = readonly [ds: string, value: number | null];

/** Values of one forecast in step with the chart's times. */
type InStep = (points: Iterable<Point>) => (number | null)[];

function refuse(where: string, expected: string, got: string): never {
  throw new SluiceError("E_ARGUMENT", { where: `forecastChart, ${where}`, expected, got });
}

function chosenSeries({ series }: Panel, wanted: string | undefined): Series {
  const found = wanted === undefined ? series[0] : series.find(({ id }) => id === wanted);
  return (
    found ?? refuse("series", `one of the panel's, such as ${JSON.stringify(series[0]!.id)}`, JSON.stringify(wanted))
  );
}

/** The plans by name; one without a name is the forecast. */
function namedPlans(plan: PlanChartData["plan"], words: Words): [name: string, plan: Plan][] {
  if (plan !== null && typeof plan === "object" && Array.isArray(plan.rows)) return [[words.forecast, plan as Plan]];
  const named = Object.entries((plan ?? {}) as Readonly<Record<string, Plan>>);
  if (named.length === 0) refuse("plan", "what predict gives, or several of these by name", JSON.stringify(plan));
  for (const [name, one] of named)
    if (!Array.isArray(one?.rows)) refuse(`plan ${JSON.stringify(name)}`, "what predict gives", typeof one);
  return named;
}

const pointsOf = (rows: readonly ForecastRow[]) => rows.map(({ ds, forecast }): Point => [ds, forecast]);

/** The fit and the forecast of the steps held out. */
function heldOutSeries(fit: FittedSeries | undefined, rows: readonly ForecastRow[], inStep: InStep, words: Words) {
  const series: ForecastSeries[] = [];
  if (fit !== undefined) {
    const values = inStep(fit.ds.map((ds, i): Point => [ds, fit.values[i]!]));
    series.push({ name: words.fitted, role: "fitted", values });
  }
  series.push({ name: words.heldOutForecast, role: "other", dashed: true, values: inStep(pointsOf(rows)) });
  return series;
}

/**
 * One series as a forecast chart draws it: its past, the fit, the forecast of the steps held out, and those of the steps ahead.
 *
 * Errors: E_ARGUMENT for a series that the panel does not have, or plans without rows for it.
 */
export function planData(data: PlanChartData, words: Words): ForecastChartData {
  const { panel, holdout } = data;
  const series = chosenSeries(panel, data.series);
  const mine = (rows: readonly ForecastRow[]) => rows.filter(({ unique_id }) => unique_id === series.id);
  const plans = namedPlans(data.plan, words).map(([name, { rows }]) => ({ name, rows: mine(rows) }));
  for (const { name, rows } of plans)
    if (rows.length === 0) refuse(`plan ${JSON.stringify(name)}`, `rows of ${JSON.stringify(series.id)}`, "none");
  const heldOut = mine(holdout?.forecast ?? []);

  const past = Array.from(series.times, (time) => timeLabel(time, panel.time));
  const times = [...new Set([...past, ...plans.flatMap(({ rows }) => rows.map(({ ds }) => ds))])];
  const place = new Map(times.map((time, step) => [time, step]));
  const inStep: InStep = (points) => {
    const values: (number | null)[] = times.map(() => null);
    for (const [ds, value] of points) {
      const step = place.get(ds) ?? refuse("holdout", `times of the panel, ${past[0]} to ${past.at(-1)}`, ds);
      values[step] = value;
    }
    return values;
  };
  const fit = holdout?.model.fitted().find(({ unique_id }) => unique_id === series.id);
  const named = panel.id === undefined ? panel.target : `${panel.target}, ${series.id}`;
  const ahead = times[past.length];
  // Series may end at different times, so that each has a split of its own.
  const split = heldOut[0]?.ds ?? (ahead === undefined ? plans[0]!.rows[0]!.ds : undefined);
  return {
    title: data.title ?? words.forecastOf(named),
    times,
    yName: data.yName ?? panel.target,
    ...(data.unit === undefined ? {} : { unit: data.unit }),
    series: [
      {
        name: words.actual,
        role: "actual",
        values: inStep(past.map((ds, step): Point => [ds, series.target[step]!])),
      },
      ...(heldOut.length === 0 ? [] : heldOutSeries(fit, heldOut, inStep, words)),
      ...plans.map(({ name, rows }): ForecastSeries => ({ name, role: "forecast", values: inStep(pointsOf(rows)) })),
    ],
    ...(split === undefined ? {} : { split }),
    ...(ahead === undefined ? {} : { ahead }),
  };
}
