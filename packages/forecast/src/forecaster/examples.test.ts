import { expect, test } from "vitest";
import { examples, type Layout } from "./examples.ts";
import { recipesFor } from "./recipes.ts";
import { SeriesView } from "./series-view.ts";

/** The last value, carried on. */
const [naive] = recipesFor({ cycles: [], positive: false }).filter(
  ({ level, trend }) => level === 1 && trend === "none",
);

const view = new SeriesView(
  {
    id: "",
    target: Float64Array.of(1, 2, 4, 3, 3, 4),
    known: [Float64Array.of(0, 1, 0, 0, 1, 0)],
    past: [Float64Array.of(0, 0, 1, 1, 0, 1)],
    static: Float64Array.of(0.5),
  },
  { recipes: [naive!], scale: 0.25 },
);
const layout: Layout = {
  lookback: 2,
  steps: 2,
  inputs: [
    { role: "target" },
    { role: "surprise" },
    { role: "known", index: 0 },
    { role: "past", index: 0 },
    { role: "static", index: 0 },
  ],
  known: [0],
  season: 1,
};

test("a window is its values less the level ahead, in units of the anchor's error", () => {
  // Values are in units of 4, so that one of the table's is one of the anchor's error.
  const { rows, past, target, anchors } = examples([{ view, origin: 4 }], layout);
  expect(rows).toBe(1);
  expect([...past]).toEqual([1, 2, 0, 1, 0.5, 0, -1, 0, 1, 0.5]);
  expect([...anchors[0]!]).toEqual([0.75, 0.75]);
  expect([...target]).toEqual([0, 1]);
});

test("known columns ahead are what is new in them, themselves, and the news times the anchor's shape", () => {
  const { future } = examples([{ view, origin: 4 }], layout);
  // The last value of the flag, 0, is expected to stay; the anchor is level.
  expect([...future]).toEqual([1, 1, 0, 0, 0, 0]);
  const given = examples([{ view, origin: 4 }], layout, [[Float64Array.of(0, 1)]]);
  expect([...given.future]).toEqual([0, 0, 0, 1, 1, 0]);
});

test("outliers are cut off at 5", () => {
  const wild = new SeriesView(
    { ...view.data, target: Float64Array.of(1, 2, 900, 3, 3, -900) },
    { recipes: [naive!], scale: 0.001 },
  );
  const { past, target } = examples([{ view: wild, origin: 4 }], layout);
  expect(past[0]).toBe(5);
  expect(target[1]).toBe(-5);
});

test("past the end of the series there is nothing to learn, and no news", () => {
  const { target, future } = examples([{ view, origin: 6 }], layout);
  expect([[...target], [...future]]).toEqual([
    [0, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
});
