import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { forecaster, readTable, tableText } from "@sluice/forecast";
import { describe, expect, test } from "vitest";
import { backtest, ridgeForecast } from "./backtest.ts";
import { bikeSeries, CODINGS, daysOf } from "./days.ts";
import { type Effects, futureOf, recovered, TRUE_EFFECTS, tableOf } from "./effects.ts";
import { inputsOf, learnAndForecast, salesCell, salesModel } from "./model.ts";
import { ridge } from "./ridge.ts";
import { simulateShop } from "./shop.ts";

const pathOf = (name: string) => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
const bikes = bikeSeries(await readTable(pathOf("bike-day.csv")));

describe("the sales model", () => {
  test("is a gated recurrent unit with weights of its own for every column", () => {
    const { count, ...shapes } = salesCell(["sales", "price"]).parameters({ input: 2, hidden: 4 });
    expect(count).toBe(3 * (2 * 4 + 16));
    expect(shapes).toMatchObject({ W_z_sales: [4, 1], W_z_price: [4, 1], U_z: [4, 4], W_h_price: [4, 1], U: [4, 4] });
  });

  test("reads what is known of the day itself, and no sales but those before it", () => {
    const drivers = CODINGS.embedded!;
    const network = salesModel(drivers).initialize({ seed: 1 });
    const said = (series: typeof bikes, index: number) => {
      const day = daysOf(series, drivers).filter((one) => one.index === index);
      return network.predict(inputsOf(day, drivers)).data[0];
    };
    const changed = (column: string, from: number) => ({
      ...bikes,
      columns: {
        ...bikes.columns,
        [column]: bikes.columns[column]!.map((value, i) => (i === from ? 2 - value : value)),
      },
    });
    const sold = (from: number) => ({
      ...bikes,
      sales: bikes.sales.map((value, i) => (i >= from ? value + 500 : value)),
    });
    const usual = said(bikes, 200);
    expect(said(sold(200), 200)).toBe(usual);
    expect(said(sold(199), 200)).not.toBe(usual);
    for (const column of ["warmth", "day"]) {
      expect(said(changed(column, 200), 200)).not.toBe(usual);
      expect(said(changed(column, 201), 200)).toBe(usual);
    }
  });

  test("gives the same forecast for the same seed", async () => {
    const days = daysOf(bikes, CODINGS.levels!);
    const parts = { learn: days.slice(0, 100), ask: days.slice(100, 102) };
    const once = () => learnAndForecast(parts, CODINGS.levels!, { epochs: 2, seed: 3 });
    expect(await once()).toEqual(await once());
  });
});

describe("on bikes, one day ahead", () => {
  test("holiday and weather help, and the sales cell beats the seasonal naive forecast", async () => {
    const { scores, actual, dates } = await backtest(bikes, { months: ["2012-10"], seeds: [1], epochs: 12 });
    expect([dates[0], dates.at(-1), actual.length]).toEqual(["2012-10-01", "2012-10-31", 31]);
    const error = (name: string) => scores[name]!.rmse!;
    expect(error("sales cell, embedded")).toBeLessThan(0.9 * error("sales cell, none"));
    expect(error("sales cell, none")).toBeLessThan(error("seasonal naive"));
  });

  test("a forecast of a month does not change with what is sold in it", () => {
    const days = daysOf(bikes, CODINGS.levels!);
    const [learn, ask] = [days.slice(0, 300), days.slice(300, 301)];
    const surprised = ask.map((day) => ({ ...day, target: day.target + 1 }));
    expect(ridgeForecast({ learn, ask: surprised })).toEqual(ridgeForecast({ learn, ask }));
  });
});

describe("ridge regression", () => {
  test("finds a plane that points lie on, and less of it the more it is penalised", () => {
    const x = [
      [0, 0, 1],
      [1, 0, 1],
      [0, 1, 1],
      [2, 3, 1],
    ];
    const y = [5, 7, 4, 6];
    const [slope, other, constant] = ridge(x, y, 1e-9) as [number, number, number];
    expect([slope, other, constant].map((value) => Number(value.toFixed(6)))).toEqual([2, -1, 5]);
    const [flat, , mean] = ridge(x, y, 1e9) as [number, number, number];
    expect(flat).toBeCloseTo(0, 6);
    expect(mean).toBeCloseTo(5.5, 6);
  });
});

describe("the simulated shop", () => {
  test("is the one that samples/shop holds", () => {
    const { past, ahead } = simulateShop(1);
    expect(tableText(tableOf(past))).toBe(readFileSync(pathOf("shop/销量.csv"), "utf8"));
    expect(tableText(futureOf(ahead))).toBe(readFileSync(pathOf("shop/下两周.csv"), "utf8"));
  });

  test("has the effects that its formula says", () => {
    expect(TRUE_EFFECTS.price).toBeCloseTo((8.9 / 11.9) ** -1.5 - 1, 12);
    expect(TRUE_EFFECTS.holiday).toBeCloseTo(0.45, 12);
    expect(TRUE_EFFECTS.rain).toBeCloseTo(-0.2, 12);
  });

  const within20Percent = (found: Effects) => {
    for (const effect of ["price", "holiday", "rain"] as const) {
      const share = found[effect] / TRUE_EFFECTS[effect];
      expect(share, effect).toBeGreaterThan(0.8);
      expect(share, effect).toBeLessThan(1.2);
    }
  };

  for (const seed of [1, 2, 3])
    test(`seed ${seed}: a forecaster that is asked what if finds every effect within 20 %`, async () => {
      within20Percent(await recovered(forecaster({ horizon: 14, members: 1 }), simulateShop(seed), seed));
    });

  test("so does one with the sales cell, which finds its columns by name", async () => {
    const cell = salesCell(["销量", "单价", "节假日", "天气"]);
    within20Percent(await recovered(forecaster({ horizon: 14, members: 1, cell }), simulateShop(1), 1));
  });
});
