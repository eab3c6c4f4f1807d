import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTable } from "../table/read-table.ts";
import { createTable } from "../table/table.ts";
import { type PanelOptions, panel } from "./build-panel.ts";

const sample = (name: string) => readTable(new URL(`../../../../samples/${name}`, import.meta.url).pathname);
const build = async (text: string, options?: PanelOptions) =>
  panel(await readTable({ name: "sales.csv", text }), options);
const csv = (...rows: string[]) => rows.join("\n");
const labelled = (times: Float64Array) => Array.from(times, (time) => new Date(time).toISOString().slice(0, 10));

describe("the sample tables", () => {
  test.each([
    ["air_passengers.csv", "Month monthly, 144 rows, no gaps · target #Passengers · season 12 · UTF-8", 112, 432],
    ["flights.csv", "year+month monthly, 144 rows, no gaps · target passengers · season 12 · UTF-8", 112, 432],
    ["air_passengers_cr_line_ends.csv", "ds monthly, 144 rows, no gaps · target y · season 12 · UTF-8", 112, 432],
  ])("%s needs no options", async (name, line, first, last) => {
    const airline = panel(await sample(name));
    expect(airline.describe()).toBe(line);
    expect(airline.notices).toEqual([]);
    const { target, times } = airline.series[0]!;
    expect([target[0], target.at(-1)]).toEqual([first, last]);
    expect(labelled(times.subarray(142))).toEqual(["1960-11-01", "1960-12-01"]);
  });

  test("bike-day.csv needs a target, and says which there are", async () => {
    const bike = await sample("bike-day.csv");
    expect(() => panel(bike)).toThrow(
      /E_COLUMN.*got 15: instant, season, .* and 3 more\. Try naming it, e\.g\. target: "cnt"/,
    );
    const day = panel(bike, { target: "cnt", known: ["holiday", "weathersit", "temp"] });
    expect(day.describe()).toBe(
      "dteday daily, 731 rows, no gaps · target cnt · known holiday, weathersit, temp · season 7 · UTF-8",
    );
    expect(day.series[0]!.target[0]).toBe(985);
    expect(day.series[0]!.known.map((values) => values[0])).toEqual([0, 2, 0.344167]);
    expect(day.notices[0]).toMatch(/^not used: instant, season, yr/);
  });
});

describe("gaps", () => {
  const text = csv(
    "date,sales,price",
    "2011-01-01,5,1",
    "2011-01-02,,2",
    "2011-01-04,7,3",
    "2011-01-07,9,4",
    "2011-01-08,8,5",
  );

  test("are inserted as NaN, marked by row 0, and reported", async () => {
    const gappy = await build(text, { target: "sales", known: ["price"] });
    const { times, rows, target, known } = gappy.series[0]!;
    expect(labelled(times)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((day) => `2011-01-0${day}`));
    expect([...rows]).toEqual([2, 3, 0, 4, 0, 0, 5, 6]);
    expect([...target]).toEqual([5, Number.NaN, Number.NaN, 7, Number.NaN, Number.NaN, 9, 8]);
    expect([...known[0]!]).toEqual([1, 2, Number.NaN, 3, Number.NaN, Number.NaN, 4, 5]);
    expect(gappy.notices).toEqual([
      "2 gaps, 3 missing steps marked: 2011-01-03, 2011-01-05 to 2011-01-06",
      "sales: 1 missing value",
    ]);
    expect(gappy.describe()).toBe("date daily, 5 rows, 2 gaps · target sales · known price · season 7");
  });

  test("are counted by the calendar: months differ in length, weekends are no business days", async () => {
    const months = await build(csv("m,y", "2011-01-31,1", "2011-02-28,2", "2011-04-30,3"));
    expect(labelled(months.series[0]!.times)).toEqual(["2011-01-31", "2011-02-28", "2011-03-31", "2011-04-30"]);
    const business = await build(csv("d,y", "2011-01-06,1", "2011-01-07,2", "2011-01-10,3", "2011-01-12,4"));
    expect(labelled(business.series[0]!.times)).toEqual([
      "2011-01-06",
      "2011-01-07",
      "2011-01-10",
      "2011-01-11",
      "2011-01-12",
    ]);
    expect(business.season).toBe(5);
  });

  test("more gaps than rows are not a regular table: E_TIME", async () => {
    await expect(build(csv("date,y", "2011-01-01,1", "2011-01-02,2", "2011-03-01,3"))).rejects.toThrow(
      "[E_TIME] sales.csv, column date, row 4: expected rows in equal steps, got steps from 1 day to 58 days, 57 of them missing. Try one row for every step, e.g. totals a day, with 0 where nothing happened.",
    );
  });
});

describe("order", () => {
  test("unsorted rows are sorted with a notice, values moving along", async () => {
    const sorted = await build(csv("date,y", "2011-01-03,3", "2011-01-01,1", "2011-01-02,2"));
    expect([...sorted.series[0]!.target]).toEqual([1, 2, 3]);
    expect([...sorted.series[0]!.rows]).toEqual([3, 4, 2]);
    expect(sorted.notices).toEqual(["rows were not in order of date: sorted (row 3 is earlier than row 2)"]);
  });

  test("a time that occurs twice is E_TIME with both rows", async () => {
    await expect(build(csv("date,y", "2011-01-02,3", "2011-01-01,1", "2011-01-02,2"))).rejects.toThrow(
      '[E_TIME] sales.csv, column date, row 4: expected one row for each time, got "2011-01-02" in rows 2 and 4. Try keeping one of them, or adding them up.',
    );
  });

  test("the hint names a column that would tell series apart, or one with the hour", async () => {
    const rows = (cells: string[]) =>
      csv("date,x,y", ...cells.map((cell, i) => `2011-01-0${1 + (i >> 1)},${cell},${i}`));
    await expect(build(rows(["a", "b", "a", "b"]), { target: "y" })).rejects.toThrow(/Try id: "x" if/);
    const hours = rows(["0", "1", "0", "1"]).replace("x", "hr");
    await expect(build(hours, { target: "y" })).rejects.toThrow(/Try time: \["date", "hr"\]/);
  });

  test("any order of rows gives the same panel", () => {
    const days = Array.from({ length: 12 }, (_, i) => [
      `2011-02-${String(i + 17 - (i > 5 ? 0 : 1)).padStart(2, "0")}`,
      String(i),
    ]);
    const of = (rows: string[][]) =>
      panel(
        createTable({
          name: "t",
          columns: ["d", "y"],
          cells: [rows.map((row) => row[0]!), rows.map((row) => row[1]!)],
        }),
      );
    const { times, target } = of(days).series[0]!;
    fc.assert(
      fc.property(fc.shuffledSubarray(days, { minLength: 12 }), (shuffled) => {
        expect(of(shuffled).series[0]!.times).toEqual(times);
        expect(of(shuffled).series[0]!.target).toEqual(target);
      }),
    );
  });
});

describe("several series", () => {
  const text = csv(
    "item,date,y,size",
    "pen,2011-01-01,1,10",
    "ink,2011-01-02,5,20",
    "pen,2011-01-02,2,10",
    "ink,2011-01-04,7,",
    "pen,2011-01-03,3,10",
    "cap,2011-01-09,4,30",
  );

  test("are each sorted and on their own grid, in order of appearance, with one frequency", async () => {
    const items = await build(text, { target: "y", id: "item", static: ["size"] });
    expect(items.series.map(({ id }) => id)).toEqual(["pen", "ink", "cap"]);
    expect(items.series.map(({ target }) => [...target])).toEqual([[1, 2, 3], [5, Number.NaN, 7], [4]]);
    expect(items.series.map((one) => [...one.static])).toEqual([[10], [20], [30]]);
    expect(items.time.frequency).toEqual({ unit: "day", every: 1 });
    expect(items.describe()).toBe("date daily, 3 series by item, 6 rows, 1 gap · target y · static size · season 7");
    expect(items.notices).toEqual(["1 gap, 1 missing step marked: 2011-01-03 (ink)"]);
  });

  test("without a time column, the rows of each are its steps", async () => {
    const items = await build(csv("item,y", "a,1", "b,5", "a,2", "b,6"), { id: "item" });
    expect(items.series.map(({ times }) => [...times])).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(items.describe()).toBe("rows as steps, 2 series by item, 4 rows, no gaps · target y · season 1");
  });

  test("a time twice in one series, a row without an id, and a static value that changes are errors", async () => {
    const options = { target: "y", id: "item", static: ["size"] };
    await expect(build(text.replace("cap,2011-01-09", "pen,2011-01-02"), options)).rejects.toThrow(
      /E_TIME.*one row for each time and item.*rows 4 and 7/,
    );
    await expect(build(text.replace("cap,", ","), options)).rejects.toThrow(/E_DATA.*column item, row 7/);
    await expect(build(text.replace("2011-01-03,3,10", "2011-01-03,3,11"), options)).rejects.toThrow(
      /E_DATA.*column size, row 6: expected one value for the whole series, 10 as before, got 11/,
    );
  });
});

describe("roles", () => {
  const text = csv("date,sales,price,holiday,weather", "2011-01-01,5,1.5,yes,rain", "2011-01-02,6,1.6,no,sun");

  test("true and false, yes and no are 1 and 0 in a covariate", async () => {
    const shop = await build(text, { target: "sales", known: ["holiday"], past: ["price"] });
    expect([...shop.series[0]!.known[0]!]).toEqual([1, 0]);
    expect(shop.describe()).toBe("date daily, 2 rows, no gaps · target sales · known holiday · past price · season 7");
  });

  test("categories as text are E_DATA with what to do", async () => {
    await expect(build(text, { target: "sales", known: ["weather"] })).rejects.toThrow(
      '[E_DATA] sales.csv, column weather, row 2: expected numbers, or true and false, got the category "rain". Try one column of 0 and 1 for each category, e.g. weather_rain.',
    );
  });

  test("an unknown column is E_COLUMN with the nearest name, whatever its role", async () => {
    for (const role of [{ target: "Sale" }, { id: "sale" }, { time: "salse" }, { known: ["sales "] }]) {
      await expect(build(text, { target: "price", ...role })).rejects.toThrow(/E_COLUMN.*Try sales\./);
    }
  });

  test("two roles for a column are E_COLUMN", async () => {
    await expect(build(text, { target: "sales", known: ["sales"] })).rejects.toThrow(/E_COLUMN.*got target and known/);
    await expect(build(text, { target: "sales", known: ["price", "price"] })).rejects.toThrow(/got known twice/);
  });

  test("without a target, the one numeric column left is it", async () => {
    expect((await build(text, { known: ["price"] })).target).toBe("sales");
    await expect(build(text)).rejects.toThrow(/E_COLUMN.*got 2: sales, price/);
    await expect(build(text, { past: ["sales", "price"] })).rejects.toThrow(
      /E_COLUMN.*got none \(holiday has "yes" in row 2; weather has "rain" in row 2\)/,
    );
  });

  test("the only column left is the target even with a bad cell, which is shown", async () => {
    await expect(build(csv("date,y", "2011-01-01,5", "2011-01-02,5%"))).rejects.toThrow(
      /E_DATA.*column y, row 3.*got "5%"/,
    );
  });

  test("season and frequency can be given", async () => {
    const options = { target: "sales", season: 365, frequency: { unit: "day", every: 1 } as const };
    expect((await build(text, options)).season).toBe(365);
    expect((await build(csv("date,y", "2011-01-01,5"), { frequency: options.frequency })).time.frequency.unit).toBe(
      "day",
    );
    await expect(build(text, { ...options, season: 0 })).rejects.toThrow(/E_ARGUMENT/);
    await expect(build(text, { ...options, season: 1e6 })).rejects.toThrow(/E_ARGUMENT.* to 100000, got 1000000/);
    const monthly = { unit: "month", every: 1, day: 1 } as const;
    await expect(build(text, { target: "sales", frequency: monthly })).rejects.toThrow(
      /E_TIME.*column date, row 3: expected monthly times from 2011-01-01 on, got 2011-01-02/,
    );
  });
});

describe("too little data", () => {
  test("one row shows no step: E_DATA", async () => {
    await expect(build(csv("date,y", "2011-01-01,5"))).rejects.toThrow(/E_DATA.*at least two rows.*got one row/);
    await expect(build(csv("id,date,y", "a,2011-01-01,5", "b,2011-01-01,5"), { id: "id" })).rejects.toThrow(
      /one row in each/,
    );
  });

  test("a target without any value is E_DATA, naming the series", async () => {
    await expect(build(csv("date,y", "2011-01-01,NA", "2011-01-02,"), { target: "y" })).rejects.toThrow(
      /E_DATA.*column y.*only missing/,
    );
    const items = csv("id,date,y", "a,2011-01-01,5", "a,2011-01-02,5", "b,2011-01-01,");
    await expect(build(items, { id: "id", target: "y" })).rejects.toThrow(/values for id "b"/);
  });

  test("a constant series is allowed, and noted", async () => {
    const flat = await build(csv("date,y", "2011-01-01,5", "2011-01-02,5"));
    expect(flat.notices).toEqual(["y never changes"]);
  });
});
