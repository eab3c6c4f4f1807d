import type { Table } from "@sluice/forecast";

/** T: past days that a forecast is made from. */
export const LOOKBACK = 14;
/** Days whose mean is the level that a day is compared with. */
const LEVEL = 7;

/** What is known of a day beside its sales, under one way of writing it down. */
export interface Drivers {
  /** Columns of numbers. */
  readonly numbers: readonly string[];
  /** Columns of kinds 0, 1, 2 …: how many kinds each has. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** A day to forecast: the days before it, and what is known of it. */
export interface Day {
  /** Place in the table. */
  readonly index: number;
  /** [T][1 + numbers]: sales over level − 1, and the drivers. */
  readonly past: readonly (readonly number[])[];
  /** [numbers] the drivers of the day itself. */
  readonly known: readonly number[];
  /** [T] by column of kinds. */
  readonly pastKinds: Readonly<Record<string, number[]>>;
  readonly kinds: Readonly<Record<string, number>>;
  /** The mean sales of the last seven days of the past. */
  readonly level: number;
  /** Sales over level − 1. */
  readonly target: number;
}

/** Sales and drivers, a day a row. */
export interface Series {
  readonly dates: readonly string[];
  readonly sales: readonly number[];
  readonly columns: Readonly<Record<string, readonly number[]>>;
}

/** Ways to write down a day's holiday and weather. */
export const CODINGS: Readonly<Record<string, Drivers>> = {
  none: { numbers: [], kinds: {} },
  "0 and 1": { numbers: ["warmth", "holiday", "rain"], kinds: {} },
  levels: { numbers: ["warmth", "holidayLevel", "weatherLevel"], kinds: {} },
  embedded: { numbers: ["warmth"], kinds: { day: 3, weather: 3 } },
};

/** The bikes of Washington as days of a shop. */
export function bikeSeries(table: Table): Series {
  const numbers = (column: string) => [...table.numbers(column)];
  const [holidays, workingDays, situations] = ["holiday", "workingday", "weathersit"].map(numbers) as number[][];
  // 0 working day, 1 weekend, 2 holiday
  const day = holidays!.map((holiday, i) => (holiday === 1 ? 2 : 1 - workingDays![i]!));
  // 0 clear, 1 mist or clouds, 2 rain or snow
  const weather = situations!.map((situation) => Math.min(situation, 3) - 1);
  return {
    dates: [...table.text("dteday")],
    sales: numbers("cnt"),
    columns: {
      warmth: numbers("temp"),
      holiday: holidays!,
      rain: weather.map((kind) => (kind === 2 ? -1 : 0)),
      holidayLevel: day.map((kind) => kind / 2),
      weatherLevel: weather.map((kind) => -kind / 2),
      day,
      weather,
    },
  };
}

/**
 * Every day that has a lookback before it, from what was known in the morning of that day.
 *
 * Sales are told relative to the week before, so that a year of twice the sales looks the same; warmth as the difference to that week.
 */
export function daysOf({ sales, columns }: Series, { numbers, kinds }: Drivers): Day[] {
  const kindsAt = (index: number) =>
    Object.fromEntries(Object.keys(kinds).map((name) => [name, columns[name]![index]!]));
  return sales.slice(LOOKBACK).map((value, row) => {
    const index = LOOKBACK + row;
    const level = mean(sales.slice(index - LEVEL, index));
    const usual = mean(columns.warmth!.slice(index - LEVEL, index));
    const driversAt = (at: number) =>
      numbers.map((name) => (name === "warmth" ? 5 * (columns.warmth![at]! - usual) : columns[name]![at]!));
    const before = Array.from({ length: LOOKBACK }, (_, step) => row + step);
    return {
      index,
      past: before.map((at) => [sales[at]! / level - 1, ...driversAt(at)]),
      known: driversAt(index),
      pastKinds: Object.fromEntries(Object.keys(kinds).map((name) => [name, before.map((at) => columns[name]![at]!)])),
      kinds: kindsAt(index),
      level,
      target: value / level - 1,
    };
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
