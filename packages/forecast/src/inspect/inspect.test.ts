import { cell, cells, lstm } from "@sluice/core";
import { beforeAll, describe, expect, test } from "vitest";
import { examples } from "../forecaster/examples.ts";
import type { FittedForecaster } from "../forecaster/fitted-forecaster.ts";
import { forecaster } from "../forecaster/forecaster.ts";
import { decodeForecaster } from "../forecaster/load-forecaster.ts";
import { airline, daily, nextDays, shops } from "../forecaster/panels.test.support.ts";
import { networkInputs } from "../forecaster/train-network.ts";
import { inspect } from "./inspect.ts";
import type { Inspection } from "./inspection.ts";

const quick = { members: 2, epochs: 2, hidden: 4 } as const;

describe("the inspection of a monthly series", () => {
  let model: FittedForecaster;
  let seen: Inspection;
  beforeAll(async () => {
    model = await forecaster({ horizon: 3, lookback: 12, ...quick }).fit(await airline(), { seed: 1 });
    seen = inspect(model, await airline());
  });

  test("has one step for every whole window, and everything along them", () => {
    // 144 months; the first window ends with the twelfth.
    expect([seen.times.length, seen.times[0], seen.times.at(-1)]).toEqual([133, "1949-12", "1960-12"]);
    expect([seen.actual[0], seen.actual.at(-1)]).toEqual([118, 432]);
    expect(seen.fitted.length).toBe(133);
    expect(seen.watched.map(({ address, kind, values }) => [address, kind, values.length, values[0]!.length])).toEqual([
      ["past.0.z", "gate", 133, 4],
      ["past.0.r", "gate", 133, 4],
      ["past.0.n", "candidate", 133, 4],
      ["past.0.h", "state", 133, 4],
    ]);
    expect(seen.inputs.map(({ column, role, values }) => [column, role, values.length])).toEqual([
      ["#Passengers", "target", 133],
      ["surprise", "surprise", 133],
    ]);
    expect(seen.contributions.map(({ column, of, values }) => [column, of, values.length])).toEqual([
      ["#Passengers", "past", 133],
      ["surprise", "past", 133],
    ]);
    expect(seen.latest.times.length).toBe(12);
    expect([seen.ahead.times, seen.ahead.values.length]).toEqual([["1961-01", "1961-02", "1961-03"], 3]);
    expect([seen.title, seen.member, seen.members]).toEqual([
      "#Passengers in air_passengers.csv: gru 1×4, member 1 of 2",
      1,
      2,
    ]);
    expect(seen.cell).toMatchObject({ name: "gru", states: ["h"], output: "h", hidden: 4, layers: 1 });
    expect(seen.cell.equations.length).toBe(4);
  });

  test("is plain data", () => {
    expect(JSON.parse(JSON.stringify(seen))).toEqual(seen);
  });

  test("tells the forecasts that the model makes", async () => {
    const [fitted] = model.fitted();
    // A window that ends with the first step shown has none before it: lookback steps of it are the first that there are.
    expect(seen.fitted).toEqual(fitted!.values.slice(11));
    expect(seen.fitted[0]).toBeNull();
    expect(seen.ahead.values).toEqual((await model.predict()).rows.map(({ forecast }) => forecast));
  });

  test("what is seen of a step is what watch shows at the end of its window, and a GRU's equation joins before and after", () => {
    const { layout, views } = model.parts;
    const origin = 100;
    const x = networkInputs(layout, examples([{ view: views[0]!, origin }], layout));
    const found = model.networks[0]!.watch(x, ["z", "r", "n", "h"]);
    const t = origin - 1 - 11;
    const [z, , n, h] = seen.watched.map(({ values }) => values[t]!);
    expect(z).toEqual(Array.from(found.z.data.subarray(11 * 4)));
    expect(h).toEqual(Array.from(found.h.data.subarray(11 * 4)));
    expect(seen.inputs.map(({ values }) => values[t])).toEqual(Array.from(x.past.data.subarray(11 * 2)));
    const before = seen.watched[3]!.before![t]!;
    expect(before).toEqual(Array.from(found.h.data.subarray(10 * 4, 11 * 4)));
    h!.forEach((value, unit) => {
      expect(value).toBeCloseTo((1 - z![unit]!) * before[unit]! + z![unit]! * n![unit]!, 5);
    });
  });

  test("the last window's contributions add up to those of the last step", () => {
    seen.latest.columns.forEach(({ column, values }, f) => {
      expect(column).toBe(seen.contributions[f]!.column);
      const sum = values.reduce((a, b) => a + b, 0);
      expect(seen.contributions[f]!.values.at(-1)).toBeCloseTo(sum, 9);
    });
  });

  test("is the same of a forecaster that was saved", async () => {
    expect(inspect(decodeForecaster(model.encode()), await airline())).toEqual(seen);
  });

  test("looks at fewer steps, and at another member", async () => {
    const few = inspect(model, await airline(), { steps: 5, member: 2 });
    expect(few.times).toEqual(["1960-08", "1960-09", "1960-10", "1960-11", "1960-12"]);
    expect(few.fitted).toEqual(seen.fitted.slice(-5));
    expect(few.watched[0]!.values).not.toEqual(seen.watched[0]!.values.slice(-5));
    expect(inspect(model, await airline(), { steps: 5 }).watched[0]!.values).toEqual(seen.watched[0]!.values.slice(-5));
  });

  test("refuses what cannot be", async () => {
    const panel = await airline();
    expect(() => inspect(model, panel, { member: 3 })).toThrowError(
      "[E_ARGUMENT] inspect, member: expected a whole number from 1 to 2, got 3.",
    );
    expect(() => inspect(model, panel, { steps: 0 })).toThrowError(/E_ARGUMENT\] inspect, steps/);
    expect(() => inspect(model, panel, { series: "x" })).toThrowError(/E_ARGUMENT\] inspect, series x/);
    const days = await daily([1, 2, 3, 4], { target: "y" });
    expect(() => inspect(model, days)).toThrowError(
      /E_COLUMN\] inspect sales.csv: expected target #Passengers .* time monthly, got target y .* time daily/,
    );
  });
});

describe("warnings", () => {
  test("of a gate whose bias holds it open say what that means for the forecast", async () => {
    const panel = await airline();
    const model = await forecaster({ horizon: 3, lookback: 12, ...quick }).fit(panel);
    expect(inspect(model, panel).warnings).toEqual([]);
    model.networks[1]!.setParameters({ "past.0.b_z": [60, 60, 60, 60] });
    const { warnings, statistics } = inspect(model, panel, { member: 2 });
    expect(statistics[0]).toMatchObject({ name: "z", nearOne: 1, nearZero: 0 });
    expect(warnings.filter(({ address }) => address === "past.0.z")).toEqual([
      {
        kind: "open",
        address: "past.0.z",
        share: 1,
        message:
          "gate z is nearly always open (100 % of its values are above 0.95): h is written anew at every step, so that the forecast rests on the last step or two alone.",
      },
    ]);
    // With z open h is n, whose only way back is through r ⊙ h.
    expect(statistics[3]!.memory!.steps).toBeLessThan(2);
  });
});

describe("any model that can be fitted", () => {
  const days = () =>
    daily(
      Array.from({ length: 40 }, (_, t) => 20 + (t % 7) + ((t * 5) % 3)),
      { target: "y" },
    );

  test.each(Object.values(cells).filter(({ inputs }) => inputs === undefined))(
    "can be looked into: $name",
    async (each) => {
      const panel = await days();
      const spec = forecaster({ horizon: 2, lookback: 7, cell: each, members: 1, epochs: 1, hidden: 3 });
      const seen = inspect(await spec.fit(panel), panel, { steps: 6 });
      const own = each.states.filter((state) => each.watch.includes(state));
      expect(seen.watched.map(({ name }) => name)).toEqual(each.watch);
      expect(
        seen.watched
          .filter(({ kind }) => kind === "state")
          .map(({ name }) => name)
          .sort(),
      ).toEqual(own.sort());
      for (const { values, before, range } of seen.watched) {
        expect([values.length, values[0]!.length, (before ?? values).length]).toEqual([6, 3, 6]);
        const [low, high] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
        for (const value of values.flat()) expect(Number.isFinite(value) && value >= low && value <= high).toBe(true);
      }
      for (const { memory, kind } of seen.statistics) expect(memory === null).toBe(kind !== "state");
    },
  );

  test("with windows of one step, whose states were zero before", async () => {
    const panel = await days();
    const seen = inspect(await forecaster({ horizon: 2, lookback: 1, ...quick }).fit(panel), panel);
    expect(seen.times.length).toBe(40);
    expect(seen.watched[3]!.before!.flat().every((value) => value === 0)).toBe(true);
    expect(seen.statistics[3]!.memory).toEqual({ steps: null, effect: [1] });
  });

  test("that forecasts step by step, with known columns as they were", async () => {
    const panel = await shops();
    const spec = forecaster({ horizon: 3, lookback: 7, strategy: "recursive", ...quick });
    const model = await spec.fit(panel);
    const seen = inspect(model, panel, { set: { price: 1 }, steps: 3 });
    expect(seen.ahead.values).toEqual(
      (await model.predict({ set: { price: 1 } })).rows.slice(0, 3).map(({ forecast }) => forecast),
    );
    expect(inspect(model, panel, { steps: 3 }).ahead.values.every(Number.isFinite)).toBe(true);
  });

  test("of a series that never changes, to which nothing contributes", async () => {
    const panel = await daily(new Array(40).fill(5), { target: "y" });
    const seen = inspect(await forecaster({ horizon: 2, lookback: 7, ...quick }).fit(panel), panel);
    expect(seen.ahead.values).toEqual([5, 5]);
    expect(seen.contributions.flatMap(({ values }) => values).every((value) => value === 0)).toBe(true);
    expect(seen.warnings).toMatchObject([{ kind: "dead", address: "past.0.h", share: 1 }]);
  });
});

describe("contributions", () => {
  test("of a cell without gates add up to what its network adds to the anchor", async () => {
    const adding = cell("adding", "h_t = 0.8 h_{t-1} + W x_t");
    const model = await forecaster({ horizon: 2, lookback: 6, cell: adding, ...quick, members: 1 }).fit(
      // The alternating part makes a network say something; a straight line of values keeps the scale linear.
      await daily(Array.from({ length: 60 }, (_, t) => 100 * (t % 2) - 50 + ((t * 7) % 5))),
    );
    const seen = inspect(model, await daily(Array.from({ length: 60 }, (_, t) => 100 * (t % 2) - 50 + ((t * 7) % 5))));
    const { views, layout, networks } = model.parts;
    const bias = networks[0]!.parameters["head.b"]!.data[0]!;
    const [view] = views;
    const data = examples([{ view: view!, origin: 60 }], layout);
    const said = networks[0]!.predict(networkInputs(layout, data)).data[0]!;
    const unit = view!.toUnits(1) - view!.toUnits(0);
    const sum = seen.contributions.reduce((all, { values }) => all + values.at(-1)!, 0);
    expect(Math.abs(sum)).toBeGreaterThan(0);
    expect(sum / unit).toBeCloseTo((said - bias) * view!.fit.scale, 6);
  });
});

describe("the inspection of a panel", () => {
  test("takes one of several series, by what the model knows of it, and the known columns ahead", async () => {
    const spec = forecaster({ horizon: 7, lookback: 7, cell: lstm, layers: 2, ...quick });
    const model = await spec.fit(await shops(), { seed: 1 });
    const later = await shops({ days: 150 });
    const seen = inspect(model, later, { series: "south" });
    expect([seen.series, seen.times.length]).toEqual(["south", 144]);
    expect(seen.title).toBe("sold of south in sales.csv: lstm 2×4, member 1 of 2");
    expect(seen.watched.map(({ name, layer }) => `${name} ${layer}`)).toEqual(
      [0, 1].flatMap((layer) => ["i", "f", "g", "o", "c", "h"].map((name) => `${name} ${layer}`)),
    );
    expect(seen.contributions.map(({ column, of }) => `${column} ${of}`)).toEqual([
      "sold past",
      "surprise past",
      "price past",
      "size past",
      "price ahead",
    ]);
    expect(seen.notices).toEqual([
      "the forecast of the next steps takes price to be as 7 steps before: no table says what is to come",
    ]);
    const told = inspect(model, await shops(), { future: await nextDays() });
    expect(told.notices).toEqual([]);
    const { rows } = await model.predict({ future: await nextDays() });
    expect(told.ahead.values).toEqual(rows.slice(0, 7).map(({ forecast }) => forecast));
    // By what is known of tomorrow, prices matter: at the other price another forecast, another contribution.
    const dear = inspect(model, await shops(), { set: { price: 2 } });
    expect(dear.contributions.at(-1)!.values.at(-1)).not.toBe(told.contributions.at(-1)!.values.at(-1));
    expect(dear.contributions.at(-1)!.values.slice(0, -1)).toEqual(told.contributions.at(-1)!.values.slice(0, -1));
  });

  test("a series that the model does not know, and one that is too short, are E_DATA", async () => {
    const model = await forecaster({ horizon: 7, lookback: 7, ...quick }).fit(await shops());
    const others = await shops({ count: 3 });
    expect(() => inspect(model, others, { series: "west" })).toThrowError(
      /E_DATA\] sales.csv, shop west: expected a series that the model has learnt from: north, south/,
    );
    expect(() => inspect(model, others, { series: "sout" })).toThrowError(/E_ARGUMENT\].*Try south/);
    const few = await shops({ days: 13 });
    expect(() => inspect(model, few)).toThrowError(/E_DATA\] sales.csv, shop north: .*7 \+ 7 = 14 rows, got 13/);
  });

  test("gaps in the table are gaps of what was, and nothing else is missing", async () => {
    const values = Array.from({ length: 50 }, (_, t) => (t === 45 ? Number.NaN : 10 + (t % 7)));
    const model = await forecaster({ horizon: 2, lookback: 7, ...quick }).fit(await daily(values, { target: "y" }));
    const seen = inspect(model, await daily(values, { target: "y" }), { steps: 10 });
    expect(seen.actual.map((value) => value === null)).toEqual(Array.from({ length: 10 }, (_, i) => i === 5));
    const numbers = [seen.fitted, ...seen.watched.flatMap(({ values }) => values), seen.inputs[0]!.values].flat();
    expect(numbers.every((value) => Number.isFinite(value))).toBe(true);
  });
});
