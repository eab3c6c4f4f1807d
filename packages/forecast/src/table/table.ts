import { nameHint } from "./nearest-name.ts";
import { type DecimalSign, numberHint, readBoolean, readNumber } from "./read-number.ts";
import { quoted, TableError } from "./table-error.ts";

export interface NumbersOptions {
  /** Also read a column of true, false, yes and no as 1 and 0. */
  booleans?: boolean;
}

/** The parts a table is made of; `cells[c][r]` is the text of column c in data row r. */
export interface TableParts {
  name: string;
  columns: readonly string[];
  cells: readonly (readonly string[])[];
  /** Spreadsheet row of each data row, when blank rows were left out. */
  rows?: Int32Array | undefined;
  encoding?: string | undefined;
  decimal?: DecimalSign | undefined;
  notices?: readonly string[];
}

/**
 * A table as it was written: one text per cell, in named columns of equal length. Nothing is a number before it is asked for.
 *
 * Errors: E_COLUMN from every method for a name the table lacks.
 */
export interface Table {
  /** The file's name, without folders. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** What the bytes were decoded from, e.g. "UTF-8"; undefined when the table came as text. */
  readonly encoding: string | undefined;
  readonly decimal: DecimalSign;
  /** What the reader should know about how the file was read. */
  readonly notices: readonly string[];
  /** The cells of a column, as written. */
  text(column: string): readonly string[];
  /** A column as numbers, NaN where missing. Errors: E_DATA, with the row, for a cell that is not a finite number. */
  numbers(column: string, options?: NumbersOptions): Float64Array;
  /** The row a spreadsheet shows for data row `index`: the header is row 1. */
  row(index: number): number;
}

export function createTable(parts: TableParts): Table {
  const { name, columns, cells, rows } = parts;
  const decimal = parts.decimal ?? ".";
  const places = new Map(columns.map((column, index) => [column, index]));

  const text = (column: string): readonly string[] => {
    const place = places.get(column);
    if (place !== undefined) return cells[place]!;
    throw new TableError(
      "E_COLUMN",
      { file: name },
      {
        expected: `a column ${quoted(column)}`,
        got: "none of that name",
        hint: nameHint(column, columns),
      },
    );
  };
  const row = (index: number): number => rows?.[index] ?? index + 2;
  const numbers = (column: string, options: NumbersOptions = {}): Float64Array => {
    const texts = text(column);
    const isBoolean = options.booleans === true && texts.every((cell) => readBoolean(cell) !== undefined);
    return Float64Array.from(texts, (cell, index) => {
      const value = isBoolean ? readBoolean(cell) : readNumber(cell, decimal);
      if (value !== undefined) return value;
      throw new TableError(
        "E_DATA",
        { file: name, column, row: row(index) },
        {
          expected: "a number",
          got: quoted(cell),
          hint: numberHint(cell, decimal),
        },
      );
    });
  };
  return {
    name,
    columns,
    rowCount: cells[0]?.length ?? 0,
    encoding: parts.encoding,
    decimal,
    notices: parts.notices ?? [],
    text,
    numbers,
    row,
  };
}
