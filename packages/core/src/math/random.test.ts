import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RandomStream, randomStream } from "./random.ts";
import { ulpsApart } from "./ulps.test.support.ts";

const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

function firstOf(stream: RandomStream): number[] {
  return draw(4, () => stream.uniform());
}

describe("randomStream, bits that must never change (computed by an independent implementation)", () => {
  it("keys", () => {
    expect(randomStream(0).key).toEqual([0, 0]);
    expect(randomStream(2 ** 53 - 1).key).toEqual([4294967295, 2097151]);
    expect(randomStream(1, "init", "W_z").key).toEqual([1375366451, 126134449]);
    expect(randomStream(1, "init", 3).key).toEqual([2158518045, 401741013]);
    expect(randomStream(1, "σ_t😀").key).toEqual([1633801867, 204328549]);
    expect(randomStream(1, "").key).toEqual([190740317, 2514844942]);
  });

  it("uniform", () => {
    expect(firstOf(randomStream(0))).toEqual([
      0.3795383386290069, 0.16946953962479339, 0.2402769543958837, 0.5118563790548073,
    ]);
    expect(firstOf(randomStream(1, "init", "W_z"))).toEqual([
      0.5978211830292558, 0.8208469722830759, 0.21441872072409096, 0.10103474841990034,
    ]);
    expect(firstOf(randomStream(2 ** 53 - 1, 5)).slice(0, 2)).toEqual([0.8296697862784164, 0.6682713618427275]);
  });

  it("normal, whose exact values are known to lie within two units in the last place", () => {
    const cases: [RandomStream, number[], number[]][] = [
      [
        randomStream(0),
        [0.47353763259834925, -0.739295745515269, -0.7919296947062496, 2.0128584561183285],
        [0.47353763259834925, -0.7392957455152691, -0.7919296947062497, 2.0128584561183285],
      ],
      [
        randomStream(1, "init", "W_z"),
        [0.5811695050094041, 0.5593891025067325, -0.03302617212120928, 0.9810707881314331],
        [0.5811695050094042, 0.5593891025067325, -0.03302617212120928, 0.981070788131433],
      ],
    ];
    for (const [stream, bits, exact] of cases) {
      const seen = draw(4, () => stream.normal());
      expect(seen).toEqual(bits);
      seen.forEach((value, i) => {
        expect(ulpsApart(value, exact[i]!)).toBeLessThanOrEqual(2);
      });
    }
  });

  it("integer, with draws that are made again", () => {
    const zero = randomStream(0);
    expect(draw(12, () => zero.integer(10))).toEqual([5, 8, 9, 3, 0, 1, 8, 4, 9, 1, 9, 3]);
    expect(draw(2, () => zero.integer(2 ** 53 - 1))).toEqual([5349686355548550, 6970160412347425]);
    expect(draw(5, () => zero.integer(6004799503160662))).toEqual([
      1725324108000637, 5015186085448099, 5285371246856273, 5772760928651685, 4701762029557995,
    ]);
  });

  it("permutation", () => {
    expect([...randomStream(0).permutation(10)]).toEqual([8, 9, 3, 0, 1, 6, 4, 7, 2, 5]);
    expect([...randomStream(42, "shuffle", 3).permutation(12)]).toEqual([1, 8, 7, 10, 9, 3, 5, 0, 4, 2, 6, 11]);
  });
});

describe("randomStream", () => {
  it("depends on every part of its path, and on where one part ends and the next begins", () => {
    const streams = [
      randomStream(1),
      randomStream(2),
      randomStream(1, 0),
      randomStream(1, 1),
      randomStream(1, 2 ** 32),
      randomStream(1, "1"),
      randomStream(1, "ab"),
      randomStream(1, "a", "b"),
      randomStream(1, "ba"),
      randomStream(1, "ab", 0),
      randomStream(1, 0, "ab"),
      randomStream(1, ""),
      randomStream(1, "", ""),
    ];
    const keys = new Set(streams.map((stream) => stream.key.join()));
    expect(keys.size).toBe(streams.length);
  });

  it("gives the same numbers again, whatever other streams do meanwhile", () => {
    fc.assert(
      fc.property(seed, fc.array(fc.oneof(fc.string(), fc.nat())), (s, path) => {
        const expected = firstOf(randomStream(s, ...path));
        const stream = randomStream(s, ...path);
        const other = randomStream(s, ...path, "other");
        const seen = draw(4, () => {
          other.normal();
          return stream.uniform();
        });
        expect(seen).toEqual(expected);
      }),
    );
  });

  it("refuses seeds and path numbers that are not whole, negative or beyond 2^53 − 1", () => {
    for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53, "1", undefined, null]) {
      expect(() => randomStream(bad as number)).toThrow("[E_ARGUMENT] randomStream, seed: expected an integer from 0");
    }
    expect(() => randomStream(1, "a", -2)).toThrow("[E_ARGUMENT] randomStream, path[1]: expected an integer from 0");
    expect(() => randomStream(1, null as unknown as string)).toThrow("path[0]");
  });

  it("uniform is spread evenly over [0, 1)", () => {
    const stream = randomStream(7, "even");
    const counts = new Array<number>(20).fill(0);
    for (let i = 0; i < 20000; i++) counts[Math.floor(stream.uniform() * 20)]! += 1;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    // 19 degrees of freedom: 43.8 is exceeded once in a thousand
    expect(chiSquare).toBeLessThan(43.8);
  });

  it("uniformIn stays below its upper end, also where rounding would reach it", () => {
    const stream = randomStream(3);
    for (let i = 0; i < 200; i++) expect(stream.uniformIn(1, 1.0000000000000002)).toBe(1);
    for (let i = 0; i < 200; i++) {
      const value = stream.uniformIn(-3, 5);
      expect(value).toBeGreaterThanOrEqual(-3);
      expect(value).toBeLessThan(5);
    }
    expect(stream.uniformIn(2, 2)).toBe(2);
    for (const [low, high] of [
      [1, 0],
      [NaN, 1],
      [0, Infinity],
      [-1e308, 1e308],
    ] as const) {
      expect(() => stream.uniformIn(low, high)).toThrow("[E_ARGUMENT] uniformIn: expected two finite numbers");
    }
  });

  it("normal has the moments and tails of the standard normal distribution", () => {
    const stream = randomStream(11, "normal");
    const values = draw(40000, () => stream.normal());
    const moment = (power: number) => values.reduce((sum, z) => sum + z ** power, 0) / values.length;
    // Four standard errors each
    expect(Math.abs(moment(1))).toBeLessThan(0.02);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.028);
    expect(Math.abs(moment(3))).toBeLessThan(0.078);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.2);
    const share = values.filter((z) => Math.abs(z) > 1.959964).length / values.length;
    expect(Math.abs(share - 0.05)).toBeLessThan(0.0044);
  });

  it("integer takes every value equally often", () => {
    const stream = randomStream(5, "die");
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 12000; i++) counts[stream.integer(6)]! += 1;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
    // 5 degrees of freedom: 20.5 is exceeded once in a thousand
    expect(chiSquare).toBeLessThan(20.5);
    expect(stream.integer(1)).toBe(0);
    for (const bad of [0, -1, 1.5, NaN, Infinity, 2 ** 53]) {
      expect(() => stream.integer(bad)).toThrow("[E_ARGUMENT] integer: expected a count from 1");
    }
  });

  it("shuffle makes all six orders of three equally often", () => {
    const stream = randomStream(9, "orders");
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = stream.shuffle(["a", "b", "c"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(20.5);
  });

  it("shuffle keeps every element and works in place, in plain and in typed arrays", () => {
    fc.assert(
      fc.property(seed, fc.array(fc.integer()), (s, items) => {
        const plain = [...items];
        const typed = Int32Array.from(items);
        expect(randomStream(s).shuffle(plain)).toBe(plain);
        expect(randomStream(s).shuffle(typed)).toBe(typed);
        expect([...typed]).toEqual(plain);
        expect([...plain].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
    );
  });

  it("permutation holds every index once", () => {
    expect(randomStream(1).permutation(0)).toEqual(new Int32Array(0));
    expect([...randomStream(1).permutation(1000)].sort((a, b) => a - b)).toEqual(draw(1000, counter()));
    for (const bad of [-1, 0.5, NaN, 2 ** 31]) {
      expect(() => randomStream(1).permutation(bad)).toThrow("[E_ARGUMENT] permutation: expected a length");
    }
  });
});

function counter(): () => number {
  let next = 0;
  return () => next++;
}
