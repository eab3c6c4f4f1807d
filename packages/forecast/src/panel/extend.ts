import { SluiceError } from "@sluice/core";
import type { Table } from "../table/table.ts";
import { quoted, TableError } from "../table/table-error.ts";
import { msOfDay } from "../time/civil.ts";
import { loosened } from "../time/find-layout.ts";
import { stepsBetween } from "../time/frequency.ts";
import { nextTimes, type TimeAxis, timeLabel } from "../time/next-times.ts";
import { parseTimes, type TimeColumn } from "../time/parse-times.ts";
import { offsetMs } from "../time/zones.ts";
import { covariate } from "./covariate.ts";

/** What must be known of a panel to continue it; a saved model keeps this much. */
export interface Extendable {
  readonly time: TimeAxis;
  readonly known: readonly string[];
  readonly id: string | undefined;
  /** Only the last time of each is used. */
  readonly series: readonly { readonly id: string; readonly times: ArrayLike<number> }[];
}

/** The K steps after the end of one series. */
export interface FutureSeries {
  readonly id: string;
  /** [K] */
  readonly times: Float64Array;
  /** [K] times as the panel's table writes them. */
  readonly labels: readonly string[];
  /** [K] spreadsheet rows in the future table. */
  readonly rows: Int32Array;
  /** [K] each, finite, in the order of the panel's `known`. */
  readonly known: readonly Float64Array[];
}

/**
 * The known columns of a future table, aligned with the steps after the end of each series.
 *
 * Rows up to the end of a series are skipped, so a calendar of past and future serves too; so are series the panel lacks.
 * Without `horizon`, up to the last row of the table. A table without a time column continues row by row
 * when the panel's table had none either.
 *
 * Errors: E_COLUMN when a known, time or id column is missing; E_TIME when a needed time is missing, repeated or between two
 * steps; E_DATA when a known value is missing or not a number.
 */
export function extend(panel: Extendable, table: Table, options: { horizon?: number } = {}): FutureSeries[] {
  const { horizon } = options;
  if (horizon !== undefined && !(Number.isInteger(horizon) && horizon >= 1)) {
    throw new SluiceError("E_ARGUMENT", {
      where: "extend horizon",
      expected: "a whole number above 0",
      got: `${horizon}`,
    });
  }
  const columns = panel.known.map((column) => covariate(table, column));
  const format = panel.time.format ?? panel.time.layout;
  const time = parseTimes(table, { time: panel.time.columns, like: [format, ...loosened(format)] });
  const found = panel.series.map((one) => rowsAfter(panel, table, time, one));
  const steps = horizon ?? lastStep(found);

  return panel.series.map((one, s): FutureSeries => {
    const rows = found[s]!;
    const next = nextTimes(one.times[one.times.length - 1]!, panel.time, steps);
    const missing = next.labels.findIndex((_, step) => !rows.has(step + 1));
    if (missing >= 0) throw missingRow(panel, table, one.id, next.labels[missing]!);
    const order = Int32Array.from(next.labels, (_, step) => rows.get(step + 1)!);
    const known = columns.map((values, c) =>
      Float64Array.from(order, (row) => present(table, panel.known[c]!, values, row)),
    );
    return { id: one.id, ...next, rows: order.map((row) => table.row(row)), known };
  });
}

/** Table rows (0-based) by steps after the end of a series. */
function rowsAfter(
  panel: Extendable,
  table: Table,
  time: TimeColumn,
  { id, times }: Extendable["series"][number],
): Map<number, number> {
  const last = times[times.length - 1]!;
  const ids = panel.id === undefined ? undefined : table.text(panel.id);
  const rows = new Map<number, number>();
  let place = 0;
  for (let row = 0; row < table.rowCount; row++) {
    if (ids !== undefined && ids[row]!.trim() !== id) continue;
    place++;
    const when = inZone(time.times[row]!, time, panel.time);
    if (panel.time.columns.length > 0 && when <= last) continue;
    const step = panel.time.columns.length === 0 ? place : stepsBetween(last, when, panel.time.frequency);
    const spot = { file: table.name, column: time.columns.join("+"), row: table.row(row) };
    if (step === undefined) {
      const [next] = nextTimes(last, panel.time, 1).labels;
      throw new TableError("E_TIME", spot, { expected: `times continuing ${next} …`, got: timeLabel(when, time) });
    }
    const earlier = rows.get(step);
    if (earlier !== undefined) {
      throw new TableError("E_TIME", spot, {
        expected: "one row for each time",
        got: `${quoted(timeLabel(when, time))} in rows ${table.row(earlier)} and ${table.row(row)}`,
      });
    }
    rows.set(step, row);
  }
  return rows;
}

// Past and future may be written in different offsets, as around a change of the clocks; midnights mean dates.
function inZone(when: number, from: TimeColumn, to: TimeAxis): number {
  if (from.zone === undefined || to.zone === undefined || from.zone === to.zone || msOfDay(when) === 0) return when;
  return when - offsetMs(from.zone) + offsetMs(to.zone);
}

function lastStep(found: readonly Map<number, number>[]): number {
  let last = 1;
  for (const rows of found) for (const step of rows.keys()) last = Math.max(last, step);
  return last;
}

function missingRow(panel: Extendable, table: Table, id: string, label: string): TableError {
  const series = panel.id === undefined ? "" : ` of ${panel.id} ${quoted(id)}`;
  return new TableError(
    "E_TIME",
    { file: table.name, column: panel.time.columns.join("+") || undefined },
    {
      expected: `a row for ${label}${series}`,
      got: "none",
      hint: "a row for every step of the horizon",
    },
  );
}

function present(table: Table, column: string, values: Float64Array, row: number): number {
  const value = values[row]!;
  if (!Number.isNaN(value)) return value;
  throw new TableError(
    "E_DATA",
    { file: table.name, column, row: table.row(row) },
    {
      expected: "a value for every future step",
      got: "a missing one",
    },
  );
}
