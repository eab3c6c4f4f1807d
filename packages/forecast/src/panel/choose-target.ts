import { listed } from "../table/listed.ts";
import { isMissing, readNumber } from "../table/read-number.ts";
import type { Table } from "../table/table.ts";
import { quoted, TableError } from "../table/table-error.ts";

/**
 * The column to forecast when nobody named one: the only numeric one without a role.
 *
 * Errors: E_COLUMN when there is none, or several to choose from.
 */
export function chooseTarget(table: Table, taken: readonly string[]): string {
  const open = table.columns.filter((column) => !taken.includes(column));
  const numeric = open.filter((column) => firstText(table, column) === undefined && hasValue(table, column));
  if (numeric.length === 1) return numeric[0]!;
  // The only column left is meant, whatever stands in it: its first bad cell tells more than this error.
  if (open.length === 1) return open[0]!;
  if (numeric.length > 1) {
    throw new TableError(
      "E_COLUMN",
      { file: table.name },
      {
        expected: "one numeric column to forecast",
        got: `${numeric.length}: ${listed(numeric)}`,
        hint: `naming it, e.g. target: "${numeric.at(-1)}"`,
      },
    );
  }
  const bad = open.flatMap((column) => firstText(table, column) ?? []).slice(0, 3);
  throw new TableError(
    "E_COLUMN",
    { file: table.name },
    {
      expected: "a numeric column to forecast",
      got: open.length === 0 ? "none besides the time and the other roles" : `none (${bad.join("; ")})`,
      hint: "naming the target, so that its first cell that is not a number is shown",
    },
  );
}

function firstText(table: Table, column: string): string | undefined {
  const cells = table.text(column);
  const index = cells.findIndex((cell) => readNumber(cell, table.decimal) === undefined);
  return index < 0 ? undefined : `${column} has ${quoted(cells[index]!)} in row ${table.row(index)}`;
}

function hasValue(table: Table, column: string): boolean {
  return table.text(column).some((cell) => !isMissing(cell));
}
