import { describe, expect, test } from "vitest";
import { createTable } from "../table/table.ts";
import { type ParseTimesOptions, parseTimes } from "./parse-times.ts";

const table = (columns: Record<string, readonly (string | number)[]>) =>
  createTable({
    name: "sales.csv",
    columns: Object.keys(columns),
    cells: Object.values(columns).map((cells) => cells.map(String)),
  });
const parse = (cells: readonly (string | number)[], options: ParseTimesOptions = {}) =>
  parseTimes(table({ when: cells }), { time: "when", ...options });
const isoOf = (times: Float64Array) =>
  Array.from(times, (time) => new Date(time).toISOString().replace(/:00\.000Z$/, ""));

describe("parseTimes reads", () => {
  test.each([
    ["ISO dates", ["2011-01-31", "2011-02-01"], "YYYY-MM-DD", ["2011-01-31T00:00", "2011-02-01T00:00"]],
    ["slashes, year first", ["2011/1/31", "2011/10/01"], "YYYY/M/D", ["2011-01-31T00:00", "2011-10-01T00:00"]],
    [
      "date-times",
      ["2011-01-31 09:00", "2011-01-31 10:00"],
      "YYYY-MM-DD HH:mm",
      ["2011-01-31T09:00", "2011-01-31T10:00"],
    ],
    [
      "short hours",
      ["2011-01-31 9:00", "2011-01-31 10:00"],
      "YYYY-MM-DD H:mm",
      ["2011-01-31T09:00", "2011-01-31T10:00"],
    ],
    ["ISO with T", ["2011-01-31T09:00:00"], "YYYY-MM-DDTHH:mm:ss", ["2011-01-31T09:00"]],
    ["months", ["1949-01", "1949-02"], "YYYY-MM", ["1949-01-01T00:00", "1949-02-01T00:00"]],
    ["month names, short or all May", ["May 2011", "Jun 2011"], "MMM YYYY", ["2011-05-01T00:00", "2011-06-01T00:00"]],
    ["long month names", ["May 2011", "June 2011"], "MMMM YYYY", ["2011-05-01T00:00", "2011-06-01T00:00"]],
    ["day and month name", ["31-Jan-2011", "1-Feb-2011"], "D-MMM-YYYY", ["2011-01-31T00:00", "2011-02-01T00:00"]],
    ["English dates", ["January 5, 2011"], "MMMM D, YYYY", ["2011-01-05T00:00"]],
    ["Chinese months", ["2011年1月", "2011年12月"], "YYYY年M月", ["2011-01-01T00:00", "2011-12-01T00:00"]],
    ["quarters", ["2011Q1", "2011Q4"], "YYYY[Q]Q", ["2011-01-01T00:00", "2011-10-01T00:00"]],
    ["quarters first", ["Q1 2011", "Q4 2011"], "[Q]Q YYYY", ["2011-01-01T00:00", "2011-10-01T00:00"]],
    ["ISO weeks", ["2011-W01", "2011-W02"], "YYYY-[W]WW", ["2011-01-03T00:00", "2011-01-10T00:00"]],
    ["years", ["1949", "1950"], "YYYY", ["1949-01-01T00:00", "1950-01-01T00:00"]],
    ["compact dates", ["20110131", "20110201"], "YYYYMMDD", ["2011-01-31T00:00", "2011-02-01T00:00"]],
    ["compact months", ["201112", "201201"], "YYYYMM", ["2011-12-01T00:00", "2012-01-01T00:00"]],
    [
      "AM and PM",
      ["1/31/2011 12:00 AM", "1/31/2011 1:00 PM"],
      "M/D/YYYY h:mm A",
      ["2011-01-31T00:00", "2011-01-31T13:00"],
    ],
  ])("%s", (_, cells, layout, expected) => {
    const read = parse(cells);
    expect(read.layout).toBe(layout);
    expect(isoOf(read.times)).toEqual(expected);
  });

  test("whole numbers as steps, negative ones too", () => {
    const read = parse(["-1", "0", "10"]);
    expect(read.layout).toBe("integer");
    expect([...read.times]).toEqual([-1, 0, 10]);
  });

  test("several columns as one time, printed as ISO", () => {
    const flights = table({ year: [1949, 1949], month: ["January", "February"], passengers: [112, 118] });
    const months = parseTimes(flights, { time: ["year", "month"] });
    expect(isoOf(months.times)).toEqual(["1949-01-01T00:00", "1949-02-01T00:00"]);
    expect(months.layout).toBe("YYYY-MM");

    const hours = parseTimes(table({ dteday: ["2011-01-01", "2011-01-01"], hr: [0, 23] }), { time: ["dteday", "hr"] });
    expect(isoOf(hours.times)).toEqual(["2011-01-01T00:00", "2011-01-01T23:00"]);
    expect(hours.layout).toBe("YYYY-MM-DD HH:mm");

    const clock = parseTimes(table({ d: ["31.12.2011"], t: ["18:30:00"] }), { time: ["d", "t"] });
    expect(isoOf(clock.times)).toEqual(["2011-12-31T18:30"]);
  });
});

describe("day or month first", () => {
  test("is decided by any row where only one order is a date", () => {
    expect(isoOf(parse(["01/02/2011", "13/02/2011"]).times)).toEqual(["2011-02-01T00:00", "2011-02-13T00:00"]);
    expect(isoOf(parse(["01/02/2011", "01/13/2011"]).times)).toEqual(["2011-01-02T00:00", "2011-01-13T00:00"]);
  });

  test("is an error that says so when no row decides", () => {
    expect(() => parse(["01/01/2011", "01/02/2011"])).toThrow(
      '[E_TIME] sales.csv, column when, row 3: expected dates that tell day from month, got "01/02/2011", and no row where only one order is a date. Try timeFormat: "DD/MM/YYYY" or "MM/DD/YYYY", or dates written as 2011-01-31.',
    );
  });

  test("does not matter when both orders give the same dates", () => {
    expect(isoOf(parse(["01/01/2011", "02/02/2011"]).times)).toEqual(["2011-01-01T00:00", "2011-02-02T00:00"]);
  });

  test("is an error when rows contradict each other", () => {
    expect(() => parse(["13/02/2011", "02/13/2011"])).toThrow(/E_TIME.*row 3.*written as "13\/02\/2011" above/);
  });

  test("timeFormat decides", () => {
    expect(isoOf(parse(["01/02/2011"], { timeFormat: "MM/DD/YYYY" }).times)).toEqual(["2011-01-02T00:00"]);
    expect(() => parse(["01/02/2011", "1.2.2011"], { timeFormat: "MM/DD/YYYY" })).toThrow(
      /row 3: expected a date written as MM\/DD\/YYYY, got "1\.2\.2011"/,
    );
  });

  test("points mean day first", () => {
    expect(isoOf(parse(["01.02.2011"]).times)).toEqual(["2011-02-01T00:00"]);
  });
});

describe("zones", () => {
  test("one zone for all: its own clock, printed with it", () => {
    const read = parse(["2011-01-01T00:00:00+02:00", "2011-01-01T01:00:00+02:00"]);
    expect(isoOf(read.times)).toEqual(["2011-01-01T00:00", "2011-01-01T01:00"]);
    expect(read.zone).toBe("+02:00");
    expect(read.notices).toEqual([]);
  });

  test("several zones: UTC, with a notice, so that the hour of the clock change is neither lost nor doubled", () => {
    const read = parse(["2011-10-30T02:00:00+02:00", "2011-10-30T02:00:00+01:00"]);
    expect(isoOf(read.times)).toEqual(["2011-10-30T00:00", "2011-10-30T01:00"]);
    expect([read.zone, read.notices]).toEqual(["Z", ["times in several zones: put into UTC"]]);
  });

  test("midnights in several zones are dates", () => {
    const read = parse(["2011-10-29T00:00:00+02:00", "2011-10-31T00:00:00+01:00"]);
    expect(isoOf(read.times)).toEqual(["2011-10-29T00:00", "2011-10-31T00:00"]);
  });
});

describe("bad times", () => {
  test.each([
    [
      "a missing date",
      ["2011-01-01", ""],
      /E_TIME.*column when, row 3: expected a time in every row, got an empty cell/,
    ],
    ["NA", ["2011-01-01", "NA"], /E_TIME.*row 3.*got "NA"/],
    [
      "a date the calendar lacks",
      ["2011-02-28", "2011-02-29"],
      /E_TIME.*row 3.*got "2011-02-29"\. Try a date of the calendar/,
    ],
    ["a word", ["2011-01-01", "yesterday"], /E_TIME.*row 3.*got "yesterday"/],
    ["another way of writing", ["2011-01-01", "2011-01-02 10:00"], /E_TIME.*row 3/],
    ["years of two digits", ["31/01/11"], /E_TIME.*row 2.*four digits/],
    ["fractions", ["0.5", "1.0"], /E_TIME.*row 2/],
    ["months without a year", ["January"], /E_TIME.*row 2.*time: \["year", "month"\]/],
  ])("%s", (_, cells, message) => expect(() => parse(cells)).toThrow(message));

  test("an unknown column is E_COLUMN with the nearest name", () => {
    expect(() => parseTimes(table({ date: ["2011-01-01"] }), { time: "dat" })).toThrow(/E_COLUMN.*Try date\./);
  });
});

describe("the time column is found", () => {
  const dates = ["2011-01-01", "2011-01-02"];
  test.each([
    ["by dates, whatever its name and place", { y: [1, 2], fecha: dates }, ["fecha"]],
    ["before numbers that count", { instant: [1, 2], dteday: dates, cnt: [5, 6] }, ["dteday"]],
    ["by its usual name among several", { ordered: dates, date: dates, y: [1, 2] }, ["date"]],
    ["as year and month", { year: [1949, 1949], month: ["May", "June"], y: [1, 2] }, ["year", "month"]],
    [
      "as year, month, day and hour",
      { no: [1, 2], Year: [2010, 2010], Month: [1, 1], Day: [1, 1], Hour: [0, 1], y: [5, 6] },
      ["Year", "Month", "Day", "Hour"],
    ],
    ["as a year", { year: [1949, 1950], y: [1, 2] }, ["year"]],
    ["as steps by name", { y: [5, 6], t: [10, 20] }, ["t"]],
    ["as a first column that counts", { no: [1, 2], y: [5, 6] }, ["no"]],
    ["as the rows themselves", { y: [5, 7], z: [3, 1] }, []],
    ["as the rows, when the one column counts", { y: [1, 2, 3] }, []],
  ])("%s", (_, columns, expected) => {
    expect(parseTimes(table(columns)).columns).toEqual(expected);
  });

  test("rows as steps are noted", () => {
    const read = parseTimes(table({ y: [5, 7] }));
    expect([...read.times]).toEqual([1, 2]);
    expect(read.notices).toEqual(["no time column: rows are taken as equal steps 1, 2, 3 …"]);
  });

  test("several columns of dates are E_TIME with the choice", () => {
    expect(() => parseTimes(table({ ordered: dates, shipped: dates }))).toThrow(
      '[E_TIME] sales.csv: expected one time column, got dates in ordered, shipped. Try time: "ordered".',
    );
  });

  test("columns with a role are passed over", () => {
    expect(parseTimes(table({ year: [1949, 1950], y: [1, 3] }), { skip: ["year"] }).columns).toEqual([]);
  });

  test("one bad cell does not hide the column: it is reported", () => {
    expect(() => parseTimes(table({ d: [...dates, "2011-01-03", "oops"], y: [1, 2, 3, 4] }))).toThrow(
      /column d, row 5/,
    );
    expect(() => parseTimes(table({ date: ["oops", "what"], y: [1, 2] }))).toThrow(/column date, row 2/);
  });
});
