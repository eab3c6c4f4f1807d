import {
  type FittedForecaster,
  type Forecaster,
  type Panel,
  panel,
  readTable,
  type Table,
  tableText,
} from "@sluice/forecast";
import { priceEffect, type Shop, type ShopDay, TRUTH } from "./shop.ts";

/** The columns of 销量.csv. */
export const tableOf = (days: readonly ShopDay[]) => ({
  日期: days.map(({ date }) => date),
  销量: days.map(({ sales }) => sales),
  ...knownOf(days),
});

/** The columns of 下两周.csv: what is known of days whose sales are not. */
export const futureOf = (days: readonly ShopDay[]) => ({ 日期: days.map(({ date }) => date), ...knownOf(days) });

const knownOf = (days: readonly ShopDay[]) => ({
  单价: days.map(({ price }) => price),
  节假日: days.map(({ holiday }) => holiday),
  天气: days.map(({ weather }) => weather),
});

/** The shop as a forecaster sees it: through its tables. */
export async function shopData({ past, ahead }: Shop): Promise<{ data: Panel; future: Table }> {
  const table = await readTable({ name: "销量.csv", text: tableText(tableOf(past)) });
  const future = await readTable({ name: "下两周.csv", text: tableText(futureOf(ahead)) });
  return { data: panel(table, { target: "销量", known: ["单价", "节假日", "天气"] }), future };
}

/** How much more is sold, as a share: 0.45 for 45 % more. */
export interface Effects {
  /** At 8.9 yuan rather than 11.9. */
  readonly price: number;
  /** On a holiday rather than on another day. */
  readonly holiday: number;
  /** When it rains rather than when it is dry. */
  readonly rain: number;
}

const [LOW, HIGH] = [8.9, 11.9];

/** What the shop is made of: no estimate. */
export const TRUE_EFFECTS: Effects = {
  price: priceEffect(LOW, HIGH) - 1,
  holiday: TRUTH.holiday - 1,
  rain: TRUTH.rain - 1,
};

/** What a model answers when it is asked what if, over the two weeks as a whole. */
export async function whatIf(model: FittedForecaster, future: Table): Promise<Effects> {
  const total = async (column: string, value: number) => {
    const { rows } = await model.predict({ future, set: { [column]: value } });
    return rows.reduce((sum, { forecast }) => sum + forecast, 0);
  };
  const more = async (column: string, value: number, than: number) =>
    (await total(column, value)) / (await total(column, than)) - 1;
  return {
    price: await more("单价", LOW, HIGH),
    holiday: await more("节假日", 1, 0),
    rain: await more("天气", -1, 0),
  };
}

/** Fits a forecaster to a shop and asks it. */
export async function recovered(spec: Forecaster, shop: Shop, seed: number): Promise<Effects> {
  const { data, future } = await shopData(shop);
  return whatIf(await spec.fit(data, { seed }), future);
}
