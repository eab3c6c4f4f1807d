import { describe, expect, test } from "vitest";
import { scripted, scriptModel, spread, wave } from "./script.ts";

describe("the scripted network", () => {
  test("gives out tanh(h W + b) of what tanh(x W_x + h' W_h + b_h) makes of a step", () => {
    const net = scriptModel({ hidden: 2, seed: 1 });
    net.setParameters({
      "scripted.0.W_x": [[0.5, -1]],
      "scripted.0.W_h": [
        [0, 1],
        [0, 0],
      ],
      "scripted.0.b_h": [0, 0.25],
      "scripted.0.W": [[1], [2]],
      "scripted.0.b": [-0.5],
    });
    // tanh by table: tanh 0.5 = 0.4621172, tanh −0.75 = −0.6351490, tanh −1.3081808 = −0.8638147
    const first = net.step({ x: [1] });
    expect(first.h.data[0]).toBeCloseTo(0.4621172, 6);
    expect(first.h.data[1]).toBeCloseTo(-0.635149, 6);
    expect(first.y.data[0]).toBeCloseTo(-0.8638147, 5);
    // The first unit reaches the second a step later: 0.25 + 0.4621172 with x = 0, tanh 0.7121172 = 0.6120027
    const second = net.step({ x: [0] });
    expect(second.h.data[0]).toBe(0);
    expect(second.h.data[1]).toBeCloseTo(0.6120027, 5);
  });

  test("has the same bits step by step and as a whole sequence, in y and in h", () => {
    const net = scriptModel({ hidden: 16, seed: 3 });
    const x = wave(100);
    const whole = net.predict({ x: [x] }).y.data;
    const { h } = net.watch({ x: [x] }, ["h"]);
    const steps = x.map((one) => {
      const { y, h } = net.step({ x: one });
      return { y: y.data[0]!, h: Array.from(h.data) };
    });
    expect(steps.map(({ y }) => y)).toEqual(Array.from(whole));
    expect(steps.flatMap(({ h }) => h)).toEqual(Array.from(h.data));
    expect(new Set(whole).size).toBeGreaterThan(12);
  });

  test("forgets how a sequence began", () => {
    const net = scriptModel({ hidden: 16, seed: 1 });
    const x = wave(130);
    const { h } = net.watch({ x: [x] }, ["h"]);
    const distance = (a: number, b: number) =>
      Math.max(...Array.from({ length: 16 }, (_, unit) => Math.abs(h.data[a * 16 + unit]! - h.data[b * 16 + unit]!)));
    // The wave is the same a period later; what came before step 1 is not.
    expect(distance(0, 120)).toBeGreaterThan(0.05);
    expect(distance(9, 129)).toBeLessThan(0.01);
  });

  test("has as many numbers as its equations say", () => {
    // 16 · 1 + 16 · 16 + 16, then 16 · 1 + 1
    expect(scriptModel({ hidden: 16, seed: 1 }).count).toBe(305);
    expect(scripted.states).toEqual(["h"]);
    expect(scripted.output).toBe("y");
  });
});

test("mean and variance of 1, 2, 3 and 6 are 3 and 3.5", () => {
  expect(spread([1, 2, 3, 6])).toEqual({ mean: 3, variance: 3.5 });
});
