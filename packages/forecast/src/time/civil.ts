/**
 * Civil time: the date and clock that a table writes, held as milliseconds since 1970-01-01 00:00 as if it were UTC.
 *
 * No local time zone and no daylight saving ever enters: the platform's UTC calendar does the arithmetic.
 */
export const DAY_MS = 86_400_000;

/** The civil time of a calendar date, or undefined when the calendar has no such date (2011-02-30, month 13). */
export function civilTime(year: number, month: number, day: number, msOfDay = 0): number | undefined {
  // Date.UTC reads years 0 to 99 as 1900 to 1999.
  if (year < 100 || msOfDay < 0 || msOfDay >= DAY_MS) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() + msOfDay;
}

/** Months since year 0, so that differences count calendar months. */
export function monthIndex(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The time on `day` of a month, or on its last day when the month is shorter: day 31 is always the month's end. */
export function timeInMonth(index: number, day: number, msOfDay: number): number {
  const year = Math.floor(index / 12);
  const month = index - year * 12;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(day, last)) + msOfDay;
}

export function dayOfMonth(time: number): number {
  return new Date(time).getUTCDate();
}

export function isMonthEnd(time: number): boolean {
  return dayOfMonth(time + DAY_MS) === 1;
}

export function msOfDay(time: number): number {
  return time - dayIndex(time) * DAY_MS;
}

/** Days since 1970-01-01. */
export function dayIndex(time: number): number {
  return Math.floor(time / DAY_MS);
}

/** Weeks since Monday 1969-12-29, and the weekday in it: Monday is 0. */
export function weekAndWeekday(time: number): { week: number; weekday: number } {
  const days = dayIndex(time) + 3;
  const week = Math.floor(days / 7);
  return { week, weekday: days - week * 7 };
}

/** Monday of an ISO 8601 week, or undefined when the year has no such week. Source: ISO 8601-1:2019, week 1 holds January 4. */
export function isoWeekStart(year: number, week: number): number | undefined {
  const fourth = civilTime(year, 1, 4);
  if (fourth === undefined || week < 1) return undefined;
  const start = fourth + ((week - 1) * 7 - weekAndWeekday(fourth).weekday) * DAY_MS;
  return isoWeek(start).year === year ? start : undefined;
}

/** The ISO 8601 week that a time falls into; a week belongs to the year of its Thursday. */
export function isoWeek(time: number): { year: number; week: number } {
  const thursday = time + (3 - weekAndWeekday(time).weekday) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  return { year, week: 1 + Math.floor((dayIndex(thursday) - dayIndex(Date.UTC(year, 0, 1))) / 7) };
}
