import { SluiceError } from "@sluice/core";
import type { Table } from "../table/table.ts";
import { quoted, TableError } from "../table/table-error.ts";
import { defaultSeason, type Frequency } from "../time/frequency.ts";
import { inferFrequency } from "../time/infer-frequency.ts";
import { resolutionOf } from "../time/layout.ts";
import type { TimeAxis } from "../time/next-times.ts";
import { parseTimes, type TimeColumn } from "../time/parse-times.ts";
import { chooseTarget } from "./choose-target.ts";
import { covariate } from "./covariate.ts";
import { createPanel, LONGEST_SEASON, type Panel, type Series } from "./panel.ts";
import { panelNotices } from "./panel-notices.ts";
import { type RegularSeries, regularSteps } from "./regular-steps.ts";
import { sortSeries } from "./sort-series.ts";

export interface PanelOptions {
  /** The time column, or several that add up to one, e.g. ["year", "month"]. Found when left out. */
  time?: string | readonly string[];
  /** How times are written, e.g. "DD/MM/YYYY". Found when left out. */
  timeFormat?: string;
  /** The column to forecast; the only numeric one without a role when left out. */
  target?: string;
  /** Columns whose future is known. */
  known?: readonly string[];
  /** Columns known only up to the present. */
  past?: readonly string[];
  /** Columns with one value per series. */
  static?: readonly string[];
  /** The column that names the series of a row. */
  id?: string;
  /** Steps in the season; that of the frequency when left out. */
  season?: number;
  /** The step between rows, such as a saved model's; found when left out. */
  frequency?: Frequency;
}

/**
 * A table as one or many regular time series with roles for its columns (see Panel for what is guaranteed).
 *
 * Unsorted rows are sorted, missing steps inserted as NaN; both are told in `notices`.
 *
 * Errors: E_COLUMN for an unknown column, two roles for one, or no clear target; E_DATA for cells that are not numbers, a target
 * without values and too few rows; E_TIME for missing, unreadable, ambiguous, repeated or irregular times.
 */
export function panel(table: Table, options: PanelOptions = {}): Panel {
  const { known = [], past = [], id } = options;
  const fixedColumns = options.static ?? [];
  checkRoles(table, options);
  const given = [options.target ?? [], known, past, fixedColumns, id ?? []].flat();
  const time = parseTimes(table, { time: options.time, timeFormat: options.timeFormat, skip: given });
  const target = options.target ?? chooseTarget(table, [...time.columns, ...given]);

  const columns = {
    target: table.numbers(target),
    known: known.map((column) => covariate(table, column)),
    past: past.map((column) => covariate(table, column)),
    static: fixedColumns.map((column) => covariate(table, column)),
  };
  const sorted = sortSeries(table, time, id);
  const frequency =
    options.frequency ??
    frequencyOf(
      table,
      time,
      sorted.series.map(({ times }) => times),
    );
  const regular = regularSteps(table, time, sorted.series, frequency);
  const axis: TimeAxis = {
    columns: time.columns,
    frequency,
    layout: time.layout,
    ...(time.format !== time.layout && { format: time.format }),
    ...(time.zone && { zone: time.zone }),
  };
  const series = regular.map((one) => {
    const pick = (values: Float64Array) =>
      Float64Array.from(one.source, (row) => (row < 0 ? Number.NaN : values[row]!));
    const filled: Series = {
      // A panel without ids holds one series, which is its target.
      id: id === undefined ? target : one.id,
      times: one.times,
      rows: one.source.map((row) => (row < 0 ? 0 : table.row(row))),
      target: pick(columns.target),
      known: columns.known.map(pick),
      past: columns.past.map(pick),
      static: Float64Array.from(fixedColumns, (column, c) => onlyValue(table, column, columns.static[c]!, one)),
    };
    if (filled.target.every(Number.isNaN)) throw noTarget(table, target, id, one.id);
    return filled;
  });
  const parts = {
    name: table.name,
    time: axis,
    target,
    known,
    past,
    static: fixedColumns,
    id,
    season: options.season ?? defaultSeason(frequency),
    series,
    encoding: table.encoding,
  };
  const unused = table.columns.filter((column) => ![...time.columns, ...given, target].includes(column));
  return createPanel({
    ...parts,
    notices: [...table.notices, ...time.notices, ...sorted.notices, ...panelNotices(parts, unused)],
  });
}

function checkRoles(table: Table, options: PanelOptions): void {
  const roles = new Map<string, string>();
  for (const role of ["time", "target", "known", "past", "static", "id"] as const) {
    for (const column of [options[role] ?? []].flat()) {
      table.text(column);
      const other = roles.get(column);
      if (other !== undefined) {
        throw new TableError(
          "E_COLUMN",
          { file: table.name, column },
          {
            expected: "one role for each column",
            got: `${other === role ? `${role} twice` : `${other} and ${role}`}`,
          },
        );
      }
      roles.set(column, role);
    }
  }
  const { season } = options;
  if (season !== undefined && !(Number.isInteger(season) && season >= 1 && season <= LONGEST_SEASON)) {
    throw new SluiceError("E_ARGUMENT", {
      where: "panel season",
      expected: `a whole number of steps from 1 to ${LONGEST_SEASON}`,
      got: String(season),
    });
  }
}

function frequencyOf(table: Table, time: TimeColumn, series: Float64Array[]): Frequency {
  const frequency = inferFrequency(series, resolutionOf(time.layout));
  if (frequency !== undefined) return frequency;
  throw new TableError(
    "E_DATA",
    { file: table.name, column: time.columns.join("+") || undefined },
    {
      expected: "at least two rows of one series, to see the step between them",
      got: table.rowCount === 1 ? "one row" : "one row in each",
    },
  );
}

function onlyValue(table: Table, column: string, values: Float64Array, { source }: RegularSeries): number {
  let only = Number.NaN;
  for (const row of source) {
    const value = row < 0 ? Number.NaN : values[row]!;
    if (Number.isNaN(value) || value === only) continue;
    if (!Number.isNaN(only)) {
      throw new TableError(
        "E_DATA",
        { file: table.name, column, row: table.row(row) },
        {
          expected: `one value for the whole series, ${only} as before`,
          got: `${value}`,
          hint: `${column} as a known or past column`,
        },
      );
    }
    only = value;
  }
  return only;
}

function noTarget(table: Table, target: string, id: string | undefined, name: string): TableError {
  return new TableError(
    "E_DATA",
    { file: table.name, column: target },
    {
      expected: id === undefined ? "values to learn from" : `values for ${id} ${quoted(name)}`,
      got: "only missing ones",
    },
  );
}
