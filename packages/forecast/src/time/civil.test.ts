import { expect, test } from "vitest";
import { civilTime, isMonthEnd, isoWeek, isoWeekStart, monthIndex, timeInMonth, weekAndWeekday } from "./civil.ts";

const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

test("dates that the calendar lacks are undefined", () => {
  expect(iso(civilTime(2012, 2, 29))).toBe("2012-02-29T00:00:00.000Z");
  expect(civilTime(2011, 2, 29)).toBeUndefined();
  expect(civilTime(1900, 2, 29)).toBeUndefined();
  expect(civilTime(2011, 13, 1)).toBeUndefined();
  expect(civilTime(2011, 0, 1)).toBeUndefined();
  expect(civilTime(2011, 4, 31)).toBeUndefined();
  expect(civilTime(11, 4, 30)).toBeUndefined();
});

test("months are counted, and day 31 is the end of every month", () => {
  const march = monthIndex(civilTime(1961, 3, 15)!);
  expect(march - monthIndex(civilTime(1960, 12, 1)!)).toBe(3);
  expect(iso(timeInMonth(march - 1, 31, 0))).toBe("1961-02-28T00:00:00.000Z");
  expect(isMonthEnd(civilTime(2012, 2, 28)!)).toBe(false);
  expect(isMonthEnd(civilTime(2012, 2, 29)!)).toBe(true);
});

test("1970-01-01 was a Thursday, 1969-12-28 a Sunday", () => {
  expect(weekAndWeekday(0).weekday).toBe(3);
  expect(weekAndWeekday(civilTime(1969, 12, 28)!).weekday).toBe(6);
});

test.each([
  [2004, 53, "2004-12-27"],
  [2005, 52, "2005-12-26"],
  [2008, 1, "2007-12-31"],
  [2009, 53, "2009-12-28"],
  [2011, 1, "2011-01-03"],
])("week %i-W%i starts on %s", (year, week, day) => {
  const start = isoWeekStart(year, week)!;
  expect(iso(start)?.slice(0, 10)).toBe(day);
  expect(isoWeek(start + 6 * 86_400_000)).toEqual({ year, week });
});

test("a year without a week 53 has none", () => {
  expect(isoWeekStart(2011, 53)).toBeUndefined();
  expect(isoWeekStart(2011, 0)).toBeUndefined();
});
