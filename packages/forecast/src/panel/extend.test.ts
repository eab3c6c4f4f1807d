import { describe, expect, test } from "vitest";
import { readTable } from "../table/read-table.ts";
import { type PanelOptions, panel } from "./build-panel.ts";
import { extend } from "./extend.ts";

const csv = (...rows: string[]) => rows.join("\n");
const read = (name: string, text: string) => readTable({ name, text });
const build = async (text: string, options: PanelOptions) => panel(await read("sales.csv", text), options);
const shop = () =>
  build(csv("date,sales,price,holiday", "2010-12-29,5,1,no", "2010-12-30,6,2,no", "2010-12-31,7,3,yes"), {
    target: "sales",
    known: ["price", "holiday"],
  });

describe("extend", () => {
  test("aligns known columns by time, whatever the order of rows and columns", async () => {
    const future = await read("next.csv", csv("holiday,date,price", "no,2011-01-02,5", "yes,2011-01-01,4"));
    const [next, ...others] = extend(await shop(), future, { horizon: 2 });
    expect(others).toEqual([]);
    expect(next!.labels).toEqual(["2011-01-01", "2011-01-02"]);
    expect(next!.known.map((values) => [...values])).toEqual([
      [4, 5],
      [1, 0],
    ]);
    expect([...next!.rows]).toEqual([3, 2]);
  });

  test("skips rows of the past, so one calendar may serve for both", async () => {
    const future = await read(
      "next.csv",
      csv("date,price,holiday", "2010-12-31,,no", "2011-01-01,4,no", "2011-01-02,5,no"),
    );
    expect(extend(await shop(), future).map(({ labels }) => labels)).toEqual([["2011-01-01", "2011-01-02"]]);
  });

  test("reads an ambiguous date as the panel's table does", async () => {
    const rows = Array.from({ length: 31 }, (_, day) => `${day + 1}/1/2011,${day},1`);
    const european = await build(csv("date,y,p", ...rows), { target: "y", known: ["p"] });
    const [next] = extend(european, await read("next.csv", csv("date,p", "01/02/2011,4", "2/2/2011,5")));
    expect(next!.labels).toEqual(["1/2/2011", "2/2/2011"]);
  });

  test("continues years and months in two columns", async () => {
    const flights = await build(csv("year,month,y,p", "1960,November,1,1", "1960,December,2,1"), {
      target: "y",
      known: ["p"],
    });
    const [next] = extend(flights, await read("next.csv", csv("year,month,p", "1961,January,4", "1961,February,5")));
    expect(next!.labels).toEqual(["1961-01", "1961-02"]);
    expect([...next!.known[0]!]).toEqual([4, 5]);
  });

  test("reads the cells of several columns as the panel's table was told to", async () => {
    const quarters = await build(csv("year,quarter,y,p", "2010,3,1,1", "2010,4,2,1"), {
      time: ["year", "quarter"],
      timeFormat: "YYYY Q",
      target: "y",
      known: ["p"],
    });
    const [next] = extend(quarters, await read("next.csv", csv("year,quarter,p", "2011,1,4", "2011,2,5")));
    expect(next!.labels).toEqual(["2011Q1", "2011Q2"]);
  });

  test("continues row by row when rows are the steps", async () => {
    const steps = await build(csv("y,p", "5,1", "3,2"), { target: "y", known: ["p"] });
    const [next] = extend(steps, await read("next.csv", csv("p", "7", "8")));
    expect([[...next!.times], [...next!.known[0]!]]).toEqual([
      [3, 4],
      [7, 8],
    ]);
  });

  test("hours go on over a change of the clocks", async () => {
    const rows = csv("t,y,p", "2011-10-30T00:00+02:00,1,1", "2011-10-30T01:00+02:00,2,1");
    const future = await read("next.csv", csv("t,p", "2011-10-30T01:00+01:00,7", "2011-10-30T02:00+01:00,8"));
    const [next] = extend(await build(rows, { target: "y", known: ["p"] }), future);
    expect(next!.labels).toEqual(["2011-10-30T02:00+02:00", "2011-10-30T03:00+02:00"]);
    expect([...next!.known[0]!]).toEqual([7, 8]);
  });

  test("gives every series its own rows, from its own end, and passes over strangers", async () => {
    const items = await build(csv("id,date,y,p", "a,2011-01-01,1,1", "a,2011-01-02,1,1", "b,2011-01-01,2,1"), {
      target: "y",
      known: ["p"],
      id: "id",
    });
    const future = csv(
      "id,date,p",
      "b,2011-01-02,20",
      "x,2011-01-02,99",
      "b,2011-01-03,21",
      "a,2011-01-03,10",
      "a,2011-01-04,11",
    );
    const next = extend(items, await read("next.csv", future), { horizon: 2 });
    expect(next.map(({ id, labels, known }) => [id, labels, [...known[0]!]])).toEqual([
      ["a", ["2011-01-03", "2011-01-04"], [10, 11]],
      ["b", ["2011-01-02", "2011-01-03"], [20, 21]],
    ]);
  });
});

describe("extend errors", () => {
  test("a series of the panel without rows is E_TIME by name", async () => {
    const items = await build(csv("id,date,y,p", "a,2011-01-01,1,1", "a,2011-01-02,1,1"), {
      target: "y",
      known: ["p"],
      id: "id",
    });
    const future = await read("next.csv", csv("id,date,p", "A,2011-01-03,20"));
    expect(() => extend(items, future)).toThrow(/E_TIME.*expected a row for 2011-01-03 of id "a", got none/);
  });

  const from = async (text: string, horizon?: number) =>
    extend(await shop(), await read("next.csv", text), horizon === undefined ? {} : { horizon });

  test.each([
    [
      "a known column is missing",
      csv("date,prize,holiday", "2011-01-01,4,no"),
      /E_COLUMN.*next\.csv.*"price".*Try prize\./,
    ],
    ["the time column is missing", csv("day,price,holiday", "2011-01-01,4,no"), /E_COLUMN.*next\.csv.*"date"/],
    [
      "a needed date is missing",
      csv("date,price,holiday", "2011-01-01,4,no", "2011-01-03,4,no"),
      /E_TIME.*next\.csv, column date: expected a row for 2011-01-02, got none/,
    ],
    ["no row is in the future", csv("date,price,holiday", "2010-12-31,4,no"), /E_TIME.*expected a row for 2011-01-01/],
    [
      "a date comes twice",
      csv("date,price,holiday", "2011-01-01,4,no", "2011-01-01,5,no"),
      /E_TIME.*row 3.*rows 2 and 3/,
    ],
    [
      "a time is between two steps",
      csv("date,price,holiday", "2011-01-01 12:00,4,no"),
      /E_TIME.*row 2: expected times continuing 2011-01-01 …, got 2011-01-01 12:00/,
    ],
    [
      "a known value is missing",
      csv("date,price,holiday", "2011-01-01,,no"),
      /E_DATA.*next\.csv, column price, row 2: expected a value for every future step/,
    ],
    [
      "a known value is text",
      csv("date,price,holiday", "2011-01-01,4,no", "2011-01-02,4,no", "2011-01-03,$4,no"),
      /E_DATA.*column price, row 4.*"\$4"/,
    ],
  ])("%s", async (_, text, message) => {
    await expect(from(text)).rejects.toThrow(message);
  });

  test("a horizon beyond the table is E_TIME with the first date it lacks", async () => {
    await expect(from(csv("date,price,holiday", "2011-01-01,4,no"), 3)).rejects.toThrow(/a row for 2011-01-02/);
    await expect(from(csv("date,price,holiday", "2011-01-01,4,no"), 0)).rejects.toThrow(/E_ARGUMENT/);
  });
});
