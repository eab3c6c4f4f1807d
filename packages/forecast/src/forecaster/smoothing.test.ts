import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recipesFor } from "./recipes.ts";
import { type Recipe, smooth } from "./smoothing.ts";

const plain: Recipe = { log: false, level: 1, trend: "none", season: 1, seasonal: 0 };
const forecast = (values: readonly number[], recipe: Recipe, { origin = values.length, steps = 3 } = {}) => {
  const out = new Float64Array(steps);
  smooth(Float64Array.from(values), recipe).forecast(origin, out);
  return [...out];
};

describe("recipes worked by hand", () => {
  test("a level that takes every error is the last value", () => {
    expect(forecast([3, 1, 4, 1, 5], plain)).toEqual([5, 5, 5]);
    expect(forecast([3, 1, 4, 1, 5], plain, { origin: 3 })).toEqual([4, 4, 4]);
  });

  test("a level of rate 1/2 weighs values by 1/2, 1/4 …", () => {
    // 0 → 4 → 6 → 3
    expect(forecast([0, 8, 8, 0], { ...plain, level: 0.5 }, { steps: 1 })).toEqual([3]);
  });

  test("the drift is the mean slope since the beginning, or half of it", () => {
    expect(forecast([0, 9, 2, 6], { ...plain, trend: "drift" })).toEqual([8, 10, 12]);
    expect(forecast([0, 9, 2, 6], { ...plain, trend: "half-drift" })).toEqual([7, 8, 9]);
  });

  test("a slowly followed line is made up for what the level is behind", () => {
    const line = Array.from({ length: 50 }, (_, t) => 3 * t + 2);
    for (const level of [0.1, 0.3, 0.6, 1]) {
      const ahead = forecast(line, { ...plain, level, trend: "drift" });
      [152, 155, 158].forEach((value, k) => {
        expect(ahead[k]).toBeCloseTo(value, 9);
      });
    }
  });

  test("a damped trend dies away by 0.9 a step", () => {
    const [a, b, c, d] = forecast([0, 1, 2, 3, 4, 5], { ...plain, trend: "damped" }, { steps: 4 });
    expect((c! - b!) / (b! - a!)).toBeCloseTo(0.9, 9);
    expect((d! - c!) / (c! - b!)).toBeCloseTo(0.9, 9);
  });

  test("a season that repeats is repeated, whatever the rates", () => {
    const season = [5, -1, 0, 8];
    const values = Array.from({ length: 19 }, (_, t) => season[t % 4]!);
    for (const recipe of recipesFor({ cycles: [4], positive: false })) {
      if (recipe.season !== 4) continue;
      const ahead = forecast(values, recipe, { steps: 5 });
      [8, 5, -1, 0, 8].forEach((value, k) => {
        expect(ahead[k]).toBeCloseTo(value, 9);
      });
    }
  });
});

test("what comes after an origin never changes the forecast from there", () => {
  const value = fc.double({ min: -100, max: 100, noNaN: true });
  const values = (length: number) => fc.array(value, { minLength: length, maxLength: length });
  const recipe = fc.constantFrom(...recipesFor({ cycles: [4], positive: false }));
  fc.assert(
    fc.property(values(20), values(10), values(10), recipe, (past, future, other, recipe) => {
      const options = { origin: 20, steps: 6 };
      expect(forecast([...past, ...future], recipe, options)).toEqual(forecast([...past, ...other], recipe, options));
    }),
  );
});
