import { describe, expect, it } from "vitest";
import { orthonormal } from "./orthonormal.ts";
import { randomStream } from "./random.ts";

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

describe("orthonormal", () => {
  it.each([
    [1, 1],
    [3, 7],
    [32, 32],
    [60, 61],
  ])("makes %d vectors of %d elements orthonormal to machine precision", (count, length) => {
    const vectors = orthonormal(count, length, randomStream(1));
    expect(vectors.length).toBe(count);
    vectors.forEach((a, i) => {
      vectors.forEach((b, j) => {
        expect(Math.abs(dot(a, b) - (i === j ? 1 : 0))).toBeLessThan(1e-14);
      });
    });
  });

  it("starts from the direction of the first normal draws", () => {
    const stream = randomStream(4);
    const [x, y] = [stream.normal(), stream.normal()];
    const [first] = orthonormal(2, 2, randomStream(4));
    expect(first![0]! / first![1]!).toBeCloseTo(x / y, 12);
    expect(Math.sign(first![0]!)).toBe(Math.sign(x));
  });

  it("prefers no sign: the diagonal of many matrices averages 0", () => {
    let sum = 0;
    for (let seed = 0; seed < 400; seed++) sum += orthonormal(3, 3, randomStream(seed))[2]![2]!;
    // An entry has variance 1/3, so that four standard errors are 0.115
    expect(Math.abs(sum / 400)).toBeLessThan(0.115);
  });
});
