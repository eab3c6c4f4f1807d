import { gru } from "@sluice/core";
import { describe, expect, test } from "vitest";
import type { Layout } from "./examples.ts";
import { network } from "./network.ts";
import { trainingOrigins } from "./origins.ts";
import { recipesFor } from "./recipes.ts";
import { SeriesView } from "./series-view.ts";
import { believe, judge, trialOf } from "./trust.ts";

const [naive] = recipesFor({ cycles: [], positive: false }).filter(
  ({ level, trend }) => level === 1 && trend === "none",
);
const viewOf = (of: (t: number) => number, length = 100) => {
  const data = {
    id: "",
    target: Float64Array.from({ length }, (_, t) => of(t)),
    known: [],
    past: [],
    static: new Float64Array(0),
  };
  // Values below 1 come in units of 1, and the anchor's error is the unit.
  return new SeriesView(data, { recipes: [naive!], scale: 1 });
};
const layout: Layout = { lookback: 3, steps: 2, inputs: [{ role: "target" }], known: [], season: 1 };
const originsOf = (...views: SeriesView[]) => trainingOrigins(views, { lookback: 3, steps: 2, most: 1000 });

describe("a trial", () => {
  test("learns from what ends before the last fifth, and checks what begins in it", () => {
    const trial = trialOf(originsOf(viewOf((t) => (t % 5) / 10)), 2)!;
    expect(Math.max(...trial.learn.map(({ origin }) => origin + 2))).toBe(80);
    expect(trial.check.map(({ origin }) => origin)).toEqual(Array.from({ length: 19 }, (_, i) => 80 + i));
    expect(trial.evidence).toBe(10);
  });

  test("needs a few horizons of evidence", () => {
    expect(trialOf(originsOf(viewOf((t) => (t % 5) / 10, 24)), 2)).toBeUndefined();
    expect(trialOf([], 2)).toBeUndefined();
  });
});

describe("the trust in a network that always says one thing", () => {
  const trustFor = (says: number, of: (t: number) => number, views = 1) => {
    const sizes = { cell: gru, hidden: 4, layers: 1, inputs: 1, steps: 2, known: 0 };
    const correction = network(sizes).initialize({ seed: 1 });
    correction.setParameters({ "head.b": [says, says] });
    const trial = trialOf(originsOf(...Array.from({ length: views }, () => viewOf(of))), 2)!;
    return judge([correction], { ...trial, layout });
  };
  // One step up by 0.1, two by 0.2: 0.15 on average.
  const rising = (t: number) => t / 10;
  // What follows is as often below as above.
  const restless = (t: number) => [0.1, 0.9, 0.3, 0.2, 0.7][(t * t) % 5]!;

  test("is whole when it is right, and nothing is left then but what it cannot say", () => {
    const values = (t: number) => rising(t) / 16;
    const { trust, left } = trustFor(0.15 / 16, values, 8);
    expect(trust).toBeGreaterThan(0.95);
    // (0.05² + 0.05²) / (0.1² + 0.2²) = 0.1
    expect(left).toBeLessThan(0.13);
  });

  test("is a share when it exaggerates", () => {
    const { trust } = trustFor(0.6 / 16, (t) => rising(t) / 16, 8);
    expect(trust).toBeGreaterThan(0.24);
    expect(trust).toBeLessThan(0.3);
  });

  test("is nothing when it is wrong and the evidence is plain", () => {
    expect(trustFor(-0.15 / 16, (t) => rising(t) / 16, 8)).toEqual({ trust: 0, left: 1 });
  });

  test("is about one half when the evidence says nothing", () => {
    expect(Math.abs(trustFor(0.01, restless).trust - 0.5)).toBeLessThan(0.1);
  });
});

test("believing scales what a network says from the past", () => {
  const correction = network({ cell: gru, hidden: 4, layers: 1, inputs: 1, steps: 2, known: 0 }).initialize({
    seed: 1,
  });
  correction.setParameters({ "head.b": [1, -3] });
  believe(correction, 0.25);
  expect([...correction.predict({ past: [[[0.5]]] }).data]).toEqual([0.25, -0.75]);
});
