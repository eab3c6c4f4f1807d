import { calendarLadder } from "./calendar-ladder.ts";
import { axisNumber, logNumber, prefersPowers } from "./numbers.ts";
import type { PlotAxis } from "./plot.ts";
import { type TickLevel, tickLevel } from "./tick-level.ts";
import { roundStep } from "./ticks.ts";
import type { Words } from "./words.ts";

/** Finer steps than this serve no zoom that anyone makes. */
const MOST_TICKS = 400;
const LEAST_OWN = 4;
const MOST_OWN = 12;
/** Short numbers would stand like a ruler's. */
const LEAST_ROOM = 60;

/** Round numbers; whole ones where all positions are whole. */
function numberLevels(positions: readonly number[]): TickLevel[] {
  const [first, last] = [positions[0]!, positions.at(-1)!];
  // Rounding would make all ticks one.
  if (last - first <= 1e-11 * Math.abs(last)) return [tickLevel([first], [axisNumber(first, 12)])];
  const whole = positions.every(Number.isInteger);
  const levels: TickLevel[] = [];
  for (let count = 1; count < MOST_TICKS; count *= 1.6) {
    const { interval, decimals } = roundStep(last - first, count);
    if (whole && interval < 1) break;
    // Tolerates rounding: 0.3 / 0.1 is the third tick.
    const from = Math.ceil(first / interval - 1e-9);
    const to = Math.floor(last / interval + 1e-9);
    const ticks = Math.max(0, to - from + 1);
    if (ticks === 0 || levels.at(-1)?.positions.length === ticks) continue;
    const inside = (value: number) => Math.min(last, Math.max(first, value));
    const at = Array.from({ length: ticks }, (_, i) => inside(Number(((from + i) * interval).toPrecision(14))));
    const labels = at.map((value) => axisNumber(value, decimals));
    const level = tickLevel(at, labels);
    levels.push({ ...level, room: Math.max(level.room, LEAST_ROOM) });
  }
  return levels;
}

/** Powers of the base, eight apart to one apart; for base ten then also 2 and 5 times the powers, and all multiples. */
function logLevels(positions: readonly number[], base: 2 | 10): TickLevel[] {
  const [first, last] = [positions[0]!, positions.at(-1)!];
  const logOf = base === 2 ? Math.log2 : Math.log10;
  const power = (exponent: number) => (base === 2 ? 2 ** exponent : Number(`1e${exponent}`));
  const [from, to] = [Math.floor(logOf(first)) - 1, Math.ceil(logOf(last)) + 1];
  const of = (step: number, multiples: readonly number[], crowding: number) => {
    const at: number[] = [];
    for (let e = Math.ceil(from / step) * step; e <= to; e += step)
      for (const multiple of multiples) at.push(Number((multiple * power(e)).toPrecision(15)));
    const inside = at.filter((value) => value >= first && value <= last);
    const powers = base === 10 && prefersPowers(inside);
    const labels = inside.map((value) => logNumber(value, powers));
    const level = tickLevel(inside, labels);
    return { ...level, room: level.room * crowding };
  };
  const levels = [8, 4, 2, 1].map((step) => of(step, [1], 1));
  // Multiples stand the closer the larger they are: from 1 to 2 is a third of a decade, from 8 to 9 a twentieth.
  if (base === 10) levels.push(of(1, [1, 2, 5], 1), of(1, [1, 2, 3, 4, 5, 6, 7, 8, 9], 2));
  const some = levels.filter((level) => level.positions.length > 0);
  return some.some((level) => level.positions.length > 1) ? some : numberLevels(positions);
}

/** The positions themselves, where these are few: 5, 10, 20, 40 and 100 say more than the round numbers between them. */
function ownLevel(positions: readonly number[], labels: readonly string[]): TickLevel[] {
  if (positions.length < LEAST_OWN || positions.length > MOST_OWN) return [];
  let least = Infinity;
  for (let i = 1; i < positions.length; i++) least = Math.min(least, Math.log(positions[i]! / positions[i - 1]!));
  const closest = least / Math.log(positions.at(-1)! / positions[0]!);
  const level = tickLevel([...positions], [...labels]);
  return [{ ...level, room: level.room / (closest * positions.length) }];
}

/** The ticks that an axis may carry, coarse to fine; none for a category axis, whose labels ECharts thins out. */
export function tickLadder(axis: PlotAxis, words: Words): TickLevel[] {
  const { kind, positions, labels, log } = axis;
  if (kind === "category") return [];
  if (positions.length === 1) return [tickLevel([positions[0]!], [labels[0]!])];
  if (kind === "time") return calendarLadder(positions, words);
  return log === undefined ? numberLevels(positions) : [...logLevels(positions, log), ...ownLevel(positions, labels)];
}
