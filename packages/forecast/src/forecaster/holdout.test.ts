import { lstm, type ShapedArray } from "@sluice/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecaster } from "./forecaster.ts";
import { holdout } from "./holdout.ts";
import { daily, day, priceOf, shops, sold } from "./panels.test.support.ts";

const spec = forecaster({ horizon: 4, members: 1, epochs: 2, hidden: 4 });
const zeros = ({ shape, data }: ShapedArray) => ({ shape, data: data.map(() => 0) });
const week = (t: number) => 10 + 3 * (t % 7);

describe("a holdout", () => {
  test("compares the forecast of the last steps with what came", async () => {
    const values = Array.from({ length: 44 }, (_, t) => week(t) + (t >= 40 ? 5 : 0));
    const score = await holdout(spec, await daily(values));
    expect(score.split).toBe(day(40));
    expect(score.actual).toEqual([40, 41, 42, 43].map((t) => ({ unique_id: "y", ds: day(t), actual: week(t) + 5 })));
    expect(score.forecast.map(({ ds }) => ds)).toEqual([40, 41, 42, 43].map(day));
    // The week before was 5 lower throughout; the last value was 22: 13 or 4, 1, 2, 12 away from 30, 33, 15, 18 less …
    expect(score.metrics.seasonalNaive).toMatchObject({ mae: 5, rmse: 5 });
    const last = week(39);
    const naive = [40, 41, 42, 43].reduce((sum, t) => sum + Math.abs(week(t) + 5 - last), 0) / 4;
    expect(score.metrics.naive.mae).toBeCloseTo(naive, 12);
    expect(Object.keys(score.metrics.model)).toEqual(["mae", "rmse", "mape", "mase"]);
    expect(score.metrics.model.mae).toBeCloseTo(5, 0);
  });

  test("takes the known columns of the steps held out from the panel", async () => {
    const long = forecaster({ horizon: 11, members: 1, epochs: 40 });
    const { forecast, metrics } = await holdout(long, await shops({ count: 1, days: 131 }));
    const dear = Array.from({ length: 11 }, (_, k) => priceOf(120 + k) > 1);
    expect(new Set(dear).size).toBe(2);
    forecast.forEach(({ forecast }, k) => {
      expect(forecast / sold(0, 120 + k, 1) < 0.78).toBe(dear[k]);
    });
    expect(metrics.model.mae).toBeLessThan(metrics.seasonalNaive.mae! / 2);
  });

  test("compares the anchor alone, too: a step down in a known column is the networks' to forecast", async () => {
    const long = { horizon: 11, members: 1, hidden: 4 };
    const panel = await shops({ count: 1, days: 131 });
    const learnt = await holdout(forecaster({ ...long, epochs: 40 }), panel);
    expect(learnt.metrics.model.mae).toBeLessThan(learnt.metrics.anchor.mae! / 2);
    // Whatever the networks are, they correct the same anchor.
    for (const options of [{ epochs: 1 }, { epochs: 1, cell: lstm }])
      expect((await holdout(forecaster({ ...long, ...options }), panel)).metrics.anchor).toEqual(learnt.metrics.anchor);
  });

  test("of a constant series, the anchor and the model are right", async () => {
    const { metrics } = await holdout(spec, await daily(new Array(30).fill(7)));
    expect([metrics.anchor.mae, metrics.model.mae]).toEqual([0, 0]);
  });

  test.each(["direct", "recursive"] as const)(
    "where networks say nothing, the model is its anchor, %s",
    async (strategy) => {
      const panel = await daily(Array.from({ length: 44 }, (_, t) => week(t) + (t % 5)));
      const model = await forecaster({ horizon: 4, members: 2, epochs: 1, hidden: 4, strategy }).fit(panel);
      for (const one of model.networks) {
        const head = ["head.W", "head.b"].map((name) => [name, zeros(one.parameters[name]!)]);
        one.setParameters(Object.fromEntries(head));
      }
      expect(model.anchorKnown([[]])).toEqual(await model.predict());
    },
  );

  test("values missing among those held out are null, and count in no error", async () => {
    const values = Array.from({ length: 44 }, (_, t) => (t === 41 ? Number.NaN : week(t)));
    const { actual, metrics } = await holdout(spec, await daily(values));
    expect(actual[1]).toEqual({ unique_id: "y", ds: day(41), actual: null });
    expect(metrics.seasonalNaive.mae).toBe(0);
  });

  test("without a whole season before the cut, the seasonal naive forecast is the naive one", async () => {
    const { metrics } = await holdout(spec, await daily([5, 1, 4, 2, 8, 5, 7, 2, 1, 4], { season: 7 }));
    expect(metrics.seasonalNaive).toEqual(metrics.naive);
  });

  test("a panel without enough rows is E_DATA", async () => {
    await expect(holdout(spec, await daily([1, 2, 3, 4]))).rejects.toThrow(
      /E_DATA.*more than the 4 steps held out, got 4/,
    );
    await expect(holdout(spec, await daily([1, 2, 3, 4, 5, 6]))).rejects.toThrow(
      /E_DATA.*lookback \+ horizon = 1 \+ 4 = 5 rows, got 2/,
    );
  });
});

test("what is held out never changes the forecast of it", async () => {
  const part = (length: number) =>
    fc.array(fc.integer({ min: -50, max: 50 }), { minLength: length, maxLength: length });
  await fc.assert(
    fc.asyncProperty(part(30), part(4), part(4), async (past, future, other) => {
      fc.pre(new Set(past).size > 1);
      const [one, two] = [await daily([...past, ...future]), await daily([...past, ...other])];
      const [a, b] = [await holdout(spec, one), await holdout(spec, two)];
      expect(a.forecast).toEqual(b.forecast);
      expect(a.model.fitted()).toEqual(b.model.fitted());
    }),
    { numRuns: 12 },
  );
});
