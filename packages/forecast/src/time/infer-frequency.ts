import { DAY_MS, dayOfMonth, isMonthEnd, monthIndex, msOfDay, weekAndWeekday } from "./civil.ts";
import { type Frequency, fixed, monthly } from "./frequency.ts";
import type { Resolution } from "./layout.ts";

/**
 * The largest step that all times are multiples of: calendar months where all stand on one day of the month (or at its
 * end), else business days when no weekend is among days, else a fixed length.
 *
 * `series` are sorted times without duplicates. Undefined when no series has two times and the layout does not say.
 */
export function inferFrequency(series: readonly Float64Array[], resolution: Resolution): Frequency | undefined {
  const several = series.filter((times) => times.length > 1);
  if (several.length === 0) return ofResolution(resolution);
  if (resolution === "integer") return { unit: "step", every: commonStep(several, (time) => time) };

  const day = commonDay(series);
  // Weeks and days a few weeks apart may share a day of the month, but then two fall into one month.
  if (day !== undefined && resolution !== "week" && several.every((times) => areInDifferentMonths(times))) {
    return monthly(commonStep(several, monthIndex), day);
  }
  const step = commonStep(several, (time) => time);
  return step === DAY_MS && areBusinessDays(several) ? { unit: "business-day", every: 1 } : fixed(step);
}

function ofResolution(resolution: Resolution): Frequency | undefined {
  if (resolution === "year" || resolution === "quarter" || resolution === "month")
    return { unit: resolution, every: 1, day: 1 };
  return resolution === "week" ? { unit: "week", every: 1 } : undefined;
}

function commonStep(series: readonly Float64Array[], position: (time: number) => number): number {
  let step = 0;
  for (const times of series) {
    for (let i = 1; i < times.length; i++) step = divisor(step, position(times[i]!) - position(times[i - 1]!));
  }
  return step;
}

function divisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** The day of the month that every time stands on: 31 when all are month ends, undefined when days or clocks differ. */
function commonDay(series: readonly Float64Array[]): number | undefined {
  const first = series[0]![0]!;
  const all = (test: (time: number) => boolean) => series.every((times) => times.every(test));
  if (!all((time) => msOfDay(time) === msOfDay(first))) return undefined;
  if (all(isMonthEnd)) return 31;
  let day = 0;
  for (const times of series) for (const time of times) day = Math.max(day, dayOfMonth(time));
  return all((time) => dayOfMonth(time) === day || (dayOfMonth(time) < day && isMonthEnd(time))) ? day : undefined;
}

function areInDifferentMonths(times: Float64Array): boolean {
  return times.every((time, i) => i === 0 || monthIndex(time) > monthIndex(times[i - 1]!));
}

/** Whether no time is on a weekend while weekends were passed from Friday to Monday. */
function areBusinessDays(series: readonly Float64Array[]): boolean {
  const weekdayOf = (time: number) => weekAndWeekday(time).weekday;
  if (series.some((times) => times.some((time) => weekdayOf(time) > 4))) return false;
  return series.some((times) =>
    times.some(
      (time, i) =>
        i > 0 && weekdayOf(time) === 0 && weekdayOf(times[i - 1]!) === 4 && time - times[i - 1]! === 3 * DAY_MS,
    ),
  );
}
