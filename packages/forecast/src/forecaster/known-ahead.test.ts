import { beforeAll, describe, expect, test } from "vitest";
import type { FittedForecaster } from "./fitted-forecaster.ts";
import { forecaster } from "./forecaster.ts";
import { daily, nextDays, shops, table } from "./panels.test.support.ts";

const spec = forecaster({ horizon: 7, members: 1, epochs: 1, hidden: 4 });
let model: FittedForecaster;
beforeAll(async () => {
  model = await spec.fit(await shops());
});

describe("known columns over the horizon", () => {
  test("must be given", async () => {
    await expect(model.predict()).rejects.toThrow(
      /^\[E_COLUMN\] predict: expected the known columns price for the steps ahead, got no table with them\. Try predict\(/,
    );
  });

  test("must be in the table, unless they are set", async () => {
    const without = await table("shop,date,prize\nnorth,2020-04-30,1\n", "next.csv");
    await expect(model.predict({ future: without })).rejects.toThrow(
      /E_COLUMN\] next\.csv: expected a column "price".*Try prize/,
    );
    expect((await model.predict({ future: without, set: { price: 1 } })).rows).toHaveLength(14);
  });

  test("must reach to the horizon", async () => {
    await expect(model.predict({ future: await nextDays({ horizon: 6 }) })).rejects.toThrow(
      /E_TIME\] next\.csv, column date: expected a row for 2020-05-06 of shop "north", got none/,
    );
  });

  test("can be set only where there are such, and to finite numbers", async () => {
    const future = await nextDays();
    await expect(model.predict({ future, set: { prize: 1 } })).rejects.toThrow(
      /E_COLUMN\] predict, set prize: .*Try price/,
    );
    await expect(model.predict({ future, set: { price: Number.NaN } })).rejects.toThrow(
      /E_ARGUMENT\] predict, set price: .*NaN/,
    );
  });

  test("a model without any refuses a table that it would not read", async () => {
    const plain = await spec.fit(await daily(Array.from({ length: 30 }, (_, t) => t % 5)));
    await expect(plain.predict({ future: await nextDays() })).rejects.toThrow(
      /E_ARGUMENT\] predict, future: .*got next\.csv/,
    );
    await expect(plain.predict({ set: { price: 1 } })).rejects.toThrow(
      /E_COLUMN\] predict, set price: .*none is known ahead/,
    );
  });
});
