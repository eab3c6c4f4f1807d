import { type ErrorCode, type ErrorParts, SluiceError } from "@sluice/core";

/** A spot in a table. `row` is the number a spreadsheet shows: the header is row 1. */
export interface Place {
  file: string;
  column?: string | undefined;
  row?: number | undefined;
}

/** Bad tables, columns, rows and times: carries the file, and the column and row where there is one. */
export class TableError extends SluiceError {
  readonly file: string;
  readonly column: string | undefined;
  readonly row: number | undefined;

  constructor(code: ErrorCode, place: Place, parts: Omit<ErrorParts, "where">) {
    const where = [
      place.file,
      place.column === undefined ? "" : `column ${place.column}`,
      place.row === undefined ? "" : `row ${place.row}`,
    ];
    super(code, { ...parts, where: printable(where.filter((part) => part !== "").join(", ")) });
    this.name = "TableError";
    this.file = place.file;
    this.column = place.column;
    this.row = place.row;
  }
}

/** A cell as messages show it: in quotes, control characters escaped, cut at 40 characters. */
export function quoted(cell: string): string {
  return JSON.stringify(cell.length > 40 ? `${cell.slice(0, 39)}…` : cell);
}

// Names come from the file: an escape sequence in one must not reach a terminal.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "�");
}
