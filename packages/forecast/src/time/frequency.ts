import { DAY_MS, dayOfMonth, monthIndex, msOfDay, timeInMonth, weekAndWeekday } from "./civil.ts";

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
const MILLISECONDS = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
} as const;

/**
 * The step between rows: `every` units. Plain data, saved with models.
 *
 * `day` is the day of the month that months, quarters and years stand on, 31 being each month's end. A business day is Monday
 * to Friday; "step" counts whole numbers.
 */
export interface Frequency {
  readonly unit: keyof typeof MONTHS | keyof typeof MILLISECONDS | "business-day" | "step";
  readonly every: number;
  readonly day?: number;
}

/** How many steps `to` is after `from`; undefined when it lies between two steps. */
export function stepsBetween(from: number, to: number, frequency: Frequency): number | undefined {
  const months = monthsOf(frequency);
  if (months !== undefined) {
    const count = monthIndex(to) - monthIndex(from);
    const onGrid = timeInMonth(monthIndex(to), frequency.day ?? dayOfMonth(from), msOfDay(from)) === to;
    return onGrid ? whole(count / months) : undefined;
  }
  if (frequency.unit === "business-day") {
    if (msOfDay(from) !== msOfDay(to)) return undefined;
    const [start, end] = [weekAndWeekday(from), weekAndWeekday(to)];
    if (start.weekday > 4 || end.weekday > 4) return undefined;
    return whole(((end.week - start.week) * 5 + end.weekday - start.weekday) / frequency.every);
  }
  return whole((to - from) / fixedStep(frequency));
}

/** The time `count` steps after `from`. */
export function addSteps(from: number, count: number, frequency: Frequency): number {
  const months = monthsOf(frequency);
  if (months !== undefined) {
    return timeInMonth(monthIndex(from) + count * months, frequency.day ?? dayOfMonth(from), msOfDay(from));
  }
  if (frequency.unit === "business-day") {
    const { weekday } = weekAndWeekday(from);
    const weekdays = weekday + count * frequency.every;
    const weeks = Math.floor(weekdays / 5);
    return from + (weeks * 7 + (weekdays - weeks * 5) - weekday) * DAY_MS;
  }
  return from + count * fixedStep(frequency);
}

/** Steps in the season that data of a frequency usually has: a year of months, a week of days, a day of hours; 1 for none. */
export function defaultSeason(frequency: Frequency): number {
  const per = (units: number) => (units % frequency.every === 0 ? Math.max(1, units / frequency.every) : 1);
  switch (frequency.unit) {
    case "month":
      return per(12);
    case "quarter":
      return per(4);
    case "week":
      return per(52);
    case "day":
      return per(7);
    case "business-day":
      return per(5);
    case "hour":
      return per(24);
    case "minute":
      // A day of single minutes would be 1,440 steps: finer than 5 minutes, the hour is the season.
      return frequency.every >= 5 ? per(1440) : per(60);
    case "second":
      return per(60);
    default:
      return 1;
  }
}

/** "monthly", "every 15 minutes" … as messages say it. */
export function frequencyName({ unit, every }: Frequency): string {
  if (unit === "step") return every === 1 ? "whole steps" : `steps of ${every.toLocaleString("en-US")}`;
  if (every > 1) return `every ${every.toLocaleString("en-US")} ${unit.replace("-", " ")}s`;
  const names: Partial<Record<Frequency["unit"], string>> = { day: "daily", "business-day": "business-daily" };
  return names[unit] ?? (["millisecond", "second", "minute"].includes(unit) ? `every ${unit}` : `${unit}ly`);
}

/** A number of months as the largest unit that fits. */
export function monthly(months: number, day: number): Frequency {
  const unit = months % 12 === 0 ? "year" : months % 3 === 0 ? "quarter" : "month";
  return { unit, every: months / MONTHS[unit], day };
}

/** A number of milliseconds as the largest unit that fits. */
export function fixed(milliseconds: number): Frequency {
  const units = ["week", "day", "hour", "minute", "second"] as const;
  const unit = units.find((candidate) => milliseconds % MILLISECONDS[candidate] === 0) ?? "millisecond";
  return { unit, every: milliseconds / MILLISECONDS[unit] };
}

function monthsOf({ unit, every }: Frequency): number | undefined {
  return unit === "month" || unit === "quarter" || unit === "year" ? MONTHS[unit] * every : undefined;
}

function fixedStep({ unit, every }: Frequency): number {
  return unit in MILLISECONDS ? MILLISECONDS[unit as keyof typeof MILLISECONDS] * every : every;
}

function whole(count: number): number | undefined {
  return Number.isInteger(count) ? count : undefined;
}
