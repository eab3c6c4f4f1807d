import { describe, expect, test } from "vitest";
import { gradient } from "../gradient/gradient.ts";
import { engine } from "../program.ts";
import { elu, gelu, geluTanh, hardSigmoid, leakyRelu, logSoftmax, silu } from "./activations.ts";
import { input, sum } from "./ops.ts";
import type { Tensor } from "./tensor.ts";

describe.each(["reference", "wasm"] as const)("on %s", (backend) => {
  const of = (f: (x: Tensor) => Tensor, ...values: number[]) => {
    const x = input("x", [1, values.length]);
    const y = f(x);
    const { gradients } = gradient(sum(y), [x]);
    const program = engine({ backend }).compile({ results: { y, slope: gradients[0]! } });
    program.run({ x: values });
    return { y: [...program.result("y").data], slope: [...program.result("slope").data] };
  };
  const close = (found: readonly number[], expected: readonly number[]) =>
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6);
    });

  test("leakyRelu and elu: x above 0, below it a little of it and a curve to −α; at 0 the slope from below", () => {
    expect(of((x) => leakyRelu(x, 0.25), 3, 0, -4)).toEqual({ y: [3, 0, -1], slope: [1, 0.25, 0.25] });
    const { y, slope } = of((x) => elu(x, 2), 3, 0, -1, -200);
    close(y, [3, 0, 2 * (0.36787944117 - 1), -2]);
    close(slope, [1, 2, 2 * 0.36787944117, 0]);
  });

  test("elu does not overflow where x is large", () => {
    expect(of(elu, 1000, 89)).toEqual({ y: [1000, 89], slope: [1, 1] });
  });

  test("gelu and its approximation, as torch has them", () => {
    close(of(gelu, 1, -1, 0, 3, -40).y, [0.8413447461, -0.1586552539, 0, 2.9959503053, 0]);
    close(of(geluTanh, 1, -1, 0, 3).y, [0.8411919906, -0.1588080094, 0, 2.9963627431]);
  });

  test("silu", () => close(of(silu, 1, 0, -2).y, [0.7310585786, 0, -0.2384058441]));

  test("hardSigmoid: flat from −3 down and from 3 up", () => {
    const { y, slope } = of(hardSigmoid, -4, -3, 0, 1.5, 3, 9);
    close(y, [0, 0, 0.5, 0.75, 1, 1]);
    close(slope, [0, 0, 1 / 6, 1 / 6, 0, 0]);
  });

  test("logSoftmax stands large numbers, and its exponentials add up to 1", () => {
    const { y } = of(logSoftmax, 1000, 1000, 1001);
    expect(y.reduce((total, x) => total + Math.exp(x), 0)).toBeCloseTo(1, 5);
    close(y, [-1.5514447139, -1.5514447139, -0.5514447139]);
  });

  test("NaN passes through all of them", () => {
    for (const f of [leakyRelu, elu, gelu, geluTanh, silu, hardSigmoid, logSoftmax])
      expect(of((x) => f(x), Number.NaN).y[0], f.name).toBeNaN();
  });
});
