import type { Table } from "../table/table.ts";
import { TableError } from "../table/table-error.ts";
import { addSteps, type Frequency, fixed, frequencyName, stepsBetween } from "../time/frequency.ts";
import { INTEGER } from "../time/layout.ts";
import { timeLabel } from "../time/next-times.ts";
import type { TimeColumn } from "../time/parse-times.ts";
import type { SortedSeries } from "./sort-series.ts";

/** A series on its grid: `source[n]` is the table row (0-based) of step n, −1 where a step was inserted. */
export interface RegularSeries {
  id: string;
  times: Float64Array;
  source: Int32Array;
}

/**
 * Every series with one entry a step, gaps inserted.
 *
 * Errors: E_TIME for a time between two steps, and when there would be more gaps than rows: that is not a regular table.
 */
export function regularSteps(
  table: Table,
  time: TimeColumn,
  series: readonly SortedSeries[],
  frequency: Frequency,
): RegularSeries[] {
  const column = time.columns.join("+");
  const steps = series.map(({ order, times }) =>
    times.map((value, index) => {
      const step = stepsBetween(times[0]!, value, frequency);
      if (step !== undefined) return step;
      throw new TableError(
        "E_TIME",
        { file: table.name, column, row: table.row(order[index]!) },
        {
          expected: `${frequencyName(frequency)} times from ${timeLabel(times[0]!, time)} on`,
          got: timeLabel(value, time),
        },
      );
    }),
  );
  const total = steps.reduce((sum, each) => sum + each.at(-1)! + 1, 0);
  if (total > 2 * table.rowCount) throw irregular(table, time, series, total - table.rowCount);

  return series.map(({ id, order, times }, s) => {
    const positions = steps[s]!;
    const length = positions.at(-1)! + 1;
    const source = new Int32Array(length).fill(-1);
    positions.forEach((position, index) => {
      source[position] = order[index]!;
    });
    const grid = Float64Array.from({ length }, (_, step) => addSteps(times[0]!, step, frequency));
    return { id, times: grid, source };
  });
}

function irregular(table: Table, time: TimeColumn, series: readonly SortedSeries[], gaps: number): TableError {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  let row = 0;
  for (const { order, times } of series) {
    for (let i = 1; i < times.length; i++) {
      const step = times[i]! - times[i - 1]!;
      least = Math.min(least, step);
      if (step <= most) continue;
      most = step;
      row = table.row(order[i]!);
    }
  }
  return new TableError(
    "E_TIME",
    { file: table.name, column: time.columns.join("+"), row },
    {
      expected: "rows in equal steps",
      got: `steps from ${lengthName(least, time.layout)} to ${lengthName(most, time.layout)}, ${gaps.toLocaleString("en-US")} of them missing`,
      hint: "one row for every step, e.g. totals a day, with 0 where nothing happened",
    },
  );
}

function lengthName(step: number, layout: string): string {
  if (layout === INTEGER) return step.toLocaleString("en-US");
  const { unit, every } = fixed(step);
  return `${every.toLocaleString("en-US")} ${unit}${every === 1 ? "" : "s"}`;
}
