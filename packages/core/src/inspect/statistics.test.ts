import { describe, expect, test } from "vitest";
import { cell } from "../equations/index.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { statistics } from "./statistics.ts";

// [B 2, T 3, H 2]
const watched = {
  shape: [2, 3, 2],
  data: Float64Array.of(0, 1, 0.5, 0.5, 0.04, 0.96, 1, 0, 0.25, 0.75, 0.05, 0.95),
};

describe("statistics", () => {
  test("over all rows, steps and units", () => {
    const { step, mean, variance, min, max, nearZero, nearOne } = statistics(watched);
    expect([step, mean, min, max]).toEqual([0, 0.5, 0, 1]);
    // Distances from ½: 4 of 0.5, 2 of 0, 2 of 0.46, 2 of 0.25, 2 of 0.45.
    expect(variance).toBeCloseTo((4 * 0.25 + 2 * 0.2116 + 2 * 0.0625 + 2 * 0.2025) / 12, 12);
    expect([nearZero, nearOne]).toEqual([3 / 12, 3 / 12]);
  });

  test("a value of just 0.05 or 0.95 is near neither end", () => {
    const { nearZero, nearOne } = statistics({ shape: [1, 1, 2], data: Float64Array.of(0.05, 0.95) });
    expect([nearZero, nearOne]).toEqual([0, 0]);
  });

  test("of every second step, over rows and units", () => {
    const told = statistics(watched, { every: 2 });
    expect(told).toEqual([
      { step: 2, mean: 0.5, variance: (0.25 * 0.25 * 2) / 4, min: 0.25, max: 0.75, nearZero: 0, nearOne: 0 },
    ]);
    expect(statistics(watched, { every: 1 }).map(({ step, min }) => [step, min])).toEqual([
      [1, 0],
      [2, 0.25],
      [3, 0.04],
    ]);
  });

  test("tell how far a gate is saturated whose bias is all that it has", () => {
    const biased = cell("biased", "z_t = σ(b_z)\nh_t = z_t ⊙ tanh(W x_t)");
    const net = sequential(recurrent(biased, { hidden: 4 })).initialize({ seed: 1, features: 1 });
    // σ: 0.0067, 0.5, 0.881, 0.9933
    net.setParameters({ "biased.0.b_z": [-5, 0, 2, 5] });
    const { mean, nearZero, nearOne } = statistics(net.watch([[[1], [2], [3]]], ["z"]).z);
    expect([nearZero, nearOne]).toEqual([0.25, 0.25]);
    expect(mean).toBeCloseTo((0.0066929 + 0.5 + 0.8807971 + 0.9933071) / 4, 5);
  });

  test("refuses what is no watched sequence", () => {
    expect(() => statistics({ shape: [2], data: Float32Array.of(1, 2) })).toThrowError(
      /E_SHAPE\] statistics: expected values \[B, T, H\]/,
    );
    expect(() => statistics(watched, { every: 0 })).toThrowError(/E_ARGUMENT\] statistics, every/);
  });
});
