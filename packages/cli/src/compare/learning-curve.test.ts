import { describe, expect, test } from "vitest";
import { CurveOfFit } from "./learning-curve.ts";

/** A curve whose clock is told. */
function followed(told: readonly [ms: number, stage: string, member: number, epoch: number, loss: number][]) {
  let ms = 0;
  const curve = new CurveOfFit(() => ms);
  for (const [at, stage, member, epoch, loss] of told) {
    ms = at;
    curve.see({ stage, member, epoch, loss });
  }
  return curve.curve();
}

describe("CurveOfFit", () => {
  test("is the mean of the members, each from where the one before ended", () => {
    const curve = followed([
      [100, "anchors", 0, 0, Number.NaN],
      [900, "trust", 0, 1, 0.3],
      [1900, "training", 1, 1, 0.8],
      [2900, "training", 1, 2, 0.6],
      [4900, "training", 2, 1, 0.4],
      [5900, "training", 2, 2, 0.2],
    ]);
    expect(curve.loss[0]).toBeCloseTo(0.6, 12);
    expect(curve.loss[1]).toBeCloseTo(0.4, 12);
    expect(curve.seconds).toEqual([1.5, 2.5]);
  });

  test("takes an epoch's loss at its end, not within it", () => {
    const curve = followed([
      [10, "training", 1, 0, 9],
      [20, "training", 1, 1, 5],
      [30, "training", 1, 1, 1],
      [40, "training", 1, 2, 4],
    ]);
    expect(curve).toEqual({ loss: [5, 4], seconds: [0.02, 0.04] });
  });

  test("is empty where nothing was learned", () => {
    expect(followed([[10, "anchors", 0, 0, Number.NaN]])).toEqual({ loss: [], seconds: [] });
  });
});
