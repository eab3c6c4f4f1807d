import { describe, expect, test } from "vitest";
import { disagreement } from "./check.mjs";

describe("disagreement", () => {
  test("is silent where two results are as close as the tolerance says", () => {
    expect(disagreement([1, -100], [1.009, -100.009], 1e-4)).toBeUndefined();
    expect(disagreement([0, 0], [0, 0])).toBeUndefined();
  });

  test("names the worst place of two results that differ", () => {
    expect(disagreement([1, 2, 4], [1, 2.5, 3.9], 1e-4)).toBe(
      "2.5 at place 1, where Sluice has 2: 1.3e-1 of the largest value, over 0.0001",
    );
  });

  test("never takes NaN for agreement", () => {
    expect(disagreement([1, 2], [1, Number.NaN])).toBe("NaN at place 1, where Sluice has 2");
    expect(disagreement([Number.NaN], [Number.NaN])).toBe("Sluice itself has NaN at place 0");
  });

  test("never takes a part for the whole", () => {
    expect(disagreement([1, 2], [1])).toBe("1 numbers where Sluice has 2");
  });
});
