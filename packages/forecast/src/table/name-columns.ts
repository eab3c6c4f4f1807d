import type { ParsedRows } from "./parse-rows.ts";
import { isMissing, readNumber } from "./read-number.ts";
import { quoted, TableError } from "./table-error.ts";

export interface NamedColumns {
  columns: string[];
  cells: string[][];
  notices: string[];
}

/** 2024-01-31, 2024/1, 31.01.2024 …: a date stands for data, never for a column. */
const DATE = /^(\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([T ]\d.*)?$/;

/**
 * Column names from the header row, trimmed.
 *
 * A column without a name is called by its place ("column 1"), or left out when it is empty; both are noted.
 *
 * Errors: E_FORMAT when two columns have one name, or the header row holds only numbers and dates.
 */
export function nameColumns(file: string, { header, cells }: ParsedRows): NamedColumns {
  if (header.every((name) => !isMissing(name) && (readNumber(name) !== undefined || DATE.test(name.trim())))) {
    throw new TableError(
      "E_FORMAT",
      { file, row: 1 },
      {
        expected: "a header row with column names",
        got: `only numbers and dates, ${quoted(header[0]!)} first`,
        hint: "adding a first row such as date,sales",
      },
    );
  }
  const named: NamedColumns = { columns: [], cells: [], notices: [] };
  const seen = new Map<string, number>();
  header.forEach((raw, index) => {
    const given = raw.trim();
    if (given === "" && cells[index]!.every((cell) => cell.trim() === "")) {
      named.notices.push(`column ${index + 1} has no name and no values: left out`);
      return;
    }
    const name = given === "" ? `column ${index + 1}` : given;
    if (given === "") named.notices.push(`column ${index + 1} has no name: called "${name}"`);
    const earlier = seen.get(name);
    if (earlier !== undefined) {
      throw new TableError(
        "E_FORMAT",
        { file, row: 1 },
        {
          expected: "a different name for every column",
          got: `${quoted(name)} as columns ${earlier + 1} and ${index + 1}`,
          hint: "renaming one of them",
        },
      );
    }
    seen.set(name, index);
    named.columns.push(name);
    named.cells.push(cells[index]!);
  });
  return named;
}
