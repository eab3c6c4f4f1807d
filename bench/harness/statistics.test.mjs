import { describe, expect, test } from "vitest";
import { summarize } from "./statistics.mjs";

describe("summarize", () => {
  test("takes the middle of an odd number of samples, whatever their order", () => {
    expect(summarize([9, 1, 4])).toEqual({ median: 4, min: 1, max: 9, rounds: 3 });
  });

  test("takes the mean of the two in the middle of an even number", () => {
    expect(summarize([10, 1, 2, 4])).toEqual({ median: 3, min: 1, max: 10, rounds: 4 });
  });

  test("sorts numbers as numbers", () => {
    expect(summarize([100, 20, 3]).median).toBe(20);
  });

  test("leaves the samples as they are", () => {
    const samples = [3, 1, 2];
    summarize(samples);
    expect(samples).toEqual([3, 1, 2]);
  });

  test("refuses to make a number of nothing", () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});
