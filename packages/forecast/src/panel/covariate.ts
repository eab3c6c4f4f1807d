import { isMissing, readBoolean, readNumber } from "../table/read-number.ts";
import type { Table } from "../table/table.ts";
import { quoted, TableError } from "../table/table-error.ts";

/**
 * A known, past or static column as numbers; true and yes are 1, false and no are 0.
 *
 * Errors: E_DATA, with the row, for text: categories must come as columns of 0 and 1.
 */
export function covariate(table: Table, column: string): Float64Array {
  const cells = table.text(column);
  const present = cells.filter((cell) => !isMissing(cell));
  const isText = (cell: string) => readNumber(cell, table.decimal) === undefined && readBoolean(cell) === undefined;
  if (present.filter(isText).length * 2 > present.length) {
    const index = cells.findIndex(isText);
    throw new TableError(
      "E_DATA",
      { file: table.name, column, row: table.row(index) },
      {
        expected: "numbers, or true and false",
        got: `the category ${quoted(cells[index]!)}`,
        hint: `one column of 0 and 1 for each category, e.g. ${column}_${cells[index]!.trim().slice(0, 20)}`,
      },
    );
  }
  return table.numbers(column, { booleans: true });
}
