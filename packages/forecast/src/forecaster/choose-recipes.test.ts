import { describe, expect, test } from "vitest";
import { Anchor } from "./anchor.ts";
import { chooseRecipes } from "./choose-recipes.ts";

const choose = (of: (t: number) => number, { count = 60, season = 1, horizon = 4 } = {}) => {
  const values = Float64Array.from({ length: count }, (_, t) => of(t));
  const recipes = chooseRecipes(values, { horizon, season, cycles: season > 1 ? [season] : [] });
  const ahead = new Float64Array(horizon);
  new Anchor(values, recipes).forecast(count, ahead);
  return { recipes, ahead };
};

describe("the recipes chosen", () => {
  test("continue a line", () => {
    const { recipes, ahead } = choose((t) => 0.01 * t + 0.1);
    expect(recipes.every(({ trend, log }) => trend === "drift" && !log)).toBe(true);
    [0.7, 0.71, 0.72, 0.73].forEach((value, k) => {
      expect(ahead[k]).toBeCloseTo(value, 9);
    });
  });

  test("continue growth by a factor, on the logarithmic scale", () => {
    const { recipes, ahead } = choose((t) => 1.05 ** (t - 60));
    expect(recipes[0]).toMatchObject({ log: true, trend: "drift" });
    expect(ahead[3]! / 1.05 ** 3).toBeCloseTo(1, 3);
  });

  test("continue a season", () => {
    const { recipes, ahead } = choose((t) => [0.5, -0.1, 0.9][t % 3]!, { season: 3 });
    expect(recipes.every(({ season }) => season === 3)).toBe(true);
    [0.5, -0.1, 0.9, 0.5].forEach((value, k) => {
      expect(ahead[k]).toBeCloseTo(value, 9);
    });
  });

  test("see a season of which there is hardly more than one", () => {
    const { ahead } = choose((t) => [0.5, -0.1, 0.9, 0.2, 0, 1][t % 6]!, { season: 6, count: 11, horizon: 2 });
    expect(ahead[0]).toBeCloseTo(1, 6);
  });

  test("exist for the shortest series", () => {
    for (const count of [2, 3, 4, 5]) expect(choose((t) => t, { count, horizon: 1 }).recipes.length).toBeGreaterThan(0);
  });

  test("never let positive values be forecast negative, nor wild ones run away", () => {
    const { ahead } = choose((t) => 1 / (1 + t * t), { horizon: 30 });
    for (const value of ahead) expect(value).toBeGreaterThan(0);
    const jump = choose((t) => (t < 50 ? 0.001 * (t % 2) : 0.1 * (t - 49)), { horizon: 30 });
    for (const value of jump.ahead) expect(Math.abs(value)).toBeLessThan(5);
  });
});
