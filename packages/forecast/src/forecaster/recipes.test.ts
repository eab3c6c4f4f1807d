import { expect, test } from "vitest";
import { cyclesOf, recipesFor } from "./recipes.ts";

test("every recipe comes once, and the logarithm only where values are positive", () => {
  const recipes = recipesFor({ cycles: [12], positive: true });
  expect(new Set(recipes.map((recipe) => JSON.stringify(recipe))).size).toBe(recipes.length);
  expect(recipesFor({ cycles: [12], positive: false }).some(({ log }) => log)).toBe(false);
  expect(recipesFor({ cycles: [], positive: true }).every(({ season }) => season === 1)).toBe(true);
});

test("hours and minutes with a daily season have a week as well", () => {
  expect(cyclesOf(24, { unit: "hour", every: 1 })).toEqual([24, 168]);
  expect(cyclesOf(96, { unit: "minute", every: 15 })).toEqual([96, 672]);
  expect(cyclesOf(12, { unit: "month", every: 1 })).toEqual([12]);
  expect(cyclesOf(12, { unit: "hour", every: 1 })).toEqual([12]);
  expect(cyclesOf(1, { unit: "year", every: 1 })).toEqual([]);
});
