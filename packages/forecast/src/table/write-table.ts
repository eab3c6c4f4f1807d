import Papa from "papaparse";
import { TableError } from "./table-error.ts";
import { writeAtomically } from "./write-atomically.ts";

/** Columns by name, in order: a plain object, or a Map where names look like integers (objects would sort those first). */
export type TableColumns =
  | Readonly<Record<string, ArrayLike<string | number | null>>>
  | ReadonlyMap<string, ArrayLike<string | number | null>>;

/**
 * Columns as the text of a CSV file: commas, LF, quotes where needed, numbers with all their digits.
 *
 * Missing values (NaN, null) become empty cells.
 *
 * Errors: E_SHAPE when columns differ in length; E_DATA for an infinite number.
 */
export function tableText(columns: TableColumns, name = "table"): string {
  const entries = columns instanceof Map ? [...columns] : Object.entries(columns);
  const length = entries[0]?.[1].length ?? 0;
  for (const [column, values] of entries) {
    if (values.length === length) continue;
    throw new TableError(
      "E_SHAPE",
      { file: name, column },
      {
        expected: `${length} values as in the first column`,
        got: `${values.length}`,
      },
    );
  }
  const rows = Array.from({ length }, (_, r) =>
    entries.map(([column, values]) => cellText(values[r] ?? null, { file: name, column, row: r + 2 })),
  );
  return Papa.unparse({ fields: entries.map(([column]) => column), data: rows }, { newline: "\n" }) + "\n";
}

/**
 * Writes columns as CSV (see tableText) in one stroke: no reader ever sees half a file. Node only.
 *
 * Errors: those of tableText; E_FILE when the file cannot be written.
 */
export async function writeTable(path: string, columns: TableColumns): Promise<void> {
  await writeAtomically(path, tableText(columns, path));
}

function cellText(value: string | number | null, place: { file: string; column: string; row: number }): string {
  if (typeof value !== "number") return value ?? "";
  if (Number.isNaN(value)) return "";
  if (Number.isFinite(value)) return String(value);
  throw new TableError("E_DATA", place, { expected: "a finite number", got: String(value) });
}
