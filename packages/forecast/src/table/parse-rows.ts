import Papa from "papaparse";
import { quoted, TableError } from "./table-error.ts";

const SEPARATORS = [",", ";", "\t", "|"] as const;
export type Separator = (typeof SEPARATORS)[number];

/** `cells[c][r]` is the text of header field c in data row r; `rows` counts as a spreadsheet does. */
export interface ParsedRows {
  header: string[];
  cells: string[][];
  rows: Int32Array;
}

/**
 * Separated values (RFC 4180, with LF, CRLF or bare CR) as columns.
 *
 * Blank rows are left out but counted; in a table of one column an empty line between values is a missing value.
 *
 * Errors: E_FORMAT when the text is empty, has no row below the header, a row is longer or shorter than the header, or a
 * quote is not closed.
 */
export function parseRows(file: string, text: string, separator?: Separator): ParsedRows {
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const delimiter = separator ?? detectSeparator(lines);
  let header: string[] = [];
  let cells: string[][] = [];
  const rows: number[] = [];
  let row = 0;
  let blanks: number[] = [];

  Papa.parse<string[]>(lines, {
    delimiter,
    newline: "\n",
    step: ({ data, errors }) => {
      row++;
      if (errors[0] !== undefined) throw badQuote(file, row, errors[0].code);
      if (data.every((field) => field.trim() === "")) {
        blanks.push(row);
        return;
      }
      if (header.length === 0) {
        header = data;
        cells = data.map(() => []);
        blanks = [];
        return;
      }
      if (data.length !== header.length) throw badLength(file, row, header.length, data.length, delimiter);
      if (header.length === 1) for (const blank of blanks) rows.push(blank) && cells[0]!.push("");
      blanks = [];
      rows.push(row);
      for (let c = 0; c < header.length; c++) cells[c]!.push(data[c]!);
    },
  });
  if (header.length === 0) throw tooShort(file, "an empty file");
  if (rows.length === 0) throw tooShort(file, "only the header");
  return { header, cells, rows: Int32Array.from(rows) };
}

const SAMPLE = 1 << 18;

/** The separator that cuts the first rows into the same number of fields, as many as possible. */
function detectSeparator(text: string): Separator {
  // The last line of a sample may be cut in the middle.
  const sample = text.length > SAMPLE ? text.slice(0, Math.max(text.lastIndexOf("\n", SAMPLE), 1)) : text;
  let best: Separator = ",";
  let most = 0;
  for (const separator of SEPARATORS) {
    const parsed = Papa.parse<string[]>(sample, { delimiter: separator, newline: "\n", preview: 20 });
    const rows = parsed.data.filter((fields) => fields.some((field) => field.trim() !== ""));
    const fields = rows[0]?.length ?? 0;
    const even = rows.every((row) => row.length === fields);
    // An even cut wins over an uneven one, which stays a choice so that the uneven row can be reported.
    const score = fields < 2 ? 0 : even ? 1000 + fields : fields / 1000;
    if (score > most) {
      most = score;
      best = separator;
    }
  }
  return best;
}

function tooShort(file: string, got: string): TableError {
  return new TableError("E_FORMAT", { file }, { expected: "a header row and rows of data below it", got });
}

function badQuote(file: string, row: number, code: string): TableError {
  const got = code === "MissingQuotes" ? "a quote that is never closed" : "text after a closing quote";
  return new TableError(
    "E_FORMAT",
    { file, row },
    {
      expected: "quoted fields to end with a quote",
      got,
      hint: 'writing a quote inside a field twice: "5"" pipe"',
    },
  );
}

function badLength(file: string, row: number, wanted: number, found: number, separator: string): TableError {
  const hint =
    found > wanted
      ? `quotes around fields that contain ${quoted(separator)}`
      : "an empty field where a value is missing";
  return new TableError(
    "E_FORMAT",
    { file, row },
    {
      expected: `${wanted} ${wanted === 1 ? "field" : "fields"} as in the header`,
      got: `${found}`,
      hint,
    },
  );
}
