import { isMissing } from "../table/read-number.ts";
import type { Table } from "../table/table.ts";
import { quoted, TableError } from "../table/table-error.ts";
import { type LayoutFamily, layoutOfDigits, layoutsOfText } from "./find-layout.ts";
import { findTime } from "./find-time.ts";
import { INTEGER, layoutReader, resolutionOf } from "./layout.ts";
import { oneZone } from "./zones.ts";

export interface ParseTimesOptions {
  /** The time column, or several read together in this order, e.g. ["year", "month"]. Found when left out. */
  time?: string | readonly string[] | undefined;
  /** The layout of the cells, e.g. "DD/MM/YYYY" (see layoutReader). Found when left out. */
  timeFormat?: string | undefined;
  /** Layouts to try before any other, such as that of the table a future continues. */
  like?: readonly string[] | undefined;
  /** Columns that have another role. */
  skip?: readonly string[] | undefined;
}

/** The times of a table's rows, in the table's order. */
export interface TimeColumn {
  /** The columns read; none when the rows themselves are the steps. */
  readonly columns: readonly string[];
  /** [rows] civil milliseconds (see civil.ts), or whole numbers when the layout is "integer". */
  readonly times: Float64Array;
  /** How times print; several columns print as one ISO date. */
  readonly layout: string;
  /** How the cells, joined by a space, are read. */
  readonly format: string;
  /** The zone the table writes, for printing only. */
  readonly zone: string | undefined;
  readonly notices: readonly string[];
}

/**
 * Reads a table's time: dates, date-times, months, quarters, ISO weeks, years, whole numbers, or columns that add up to one.
 *
 * Times are civil, never in a local zone. 01/02/2011 is read only when another row tells day from month, or `timeFormat` does.
 *
 * Errors: E_TIME, with the row, for a missing or unreadable time, for ambiguous columns and dates; E_COLUMN for an unknown column.
 */
export function parseTimes(table: Table, options: ParseTimesOptions = {}): TimeColumn {
  const { time, timeFormat, like = [] } = options;
  const columns = time === undefined ? findTime(table, options.skip ?? []) : [time].flat();
  if (columns.length === 0) {
    return {
      columns,
      times: Float64Array.from({ length: table.rowCount }, (_, index) => index + 1),
      layout: INTEGER,
      format: INTEGER,
      zone: undefined,
      notices: time === undefined ? ["no time column: rows are taken as equal steps 1, 2, 3 …"] : [],
    };
  }
  const texts = joinedTexts(table, columns);
  const families = timeFormat === undefined ? familiesOf(texts) : [[timeFormat]];
  const place = (index: number) => ({ file: table.name, column: columns.join("+"), row: table.row(index) });

  for (const layout of like) {
    const reading = readAll(texts, layout);
    if (reading.failed === undefined) return finished(columns, reading, layout);
  }
  const readings = families.map((family) => readFamily(texts, family));
  const whole = readings.filter((reading) => reading.failed === undefined);
  const [first, second] = whole;
  if (first === undefined) throw unreadable(texts, readings, timeFormat, place);
  if (second !== undefined && first.times.some((value, index) => value !== second.times[index])) {
    const index = first.times.findIndex((value, at) => value !== second.times[at]);
    throw new TableError("E_TIME", place(index), {
      expected: "dates that tell day from month",
      got: `${quoted(texts[index]!)}, and no row where only one order is a date`,
      hint: `timeFormat: "${first.layout}" or "${second.layout}", or dates written as 2011-01-31`,
    });
  }
  return finished(columns, first, first.layout);
}

interface Reading {
  layout: string;
  times: Float64Array;
  zones: (string | undefined)[];
  /** The first row it cannot read. */
  failed: number | undefined;
}

function joinedTexts(table: Table, columns: readonly string[]): string[] {
  const cells = columns.map((column) => table.text(column));
  const texts: string[] = [];
  for (let index = 0; index < table.rowCount; index++) {
    const parts = cells.map((column) => column[index]!.trim());
    const missing = parts.findIndex(isMissing);
    if (missing >= 0) {
      throw new TableError(
        "E_TIME",
        { file: table.name, column: columns[missing], row: table.row(index) },
        {
          expected: "a time in every row",
          got: parts[missing] === "" ? "an empty cell" : quoted(parts[missing]!),
          hint: "filling it in, or leaving the row out",
        },
      );
    }
    texts.push(parts.join(" "));
  }
  return texts;
}

function familiesOf(texts: readonly string[]): LayoutFamily[] {
  if (texts.every((text) => /^[+-]?\d+$/.test(text))) return [[layoutOfDigits(texts)]];
  for (const text of texts) {
    const families = layoutsOfText(text);
    if (families.length > 0) return families;
  }
  return [];
}

function readFamily(texts: readonly string[], family: LayoutFamily): Reading {
  let furthest: Reading | undefined;
  for (const layout of family) {
    const reading = readAll(texts, layout);
    if (reading.failed === undefined) return reading;
    if (furthest === undefined || reading.failed > furthest.failed!) furthest = reading;
  }
  return furthest!;
}

function readAll(texts: readonly string[], layout: string): Reading {
  const read = layoutReader(layout);
  const times = new Float64Array(texts.length);
  const zones: (string | undefined)[] = [];
  for (let index = 0; index < texts.length; index++) {
    const one = read(texts[index]!);
    if (one === undefined) return { layout, times, zones, failed: index };
    times[index] = one.time;
    zones.push(one.zone);
  }
  return { layout, times, zones, failed: undefined };
}

function finished(columns: readonly string[], reading: Reading, layout: string): TimeColumn {
  const { times, zone, notice } = oneZone(reading.times, reading.zones);
  return {
    columns,
    times,
    layout: columns.length > 1 ? isoLayout(layout) : layout,
    format: layout,
    zone,
    notices: notice === undefined ? [] : [notice],
  };
}

function isoLayout(layout: string): string {
  const resolution = resolutionOf(layout);
  if (resolution === "month") return "YYYY-MM";
  if (resolution === "quarter") return "YYYY[Q]Q";
  if (resolution !== "time") return "YYYY-MM-DD";
  return layout.includes("ss") ? "YYYY-MM-DD HH:mm:ss" : "YYYY-MM-DD HH:mm";
}

function unreadable(
  texts: readonly string[],
  readings: readonly Reading[],
  timeFormat: string | undefined,
  place: (index: number) => { file: string; column: string; row: number },
): TableError {
  const index = Math.max(0, ...readings.map((reading) => reading.failed!));
  const text = texts[index]!;
  const like =
    index > 0 ? `a date written as ${quoted(texts[0]!)} above` : "a date, a month, a quarter, a year or a whole number";
  return new TableError("E_TIME", place(index), {
    expected: timeFormat === undefined ? like : `a date written as ${timeFormat}`,
    got: quoted(text),
    hint: timeHint(text, timeFormat),
  });
}

function timeHint(text: string, timeFormat: string | undefined): string {
  if (timeFormat !== undefined) return "a layout of YYYY, MM, DD, HH, mm, ss, MMM, Q, WW, e.g. DD/MM/YYYY";
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/.test(text)) return "years of four digits, e.g. 2011-01-31";
  if (/^[a-z]{3,9}$/i.test(text)) return 'the year\'s column too, e.g. time: ["year", "month"]';
  if (layoutsOfText(text).length > 0) return "a date of the calendar, written alike in every row";
  return "2011-01-31, 2011-01-31 13:00, 2011-01, 2011Q1, 2011 or whole numbers";
}
