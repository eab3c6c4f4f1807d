/** A shop that was never there: its sales are made of effects that are known exactly, so that a model can be held to them. */
export interface Shop {
  /** The years that are over. */
  readonly past: readonly ShopDay[];
  /** The two weeks to plan: price, holidays and weather are known, sales are what will come. */
  readonly ahead: readonly ShopDay[];
}

export interface ShopDay {
  /** 2024-12-31 */
  readonly date: string;
  readonly sales: number;
  /** In yuan. */
  readonly price: number;
  /** 1 on a public holiday. */
  readonly holiday: 0 | 1;
  /** 0 dry, −1 rain or snow. */
  readonly weather: 0 | -1;
}

/**
 * What moves the sales, all else being equal.
 *
 *   sales = level · weekday · month · (price / 10)^−1.5 · 1.45^holiday · 0.8^rain · noise
 */
export const TRUTH = { elasticity: -1.5, holiday: 1.45, rain: 0.8 };

/** How many times as much is sold at a price as at another. */
export const priceEffect = (price: number, before: number): number => (before / price) * Math.sqrt(before / price);

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2021, 8, 26);
const DAYS = 3 * 365 + 1;
export const AHEAD = 14;
/** Yuan; about every week another one is drawn … */
const PRICES = [7.9, 8.9, 9.9, 10.9, 11.9, 12.9];
/** … but for the two weeks ahead, for which a plan is made: less over the holidays. */
const PLANNED = [10.9, 10.9, 10.9, 10.9, 10.9, 9.9, 9.9, 9.9, 9.9, 9.9, 9.9, 9.9, 11.9, 11.9];
/** Sunday to Saturday. */
const WEEKDAYS = [1.25, 0.9, 0.86, 0.88, 0.94, 1.08, 1.34];
/** January to December. */
const MONTHS = [1.04, 1.02, 0.97, 0.95, 0.97, 1.02, 1.1, 1.12, 1.03, 0.96, 0.94, 1];
/** First day and length of China's public holidays, October 2021 to October 2024. */
const HOLIDAYS: readonly (readonly [first: string, days: number])[] = [
  ["2021-10-01", 7],
  ["2022-01-01", 3],
  ["2022-01-31", 7],
  ["2022-04-03", 3],
  ["2022-04-30", 5],
  ["2022-06-03", 3],
  ["2022-09-10", 3],
  ["2022-10-01", 7],
  ["2022-12-31", 3],
  ["2023-01-21", 7],
  ["2023-04-05", 1],
  ["2023-04-29", 5],
  ["2023-06-22", 3],
  ["2023-09-29", 8],
  ["2023-12-30", 3],
  ["2024-02-10", 8],
  ["2024-04-04", 3],
  ["2024-05-01", 5],
  ["2024-06-08", 3],
  ["2024-09-15", 3],
  ["2024-10-01", 7],
];

/** Three years of a shop, and the two weeks after them. The same seed gives the same shop. */
export function simulateShop(seed: number): Shop {
  const random = drawsOf(seed);
  /** Mean 0, deviation 1. */
  const normal = () => (random() + random() + random() + random() - 2) * Math.sqrt(3);
  const holidays = new Set(
    HOLIDAYS.flatMap(([first, days]) =>
      Array.from({ length: days }, (_, day) => dateOf(Date.parse(first) + day * DAY_MS)),
    ),
  );
  let price = PRICES[2]!;
  let wander = 0;
  const days = Array.from({ length: DAYS + AHEAD }, (_, day): ShopDay => {
    const time = FIRST + day * DAY_MS;
    const date = dateOf(time);
    if (random() < 1 / 7) price = PRICES[Math.floor(random() * PRICES.length)]!;
    price = PLANNED[day - DAYS] ?? price;
    const holiday = holidays.has(date) ? 1 : 0;
    const weather = random() < 0.25 ? -1 : 0;
    wander = 0.95 * wander + 0.015 * normal();
    const level = 200 * (1 + (0.2 * day) / DAYS) * (1 + wander);
    const usual = level * WEEKDAYS[new Date(time).getUTCDay()]! * MONTHS[new Date(time).getUTCMonth()]!;
    const effects = priceEffect(price, 10) * (holiday === 1 ? TRUTH.holiday : 1) * (weather === -1 ? TRUTH.rain : 1);
    return { date, sales: Math.round(usual * effects * (1 + 0.05 * normal())), price, holiday, weather };
  });
  return { past: days.slice(0, DAYS), ahead: days.slice(DAYS) };
}

const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Numbers in 0 … 1, uniform: a Weyl sequence, scrambled (Steele et al. 2014, SplitMix, 32 bits). */
function drawsOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
