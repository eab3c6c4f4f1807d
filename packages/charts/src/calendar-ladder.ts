import { type TickLevel, tickLevel } from "./tick-level.ts";
import type { Words } from "./words.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;

const YEARS = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];
const MONTHS = [6, 3, 1];
const WEEKS_AND_DAYS = [14, 7, 2, 1];
const CLOCK = [
  ...[12, 6, 3, 1].map((hours) => hours * HOUR),
  ...[30, 15, 5, 1].map((minutes) => minutes * MINUTE),
  ...[30, 15, 5, 1].map((seconds) => seconds * SECOND),
  ...[500, 200, 100, 50, 20, 10, 5, 2, 1],
];

/** Finer steps than this serve no zoom that anyone makes. */
const MOST_TICKS = 2000;

/** 1 January 2001. */
const MONDAY = Date.UTC(2001, 0, 1);

interface Span {
  first: number;
  last: number;
}

/** The first days of every so many months. */
function monthTicks({ first, last }: Span, step: number): number[] {
  const from = new Date(first);
  const at: number[] = [];
  const start = Math.ceil((from.getUTCFullYear() * 12 + from.getUTCMonth()) / step) * step;
  for (let month = start; ; month += step) {
    const moment = Date.UTC(Math.floor(month / 12), month % 12);
    if (moment > last) return at;
    if (moment >= first) at.push(moment);
  }
}

function evenTicks({ first, last }: Span, step: number, anchor: number): number[] {
  const at: number[] = [];
  for (let k = Math.ceil((first - anchor) / step); anchor + k * step <= last; k++) at.push(anchor + k * step);
  return at;
}

/** Steps of whole days, and the tick that they are counted from: Mondays, or the data where its step is longer than a day. */
function daySteps(finest: number, first: number): { step: number; anchor: number }[] {
  if (finest > DAY) return [4, 2, 1].map((times) => ({ step: times * finest, anchor: first }));
  const midnight = Math.floor(first / DAY) * DAY;
  return WEEKS_AND_DAYS.map((days) => ({ step: days * DAY, anchor: days % 7 === 0 ? MONDAY : midnight }));
}

/**
 * Calendar ticks from millennia to milliseconds, coarse to fine, where any lie in the span of the positions.
 *
 * None are finer than the data: days between monthly values would suggest values there. Days are counted on evenly across the
 * ends of months.
 */
export function calendarLadder(positions: readonly number[], words: Words): TickLevel[] {
  const span: Span = { first: positions[0]!, last: positions.at(-1)! };
  const few = (step: number) => (span.last - span.first) / step <= MOST_TICKS;
  let finest = Infinity;
  for (let i = 1; i < positions.length; i++) finest = Math.min(finest, positions[i]! - positions[i - 1]!);
  const levels: TickLevel[] = [];
  const add = (at: number[], label: (moment: Date) => string, context: (moment: Date) => string) => {
    if (at.length <= (levels.at(-1)?.positions.length ?? 0)) return;
    const moments = at.map((moment) => new Date(moment));
    levels.push(tickLevel(at, moments.map(label), moments.map(context)));
  };
  const year = (moment: Date) => words.year(moment.getUTCFullYear());
  const month = (moment: Date) => words.month(moment.getUTCMonth());
  const day = (moment: Date) => words.dayOfMonth(moment.getUTCMonth(), moment.getUTCDate());
  const date = (moment: Date) => words.dayOfYear(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate());

  for (const step of YEARS) if (few(step * 12 * MONTH)) add(monthTicks(span, 12 * step), year, () => "");
  for (const step of MONTHS)
    if (step * 31 * DAY >= finest && few(step * MONTH)) add(monthTicks(span, step), month, year);
  if (finest < 28 * DAY)
    for (const { step, anchor } of daySteps(finest, span.first))
      if (few(step)) add(evenTicks(span, step, anchor), day, year);
  const midnight = Math.floor(span.first / DAY) * DAY;
  for (const step of CLOCK) {
    if (step < finest || !few(step)) continue;
    const end = step >= MINUTE ? 16 : step >= SECOND ? 19 : 23;
    add(evenTicks(span, step, midnight), (moment) => moment.toISOString().slice(11, end), date);
  }
  return levels;
}
