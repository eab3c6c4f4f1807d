import type { Table } from "../table/table.ts";
import { quoted, TableError } from "../table/table-error.ts";
import { resolutionOf } from "../time/layout.ts";
import { timeLabel } from "../time/next-times.ts";
import type { TimeColumn } from "../time/parse-times.ts";

/** Table rows (0-based) of one series in time order, and their times. */
export interface SortedSeries {
  id: string;
  order: Int32Array;
  times: Float64Array;
}

/**
 * The rows of each series in time order, series in order of appearance; a note when rows had to be moved.
 *
 * Errors: E_TIME, naming both rows, when a series has a time twice; E_DATA for a row without an id.
 */
export function sortSeries(
  table: Table,
  time: TimeColumn,
  id: string | undefined,
): { series: SortedSeries[]; notices: string[] } {
  const notices: string[] = [];
  const series: SortedSeries[] = [];
  for (const [name, rows] of rowsById(table, id)) {
    // Without a time column, the rows of each series are its steps.
    const times = time.columns.length === 0 ? Float64Array.from(rows, (_, step) => step + 1) : undefined;
    const timeOf = (row: number) => time.times[row]!;
    const early = times === undefined ? rows.findIndex((row, i) => i > 0 && timeOf(row) < timeOf(rows[i - 1]!)) : -1;
    if (early > 0) {
      if (notices.length === 0) {
        const [late, moved] = [table.row(rows[early - 1]!), table.row(rows[early]!)];
        notices.push(
          `rows were not in order of ${time.columns.join("+")}: sorted (row ${moved} is earlier than row ${late})`,
        );
      }
      rows.sort((a, b) => timeOf(a) - timeOf(b));
    }
    const sorted = times ?? Float64Array.from(rows, timeOf);
    const twice = sorted.findIndex((value, i) => i > 0 && value === sorted[i - 1]);
    if (twice > 0) throw duplicate(table, time, id, [rows[twice - 1]!, rows[twice]!]);
    series.push({ id: name, order: Int32Array.from(rows), times: sorted });
  }
  return { series, notices };
}

function rowsById(table: Table, id: string | undefined): Map<string, number[]> {
  if (id === undefined) return new Map([["", Array.from({ length: table.rowCount }, (_, row) => row)]]);
  const groups = new Map<string, number[]>();
  table.text(id).forEach((cell, row) => {
    const name = cell.trim();
    if (name === "") {
      throw new TableError(
        "E_DATA",
        { file: table.name, column: id, row: table.row(row) },
        {
          expected: "the name of a series",
          got: "an empty cell",
        },
      );
    }
    const rows = groups.get(name);
    if (rows === undefined) groups.set(name, [row]);
    else rows.push(row);
  });
  return groups;
}

function duplicate(table: Table, time: TimeColumn, id: string | undefined, rows: [number, number]): TableError {
  const [first, second] = rows.map((row) => table.row(row)).sort((a, b) => a - b);
  const label = timeLabel(time.times[rows[0]]!, time);
  return new TableError(
    "E_TIME",
    { file: table.name, column: time.columns.join("+"), row: second },
    {
      expected: id === undefined ? "one row for each time" : `one row for each time and ${id}`,
      got: `${quoted(label)} in rows ${first} and ${second}`,
      hint: duplicateHint(table, time, id),
    },
  );
}

function duplicateHint(table: Table, time: TimeColumn, id: string | undefined): string {
  const clock = table.columns.find((column) => /^(?:hr|hour|hh|time)$/i.test(column) && !time.columns.includes(column));
  if (clock !== undefined && resolutionOf(time.layout) === "day") {
    return `time: ["${time.columns.join('", "')}", "${clock}"]`;
  }
  const other = id === undefined ? table.columns.find((column) => tellsApart(table, time, column)) : undefined;
  if (other !== undefined) return `id: "${other}" if it names different series`;
  if (resolutionOf(time.layout) === "time") {
    return "keeping one of them, or times in UTC where the clocks were put back";
  }
  return "keeping one of them, or adding them up";
}

function tellsApart(table: Table, time: TimeColumn, column: string): boolean {
  const cells = table.text(column);
  const pairs = new Set(cells.map((cell, row) => `${time.times[row]} ${cell}`));
  return pairs.size === cells.length && new Set(cells).size * 2 <= cells.length;
}
