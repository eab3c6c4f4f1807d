import { describe, expect, test } from "vitest";
import { deadUnits, describeValue } from "./describe-values.ts";
import type { WatchedValue } from "./inspection.ts";
import { warningsOf } from "./warnings.ts";

const gate = (values: number[][]): WatchedValue => ({
  address: "past.0.z",
  name: "z",
  kind: "gate",
  layer: 0,
  range: [0, 1],
  values,
  before: null,
});

describe("the numbers of a value", () => {
  test("of a gate: mean, spread, and how often it is shut or open", () => {
    const one = describeValue(
      gate([
        [0, 1],
        [0.02, 0.5],
        [0.5, 0.98],
        [0.5, 0.5],
      ]),
      null,
    );
    expect(one).toMatchObject({ mean: 0.5, min: 0, max: 1, nearZero: 0.25, nearOne: 0.25, meanChange: null });
    // Distances from ½: 0.5, 0.5, 0.48, 0, 0, 0.48, 0, 0.
    expect(one.variance).toBeCloseTo((0.25 + 0.25 + 0.2304 + 0.2304) / 8, 12);
  });

  test("of a state: the mean change within a window, not from one window to the next", () => {
    const state = {
      ...gate([
        [1, 2],
        [5, 5],
      ]),
      kind: "state" as const,
      range: null,
      before: [
        [0, 2],
        [4, 8],
      ],
    };
    const memory = { steps: 3, effect: [1, 0.9, 0.6, 0.5] };
    expect(describeValue(state, memory)).toMatchObject({
      meanChange: (1 + 0 + 1 + 3) / 4,
      nearZero: null,
      nearOne: null,
      memory,
    });
  });

  test("a unit is dead that moves by less than a hundredth of the range, or of the widest unit where that is open", () => {
    const values = [
      [0.5, 0.5, 0.5, 0],
      [0.509, 0.511, 0.5, 4],
    ];
    expect(deadUnits(values, [0, 1])).toEqual([0, 2]);
    expect(deadUnits(values, null)).toEqual([0, 1, 2]);
    expect(deadUnits([[3], [3]], null)).toEqual([0]);
  });
});

describe("warnings", () => {
  const told = (mean: number[], roles: Parameters<typeof warningsOf>[1][number]["roles"] = []) =>
    warningsOf([describeValue(gate(mean.map((value) => [value])), null)], [{ address: "past.0.z", roles, size: 1 }]);
  const often = (value: number, count: number) => [
    ...new Array(count).fill(value),
    ...new Array(100 - count).fill(0.5),
  ];
  const z = [{ state: "h", keeps: "closed", writes: "open", carried: true }] as const;

  test("begin past 95 % of the values", () => {
    expect(told(often(0.01, 95))).toEqual([]);
    expect(told(often(0.01, 96))).toMatchObject([{ kind: "closed", share: 0.96, address: "past.0.z" }]);
    expect(told(often(0.99, 96))).toMatchObject([{ kind: "open", share: 0.96 }]);
    // Half the time shut and half the time open is what a gate is for.
    expect(told([...new Array(50).fill(0.01), ...new Array(50).fill(0.99)])).toEqual([]);
  });

  test("say what a stuck gate means for the forecast, by what its equation does with it", () => {
    expect(told(often(0.01, 98), z)[0]!.message).toBe(
      "gate z is nearly always closed (98.0 % of its values are below 0.05): h stays as it is and takes in next to nothing, so that the forecast hardly hears of the data.",
    );
    expect(told(often(0.99, 100), z)[0]!.message).toBe(
      "gate z is nearly always open (100 % of its values are above 0.95): h is written anew at every step, so that the forecast rests on the last step or two alone.",
    );
    const f = [{ state: "c", keeps: "open", writes: undefined, carried: true }] as const;
    expect(told(often(0.99, 99), f)[0]!.message).toMatch(/: c forgets next to nothing, so that the forecast goes on/);
    const o = [{ state: "h", keeps: undefined, writes: "open", carried: false }] as const;
    expect(told(often(0.01, 99), o)[0]!.message).toMatch(
      /: h stays near 0, so that the forecast hears next to nothing/,
    );
    expect(told(often(0.01, 99))[0]!.message).toMatch(/: what it multiplies never gets through/);
  });

  test("name the units of a state that hardly vary", () => {
    const state = {
      ...gate([
        [0, 0.5, 0],
        [1, 0.5, 0],
      ]),
      kind: "state" as const,
      before: [
        [0, 0, 0],
        [0, 0, 0],
      ],
    };
    const [warning] = warningsOf([describeValue(state, null)], [{ address: "past.0.z", roles: [], size: 3 }]);
    expect(warning).toEqual({
      kind: "dead",
      address: "past.0.z",
      share: 2 / 3,
      message:
        "2 of the 3 units of z hardly ever change: they tell the forecast nothing about these data, and a smaller hidden size might do as well.",
    });
  });
});
