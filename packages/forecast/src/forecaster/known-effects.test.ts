import { describe, expect, test } from "vitest";
import { effectsMultiply } from "./known-effects.ts";

const SEASON = 7;
const WEEK = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1];
const series = (value: (week: number, promotion: number, t: number) => number, count = 70) => {
  const promotion = Float64Array.from({ length: count }, (_, t) => ((t * t) % 11 < 3 ? 1 : 0));
  const values = promotion.map((is, t) => value(WEEK[t % 7]!, is, t));
  return { values, known: [promotion], season: SEASON };
};
const doubled = (week: number, promotion: number) => week * (1 + promotion);
const raised = (week: number, promotion: number) => week + 0.3 * promotion;

describe("known columns", () => {
  test("multiply a series that a promotion doubles, on slow days and busy ones", () => {
    expect(effectsMultiply(series(doubled))).toBe(true);
  });

  test("add to a series that a promotion raises by the same amount every day", () => {
    expect(effectsMultiply(series(raised))).toBe(false);
  });

  test("are found to multiply among columns that say nothing or never change", () => {
    const { values, known } = series(doubled);
    const still = new Float64Array(values.length).fill(4);
    const copy = known[0]!.slice();
    expect(effectsMultiply({ values, known: [still, ...known, copy], season: SEASON })).toBe(true);
  });

  test("are not asked about where there are none, too few rows, or values that are not positive", () => {
    const { values, known } = series(doubled);
    expect(effectsMultiply({ values, known: [], season: SEASON })).toBe(false);
    expect(effectsMultiply(series(doubled, SEASON + 19))).toBe(false);
    expect(effectsMultiply({ values: values.with(3, 0), known, season: SEASON })).toBe(false);
  });
});
