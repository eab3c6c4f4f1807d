import { listed } from "../table/listed.ts";
import { isMissing } from "../table/read-number.ts";
import type { Table } from "../table/table.ts";
import { TableError } from "../table/table-error.ts";
import { layoutsOfText } from "./find-layout.ts";

const DATE_NAMES = ["date", "ds", "time", "timestamp", "datetime"];
const STEP_NAMES = [...DATE_NAMES, "year", "period", "step", "t", "index", "instant"];
const PARTS = ["year", "month", "day", "hour", "minute"];

/**
 * The columns that hold a table's time, by what stands in them:
 * 1. the one column of dates (several: the one with a usual name such as date or ds);
 * 2. year and month, then day, hour, minute as far as there are;
 * 3. whole numbers without repetition under a usual name, or counting up in the first column;
 * 4. a column named date or the like, whatever it holds, so that its first bad cell is reported;
 * 5. none: the rows are the steps.
 *
 * Errors: E_TIME when several columns of dates are equally good.
 */
export function findTime(table: Table, skip: readonly string[]): string[] {
  const open = table.columns.filter((column) => !skip.includes(column));
  const isNamed = (column: string, names: readonly string[]) => names.includes(column.toLowerCase());

  const dates = open.filter((column) => looksLikeDates(table.text(column)));
  if (dates.length === 1) return dates;
  if (dates.length > 1) {
    const named = dates.filter((column) => isNamed(column, DATE_NAMES));
    if (named.length === 1) return named;
    throw new TableError(
      "E_TIME",
      { file: table.name },
      {
        expected: "one time column",
        got: `dates in ${listed(dates)}`,
        hint: `time: "${dates[0]}"`,
      },
    );
  }

  const parts = PARTS.map((part) => open.find((column) => column.toLowerCase() === part));
  const known = parts.slice(0, parts.includes(undefined) ? parts.indexOf(undefined) : parts.length) as string[];
  if (known.length >= 2 && table.text(known[0]!).every((cell) => /^\s*\d{4}\s*$/.test(cell))) return known;

  for (const name of STEP_NAMES) {
    const column = open.find((candidate) => candidate.toLowerCase() === name);
    if (column !== undefined && areDistinctIntegers(table.text(column))) return [column];
  }
  const first = table.columns[0]!;
  if (open.length > 1 && open[0] === first && countsUp(table.text(first))) return [first];

  const named = open.find((column) => isNamed(column, DATE_NAMES));
  return named === undefined ? [] : [named];
}

/** Whether most of the first cells are dates, so that a bad one among them is reported rather than the column missed. */
function looksLikeDates(cells: readonly string[]): boolean {
  const sample = cells.filter((cell) => !isMissing(cell)).slice(0, 20);
  const dates = sample.filter((cell) => layoutsOfText(cell.trim()).length > 0);
  return dates.length > 0 && dates.length * 4 >= sample.length * 3;
}

function areDistinctIntegers(cells: readonly string[]): boolean {
  return cells.every((cell) => /^\s*[+-]?\d+\s*$/.test(cell)) && new Set(cells.map(Number)).size === cells.length;
}

function countsUp(cells: readonly string[]): boolean {
  return (
    cells.length > 1 && areDistinctIntegers(cells) && cells.every((cell, i) => Number(cell) === Number(cells[0]) + i)
  );
}
