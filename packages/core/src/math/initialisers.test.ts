import { describe, expect, it } from "vitest";
import { ShapeError } from "../errors.ts";
import { constant, glorot, type Initialiser, normal, orthogonal, uniform } from "./initialisers.ts";
import { randomStream } from "./random.ts";

const fan = { in: 3, out: 5 };

function values(initialiser: Initialiser, shape: number[], wiring: Parameters<Initialiser>[1] = fan): number[] {
  return [...initialiser(shape, wiring, randomStream(1, "init"))];
}

function deviation(numbers: number[]): number {
  return Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length);
}

describe("initialisers", () => {
  it("uniform fills ±1/√hidden in a recurrent layer", () => {
    const weights = values(uniform(), [40, 50], { in: 3, out: 5, hidden: 16 });
    expect(Math.max(...weights)).toBeGreaterThan(0.249);
    expect(Math.max(...weights)).toBeLessThan(0.25);
    expect(Math.min(...weights)).toBeLessThan(-0.249);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(-0.25);
  });

  it("uniform fills ±1/√in elsewhere, and the bound that is asked for", () => {
    const weights = values(uniform(), [2000], { in: 100, out: 5 });
    expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(0.1);
    expect(Math.max(...weights.map(Math.abs))).toBeGreaterThan(0.0995);
    expect(Math.max(...values(uniform(2), [2000]).map(Math.abs))).toBeGreaterThan(1.99);
    expect(values(uniform(0), [3])).toEqual([0, 0, 0]);
  });

  it("glorot has the variance 2 / (in + out)", () => {
    const weights = values(glorot(), [100, 100], { in: 30, out: 20 });
    expect(deviation(weights)).toBeCloseTo(0.2, 2);
    expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / 50));
    expect(deviation(values(glorot(5), [100, 100], { in: 30, out: 20 }))).toBeCloseTo(1, 1);
  });

  it("normal has the standard deviation that is asked for", () => {
    expect(deviation(values(normal(0.1), [10000]))).toBeCloseTo(0.1, 2);
  });

  it("constant is the same everywhere and draws nothing", () => {
    const stream = randomStream(1);
    expect([...constant(-2.5)([2, 2], fan, stream)]).toEqual([-2.5, -2.5, -2.5, -2.5]);
    expect(stream.uniform()).toBe(randomStream(1).uniform());
  });

  it.each([
    [4, 4],
    [3, 5],
    [5, 3],
  ])("orthogonal makes the shorter side of [%d, %d] orthonormal times its gain", (rows, columns) => {
    const w = values(orthogonal(2), [rows, columns]);
    const tall = rows > columns;
    const count = tall ? columns : rows;
    const entry = (vector: number, i: number) => w[tall ? i * columns + vector : vector * columns + i]!;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let sum = 0;
        for (let i = 0; i < (tall ? rows : columns); i++) sum += entry(a, i) * entry(b, i);
        expect(sum).toBeCloseTo(a === b ? 4 : 0, 12);
      }
    }
  });

  it("orthogonal takes the first axis against all others", () => {
    expect(values(orthogonal(), [4, 2, 3])).toEqual(values(orthogonal(), [4, 6]));
  });

  it("give nothing for an empty shape and one value for a scalar", () => {
    expect(values(uniform(), [0, 4])).toEqual([]);
    expect(values(orthogonal(), [0, 4])).toEqual([]);
    expect(values(orthogonal(), [4, 0])).toEqual([]);
    expect(values(constant(3), [])).toEqual([3]);
  });

  it("give the bits that they always gave", () => {
    expect(values(uniform(), [2], { in: 1, out: 1, hidden: 4 })).toEqual([-0.3756565180870137, -0.18850207418943765]);
    expect(values(orthogonal(), [2, 2])).toEqual([
      -0.9378425433859849, -0.34706103759325535, 0.34706103759325535, -0.9378425433859849,
    ]);
  });

  it("refuse a vector for orthogonal, broken shapes and layers without inputs", () => {
    expect(() => values(orthogonal(), [4])).toThrow(ShapeError);
    expect(() => values(orthogonal(), [4])).toThrow("expected a matrix, got shape [4]. Try");
    expect(() => values(uniform(), [2.5])).toThrow(
      "[E_SHAPE] initialiser: expected axes of whole lengths, got shape [2.5]",
    );
    expect(() => values(normal(1), [-1])).toThrow("[E_SHAPE]");
    expect(() => values(uniform(), [2], { in: 0, out: 1 })).toThrow("[E_ARGUMENT] initialiser uniform");
    expect(() => values(glorot(), [2], { in: 0, out: 0 })).toThrow("[E_ARGUMENT] initialiser glorot");
  });
});
