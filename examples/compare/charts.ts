import { type Chart, lineChart, panels } from "@sluice/charts";
import type { Course } from "./learn.ts";
import { type Spread, spread } from "./spread.ts";

/** One colour a cell, for light and for dark. */
const COLORS: Readonly<Record<string, string>> = { RNN: "#3b82c4", LSTM: "#d9690f", GRU: "#1f9d74" };

/** What some seeds of a contestant came to. */
export interface Entry {
  readonly name: string;
  readonly hidden: number;
  /** By seed. */
  readonly courses: readonly Course[];
}

const line = (name: string, hidden: number, values: readonly Spread[]) => ({
  name: `${name}, ${hidden} units`,
  color: COLORS[name]!,
  values: values.map(({ median }) => median),
  low: values.map(({ low }) => low),
  high: values.map(({ high }) => high),
});

/** Point by point over the seeds. */
const spreads = (rows: readonly (readonly number[])[]): Spread[] =>
  rows[0]!.map((_, place) => spread(rows.map((row) => row[place]!)));

/** What all err, against epochs and against seconds: the median of the seeds, and the range of all. */
export function curvesChart(title: string, entries: readonly Entry[]): Chart {
  const errors = { name: "error (log)", log: true };
  const curves = entries.map(({ name, hidden, courses }) => ({
    ...line(name, hidden, spreads(courses.map((course) => course.errors))),
    marks: false,
    epochs: courses[0]!.epochs,
    seconds: spreads(courses.map((course) => course.seconds)).map(({ median }) => median),
  }));
  return panels(
    [
      lineChart({
        title: "against epochs",
        x: { name: "epochs" },
        y: errors,
        series: curves.map(({ epochs, seconds, ...curve }) => ({ ...curve, x: epochs })),
      }),
      lineChart({
        title: "against seconds",
        x: { name: "seconds" },
        y: errors,
        series: curves.map(({ epochs, seconds, ...curve }) => ({ ...curve, x: seconds })),
      }),
    ],
    { title },
  );
}

/** What all err in the end, against the rows that they learned from. */
export const rowsChart = (
  title: string,
  rows: readonly number[],
  entries: readonly { readonly name: string; readonly hidden: number; readonly errors: readonly Spread[] }[],
): Chart =>
  lineChart({
    title,
    x: { name: "rows to learn from", values: rows, log: 2 },
    y: { name: "error (log)", log: true },
    series: entries.map(({ name, hidden, errors }) => line(name, hidden, errors)),
  });
