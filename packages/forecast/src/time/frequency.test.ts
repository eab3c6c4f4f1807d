import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSteps, defaultSeason, type Frequency, frequencyName, stepsBetween } from "./frequency.ts";
import { inferFrequency } from "./infer-frequency.ts";
import { nextTimes } from "./next-times.ts";

const at = (text: string) => Date.parse(text.length > 10 ? `${text}Z` : text);
const times = (...texts: string[]) => Float64Array.from(texts, at);
const infer = (...texts: string[]) => inferFrequency([times(...texts)], "time");

describe("inferFrequency", () => {
  test.each<[string, string[], Frequency, string, number]>([
    ["years", ["2009-01-01", "2010-01-01", "2011-01-01"], { unit: "year", every: 1, day: 1 }, "yearly", 1],
    ["year ends", ["2009-12-31", "2010-12-31"], { unit: "year", every: 1, day: 31 }, "yearly", 1],
    ["quarters", ["2011-01-01", "2011-04-01", "2011-07-01"], { unit: "quarter", every: 1, day: 1 }, "quarterly", 4],
    [
      "quarter ends",
      ["2011-03-31", "2011-06-30", "2011-12-31"],
      { unit: "quarter", every: 1, day: 31 },
      "quarterly",
      4,
    ],
    [
      "month starts with a gap",
      ["2011-01-01", "2011-02-01", "2011-04-01"],
      { unit: "month", every: 1, day: 1 },
      "monthly",
      12,
    ],
    ["month ends", ["2011-01-31", "2011-02-28", "2011-03-31"], { unit: "month", every: 1, day: 31 }, "monthly", 12],
    ["month ends, two of them", ["2011-02-28", "2011-03-31"], { unit: "month", every: 1, day: 31 }, "monthly", 12],
    ["the 30th", ["2011-01-30", "2011-02-28", "2011-03-30"], { unit: "month", every: 1, day: 30 }, "monthly", 12],
    [
      "every 2 months",
      ["2011-01-15", "2011-03-15", "2011-05-15"],
      { unit: "month", every: 2, day: 15 },
      "every 2 months",
      6,
    ],
    ["weeks", ["2011-01-03", "2011-01-10", "2011-01-24"], { unit: "week", every: 1 }, "weekly", 52],
    ["two weeks", ["2011-01-03", "2011-01-17"], { unit: "week", every: 2 }, "every 2 weeks", 26],
    ["days", ["2011-01-01", "2011-01-02", "2011-01-04"], { unit: "day", every: 1 }, "daily", 7],
    [
      "business days",
      ["2011-01-06", "2011-01-07", "2011-01-10", "2011-01-11"],
      { unit: "business-day", every: 1 },
      "business-daily",
      5,
    ],
    ["days of one week", ["2011-01-06", "2011-01-07"], { unit: "day", every: 1 }, "daily", 7],
    ["hours", ["2011-01-01T22:00", "2011-01-01T23:00", "2011-01-02T00:00"], { unit: "hour", every: 1 }, "hourly", 24],
    ["6 hours", ["2011-01-01T00:00", "2011-01-01T06:00"], { unit: "hour", every: 6 }, "every 6 hours", 4],
    ["15 minutes", ["2011-01-01T00:00", "2011-01-01T00:15"], { unit: "minute", every: 15 }, "every 15 minutes", 96],
    ["minutes", ["2011-01-01T00:00", "2011-01-01T00:01"], { unit: "minute", every: 1 }, "every minute", 60],
    ["90 minutes", ["2011-01-01T00:00", "2011-01-01T01:30"], { unit: "minute", every: 90 }, "every 90 minutes", 16],
    [
      "milliseconds",
      ["2011-01-01T00:00:00.000", "2011-01-01T00:00:00.250"],
      { unit: "millisecond", every: 250 },
      "every 250 milliseconds",
      1,
    ],
  ])("%s", (_, texts, frequency, name, season) => {
    const found = infer(...texts);
    expect(found).toEqual(frequency);
    expect(frequencyName(found!)).toBe(name);
    expect(defaultSeason(found!)).toBe(season);
  });

  test("whole numbers count in their common step", () => {
    const found = inferFrequency([Float64Array.of(10, 20, 40)], "integer")!;
    expect(found).toEqual({ unit: "step", every: 10 });
    expect([frequencyName(found), defaultSeason(found)]).toEqual(["steps of 10", 1]);
  });

  test("one time has a frequency only when its layout says so", () => {
    expect(infer("2011-01-01")).toBeUndefined();
    expect(inferFrequency([times("2011-01-01")], "month")).toEqual({ unit: "month", every: 1, day: 1 });
    expect(inferFrequency([times("2011-01-03")], "week")).toEqual({ unit: "week", every: 1 });
  });

  test("is common to all series, and a short one joins in", () => {
    const series = [times("2011-01-01", "2011-03-01"), times("2011-02-01", "2011-05-01"), times("2012-01-01")];
    expect(inferFrequency(series, "day")).toEqual({ unit: "month", every: 1, day: 1 });
  });
});

describe("steps", () => {
  const frequencies: Frequency[] = [
    { unit: "year", every: 1, day: 31 },
    { unit: "quarter", every: 1, day: 31 },
    { unit: "month", every: 1, day: 30 },
    { unit: "month", every: 5, day: 1 },
    { unit: "week", every: 2 },
    { unit: "day", every: 1 },
    { unit: "business-day", every: 1 },
    { unit: "hour", every: 7 },
    { unit: "second", every: 1 },
    { unit: "step", every: 3 },
  ];

  test("adding n steps is n steps away, backwards too", () => {
    // Friday, 1999-12-31: an end of every unit.
    const start = at("1999-12-31");
    fc.assert(
      fc.property(fc.constantFrom(...frequencies), fc.integer({ min: -600, max: 600 }), (frequency, count) => {
        const from = addSteps(start, 0, frequency);
        expect(stepsBetween(from, addSteps(from, count, frequency), frequency)).toBe(count);
      }),
    );
  });

  test("times between two steps have no distance", () => {
    expect(stepsBetween(at("2011-01-01"), at("2011-02-02"), { unit: "month", every: 1, day: 1 })).toBeUndefined();
    expect(stepsBetween(at("2011-01-01"), at("2011-02-01T01:00"), { unit: "month", every: 1, day: 1 })).toBeUndefined();
    expect(stepsBetween(at("2011-01-07"), at("2011-01-08"), { unit: "business-day", every: 1 })).toBeUndefined();
    expect(stepsBetween(at("2011-01-03"), at("2011-01-12"), { unit: "week", every: 1 })).toBeUndefined();
  });
});

describe("nextTimes", () => {
  test.each<[string, string, Frequency, string, string[]]>([
    ["months", "1960-12-01", { unit: "month", every: 1, day: 1 }, "YYYY-MM", ["1961-01", "1961-02", "1961-03"]],
    [
      "month ends, over a leap day",
      "2011-12-31",
      { unit: "month", every: 1, day: 31 },
      "YYYY-MM-DD",
      ["2012-01-31", "2012-02-29", "2012-03-31"],
    ],
    ["quarters", "2011-07-01", { unit: "quarter", every: 1, day: 1 }, "YYYY[Q]Q", ["2011Q4", "2012Q1", "2012Q2"]],
    [
      "business days",
      "2011-01-06",
      { unit: "business-day", every: 1 },
      "D/M/YYYY",
      ["7/1/2011", "10/1/2011", "11/1/2011"],
    ],
    [
      "weeks over a long year",
      "2009-12-21",
      { unit: "week", every: 1 },
      "YYYY-[W]WW",
      ["2009-W53", "2010-W01", "2010-W02"],
    ],
    [
      "hours over midnight",
      "2011-12-31T22:00",
      { unit: "hour", every: 1 },
      "YYYY-MM-DD HH:mm",
      ["2011-12-31 23:00", "2012-01-01 00:00", "2012-01-01 01:00"],
    ],
  ])("%s, in the style of the table", (_, last, frequency, layout, labels) => {
    expect(nextTimes(at(last), { columns: ["date"], frequency, layout }, 3).labels).toEqual(labels);
  });

  test("whole steps and zones", () => {
    expect(nextTimes(20, { columns: ["t"], frequency: { unit: "step", every: 10 }, layout: "integer" }, 2)).toEqual({
      times: Float64Array.of(30, 40),
      labels: ["30", "40"],
    });
    const axis = {
      columns: ["t"],
      frequency: { unit: "hour", every: 1 },
      layout: "YYYY-MM-DDTHH:mmZ",
      zone: "+02:00",
    } as const;
    expect(nextTimes(at("2011-01-01T00:00"), axis, 1).labels).toEqual(["2011-01-01T01:00+02:00"]);
  });
});
