import { type Chart, forecastChart } from "@sluice/charts";
import type { Forecast } from "@sluice/forecast";
import type { Backtest } from "./backtest.ts";
import type { Shop, ShopDay } from "./shop.ts";

/** Days before the plan that are drawn. */
const BEFORE = 56;

/** The last two months of the bikes beside their forecasts. */
export function bikePicture({ dates, actual, forecasts }: Backtest): Chart {
  const first = dates.findIndex((date) => date.startsWith("2012-11"));
  const drawn = (name: string) => forecasts[name]![0]!.slice(first);
  return forecastChart({
    title: "Bikes rented, forecast one day ahead",
    times: dates.slice(first),
    yName: "bikes",
    series: [
      { name: "actual", role: "actual", values: actual.slice(first) },
      { name: "sales cell with holiday and weather", role: "forecast", values: drawn("sales cell, embedded") },
      { name: "sales cell without", role: "other", values: drawn("sales cell, none") },
    ],
  });
}

/** The end of the past, the plan, and what if the price were another one. */
export function planPicture({ past, ahead }: Shop, plans: Readonly<Record<string, Forecast>>): Chart {
  const recent = past.slice(-BEFORE);
  const days = [...recent, ...ahead];
  const none = recent.map(() => null);
  const top = Math.max(
    ...recent.map(({ sales }) => sales),
    ...Object.values(plans).flatMap(({ rows }) => rows.map(({ forecast }) => forecast)),
  );
  const onHolidays = (value: number) => days.map(({ holiday }) => (holiday === 1 ? value : null));
  return forecastChart({
    title: "What if the price were another one?",
    times: days.map(({ date }) => date),
    yName: "sales",
    unit: "pieces a day",
    series: [
      { name: "sold", role: "actual", values: [...recent.map(({ sales }) => sales), ...ahead.map(() => null)] },
      ...Object.entries(plans).map(([name, { rows }]) => ({
        name,
        role: name === "plan" ? ("forecast" as const) : ("other" as const),
        values: [...none, ...rows.map(({ forecast }) => forecast)],
      })),
    ],
    bands: [{ name: "holidays", lower: onHolidays(0), upper: onHolidays(top) }],
    split: ahead[0]!.date,
  });
}

/** The prices of the same days, as steps. */
export function pricePicture({ past, ahead }: Shop): Chart {
  const recent = past.slice(-BEFORE);
  const steps = (days: ShopDay[]) => days.flatMap(({ price }) => [price, price]);
  const none = (days: ShopDay[]) => days.flatMap(() => [null, null]);
  return forecastChart({
    title: "Price of the day",
    times: [...recent, ...ahead].flatMap(({ date }) => [`${date} 00:00`, `${date} 23:59`]),
    yName: "yuan",
    series: [
      { name: "asked", role: "actual", values: [...steps(recent), ...none([...ahead])] },
      { name: "planned", role: "forecast", values: [...none(recent), ...steps([...ahead])] },
    ],
  });
}
