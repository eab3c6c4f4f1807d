import { type Accuracy, evaluate, seasonalNaive } from "@sluice/forecast";
import { CODINGS, type Day, daysOf, type Series } from "./days.ts";
import { learnAndForecast } from "./model.ts";
import { ridge } from "./ridge.ts";

const WEEK = 7;
/** Days at the end of what a ridge regression learns from, which choose its penalty. */
const CHOOSING = 60;
const PENALTIES = [0.1, 1, 10, 100];

export interface Protocol {
  /** Months to forecast, 2012-07 …: every model learns from all days before a month, and forecasts each of its days one day ahead. */
  readonly months: readonly string[];
  readonly seeds: readonly number[];
  readonly epochs: number;
}

export interface Backtest {
  /** The days that were forecast. */
  readonly dates: readonly string[];
  readonly actual: readonly number[];
  /** By forecaster: a forecast for every seed, or one where nothing is random. */
  readonly forecasts: Readonly<Record<string, readonly (readonly number[])[]>>;
  /** By forecaster: the mean over seeds of each measure. */
  readonly scores: Readonly<Record<string, Pick<Accuracy, "mae" | "rmse" | "mase">>>;
}

/** Rolling origins: nothing that a forecast of a day is made from is later than the day before, but for the day's own drivers. */
export async function backtest(series: Series, { months, seeds, epochs }: Protocol): Promise<Backtest> {
  const { sales, dates } = series;
  const coded = Object.entries(CODINGS).map(([name, drivers]) => ({ name, drivers, days: daysOf(series, drivers) }));
  const asked = dates.map((_, index) => index).filter((index) => months.includes(dates[index]!.slice(0, 7)));
  const forecasts: Record<string, number[][]> = {
    yesterday: [asked.map((index) => sales[index - 1]!)],
    "seasonal naive": [asked.map((index) => seasonalNaive(sales.slice(0, index), 1, WEEK)[0]!)],
    ridge: [[]],
    ...Object.fromEntries(coded.map(({ name }) => [`sales cell, ${name}`, seeds.map(() => [])])),
  };
  for (const month of months) {
    const first = dates.findIndex((date) => date.startsWith(month));
    const parted = (days: readonly Day[]) => ({
      learn: days.filter(({ index }) => index < first),
      ask: days.filter(({ index }) => dates[index]!.startsWith(month)),
    });
    for (const { name, drivers, days } of coded) {
      const parts = parted(days);
      if (name === "levels") forecasts.ridge![0]!.push(...ridgeForecast(parts));
      for (const [place, seed] of seeds.entries())
        forecasts[`sales cell, ${name}`]![place]!.push(...(await learnAndForecast(parts, drivers, { epochs, seed })));
    }
  }
  const actual = asked.map((index) => sales[index]!);
  const context = { train: sales.slice(0, asked[0]), season: WEEK };
  const scores = Object.fromEntries(
    Object.entries(forecasts).map(([name, all]) => {
      const each = all.map((forecast) => evaluate(actual, forecast, context));
      const mean = (measure: "mae" | "rmse" | "mase") =>
        each.reduce((sum, one) => sum + one[measure]!, 0) / each.length;
      return [name, { mae: mean("mae"), rmse: mean("rmse"), mase: mean("mase") }];
    }),
  );
  return { dates: asked.map((index) => dates[index]!), actual, forecasts, scores };
}

/** Ridge regression on all lags of sales and drivers and on the drivers of the day; what it learns from chooses its penalty. */
export function ridgeForecast({ learn, ask }: { learn: readonly Day[]; ask: readonly Day[] }): number[] {
  const rowOf = ({ past, known }: Day) => [...past.flat(), ...known, 1];
  const fitted = (days: readonly Day[], penalty: number) => {
    const beta = ridge(
      days.map(rowOf),
      days.map(({ target }) => target),
      penalty,
    );
    return (day: Day) => rowOf(day).reduce((sum, value, place) => sum + value * beta[place]!, 0);
  };
  const [early, late] = [learn.slice(0, -CHOOSING), learn.slice(-CHOOSING)];
  const errors = PENALTIES.map((penalty) => {
    const tell = fitted(early, penalty);
    return late.reduce((sum, day) => sum + Math.abs(day.target - tell(day)), 0);
  });
  const tell = fitted(learn, PENALTIES[errors.indexOf(Math.min(...errors))]!);
  return ask.map((day) => day.level * (1 + tell(day)));
}
