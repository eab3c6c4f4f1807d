/**
 * Daily sales from what was sold, at what price, on which holidays and in what weather, and from what is known of the day to forecast.
 *
 *   bikes    731 days of bikes rented in Washington: the sales cell against simple forecasts, a ridge regression and itself without
 *            holiday and weather, with these written down in three ways
 *   shop     a simulated shop whose effects are known: does a model that is asked what if find them?
 *
 *     npm run example -- sales [FOLDER]             all of it; tables and pictures go to FOLDER, out/sales unless told
 *     npm run example -- sales tables [FOLDER]      the shop's tables alone: 销量.csv and 下两周.csv
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { forecaster, readTable, writeTable } from "@sluice/forecast";
import { backtest } from "./backtest.ts";
import { bikeSeries } from "./days.ts";
import { futureOf, shopData, TRUE_EFFECTS, tableOf, whatIf } from "./effects.ts";
import { salesCell } from "./model.ts";
import { bikePicture, planPicture, pricePicture } from "./pictures.ts";
import { simulateShop } from "./shop.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const [tablesOnly, folder = join(root, "out/sales")] =
  process.argv[2] === "tables" ? [true, process.argv[3]] : [false, process.argv[2]];
await mkdir(folder, { recursive: true });

const shop = simulateShop(1);
await writeTable(join(folder, "销量.csv"), tableOf(shop.past));
await writeTable(join(folder, "下两周.csv"), futureOf(shop.ahead));
console.log(`wrote 销量.csv and 下两周.csv to ${folder}`);
if (tablesOnly) process.exit();

console.log(
  "\nBikes, July to December 2012, one day ahead; every model is fitted anew each month, networks from three seeds",
);
const months = ["2012-07", "2012-08", "2012-09", "2012-10", "2012-11", "2012-12"];
const bikes = await backtest(bikeSeries(await readTable(join(root, "samples/bike-day.csv"))), {
  months,
  seeds: [1, 2, 3],
  // As many as were best for the half year before.
  epochs: 20,
});
console.log(`${"".padEnd(24)}   MAE  RMSE  MASE`);
for (const [name, { mae, rmse, mase }] of Object.entries(bikes.scores))
  console.log(
    name.padEnd(24) + mae!.toFixed(0).padStart(6) + rmse!.toFixed(0).padStart(6) + mase!.toFixed(2).padStart(6),
  );
await bikePicture(bikes).save(join(folder, "bikes.svg"));

console.log("\nThe shop: how much more is sold over two weeks, asked by `set`");
const { data, future } = await shopData(shop);
const usual = await forecaster({ horizon: 14 }).fit(data, { seed: 1 });
const named = await forecaster({ horizon: 14, cell: salesCell(["销量", "单价", "节假日", "天气"]) }).fit(data, {
  seed: 1,
});
const answers = [TRUE_EFFECTS, await whatIf(usual, future), await whatIf(named, future)];
const percent = (share: number) => `${share > 0 ? "+" : ""}${(100 * share).toFixed(1)} %`.padStart(12);
console.log(`${"".padEnd(22)}       truth         gru  sales cell`);
for (const [name, effect] of [
  ["8.9 yuan, not 11.9", "price"],
  ["a holiday", "holiday"],
  ["rain", "rain"],
] as const)
  console.log(name.padEnd(22) + answers.map((one) => percent(one[effect])).join(""));

const plans = {
  plan: await usual.predict({ future }),
  "at 8.9 yuan": await usual.predict({ future, set: { 单价: 8.9 } }),
  "at 12.9 yuan": await usual.predict({ future, set: { 单价: 12.9 } }),
};
await planPicture(shop, plans).save(join(folder, "plan.svg"));
await pricePicture(shop).save(join(folder, "price.svg"));
console.log(`\npictures: bikes.svg, plan.svg and price.svg in ${folder}`);
