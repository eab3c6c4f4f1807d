import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { linear } from "../layers/linear.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { randomStream } from "../math/random.ts";
import { memoryLength } from "./memory-length.ts";

const steps = (count: number) => [Array.from({ length: count }, () => [1])];

function decaying(factor: number, options: { direction?: "forward" | "backward" } = {}) {
  const decay = cell("decay", `h_t = ${factor} h_{t-1} + W x_t`);
  const net = sequential([recurrent(decay, { hidden: 1, ...options })], { backend: "reference" });
  return net.initialize({ seed: 1, features: 1 });
}

describe("memoryLength", () => {
  // ln ½ / ln a
  test.each([
    [0.5, 1],
    [0.9, 6.578813478960585],
    [0.25, 0.5],
    [0.99, 68.96756393652842],
  ])("of h_t = %d h_{t−1} + x_t is %d steps", (factor, expected) => {
    const { steps: found, effect } = memoryLength(decaying(factor), steps(80), "h");
    expect(found).toBeCloseTo(expected, 9);
    expect([effect.length, effect[0], effect[1]]).toEqual([80, 1, expect.closeTo(factor, 12)]);
  });

  test("is null where the effect has not halved within the sequence, and where it never does", () => {
    expect(memoryLength(decaying(0.9), steps(6), "h").steps).toBeNull();
    expect(memoryLength(decaying(1), steps(50), "h").steps).toBeNull();
  });

  test("counts from the first step for a cell that goes backwards", () => {
    expect(memoryLength(decaying(0.5, { direction: "backward" }), steps(9), "h").steps).toBeCloseTo(1, 12);
  });

  test("of a cell that hears of its input a step late begins there", () => {
    const late = cell("late", "h_t = 0.5 h_{t-1} + W x_{t-1}");
    const net = sequential([recurrent(late, { hidden: 1 })], { backend: "reference" }).initialize({
      seed: 1,
      features: 1,
    });
    const { steps: found, effect } = memoryLength(net, steps(6), "h");
    expect(effect).toEqual([0, 1, 0.5, 0.25, 0.125, 0.0625]);
    expect(found).toBe(2);
  });

  test("takes all units together, in a norm", () => {
    const two = cell("two", "h_t = a ⊙ h_{t-1} + W x_t", { parameters: ["a"] });
    const net = sequential([recurrent(two, { hidden: 2 })], { backend: "reference" }).initialize({
      seed: 1,
      features: 1,
    });
    net.setParameters({ "two.0.a": [0, 0.5], "two.0.W": [[3], [4]] });
    // 5, then 4 · ½, then 4 · ¼.
    expect(memoryLength(net, steps(3), "h").effect).toEqual([1, expect.closeTo(0.4, 12), expect.closeTo(0.2, 12)]);
  });

  test("both backends agree on a GRU in two layers", () => {
    const random = randomStream(5, "memory");
    const x = Array.from({ length: 3 }, () => Array.from({ length: 9 }, () => [random.uniform(), random.uniform()]));
    const of = (backend: "wasm" | "reference") =>
      memoryLength(
        sequential([recurrent(gru, { hidden: 5, layers: 2 }), linear(1)], { backend }).initialize({
          seed: 2,
          features: 2,
        }),
        x,
        "gru.1.h",
      );
    const [exact, fast] = [of("reference"), of("wasm")];
    exact.effect.forEach((value, lag) => {
      expect(Math.abs(value - fast.effect[lag]!)).toBeLessThan(1e-4);
    });
    expect(fast.steps).toBeCloseTo(exact.steps!, 3);
  });

  test("is null, and its effect 0, where gradients run away or no input has any", () => {
    const away = memoryLength(decaying(1e200), steps(4), "h");
    expect(away).toEqual({ steps: null, effect: [0, 0, 0, 0] });
    const deaf = decaying(0.5);
    deaf.setParameters({ "decay.0.W": [[0]] });
    expect(memoryLength(deaf, steps(3), "h")).toEqual({ steps: null, effect: [0, 0, 0] });
  });

  test("refuses a name that is none", () => {
    expect(() => memoryLength(decaying(0.5), steps(3), "c")).toThrowError(
      /E_ARGUMENT\] watch "c": expected one of decay.0.h/,
    );
  });
});
