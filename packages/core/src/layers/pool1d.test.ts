import { describe, expect, test } from "vitest";
import { gradient } from "../gradient/gradient.ts";
import { input, sum } from "../graph/ops.ts";
import { engine } from "../program.ts";
import { backends } from "../train/backends.test.support.ts";
import type { Layer } from "./layer.ts";
import { averagePool1d, maxPool1d } from "./pool1d.ts";
import { trace } from "./trace.ts";

describe.each(backends)("on $backend", ({ backend }) => {
  const pool = (layer: Layer, ...values: number[]) => {
    const x = input("x", ["B", values.length, 1]);
    const { result: y } = trace(() => layer(x));
    const { gradients } = gradient(sum(y), [x]);
    const program = engine({ backend }).compile({ results: { y, d: gradients[0]! } });
    program.run({ x: values }, { B: 1 });
    return { y: [...program.result("y").data], d: [...program.result("d").data] };
  };

  test("maxPool1d: windows side by side by default, what is left over being dropped", () => {
    expect(pool(maxPool1d(2), 1, 5, 3, 2, 9)).toEqual({ y: [5, 3], d: [0, 1, 1, 0, 0] });
    expect(pool(maxPool1d(2, { stride: 1 }), 1, 5, 3, 2)).toEqual({ y: [5, 5, 3], d: [0, 2, 1, 0] });
  });

  test("maxPool1d: padding is never the largest, and of equals the first takes the gradient", () => {
    expect(pool(maxPool1d(3, { stride: 2, padding: 1 }), -4, -5, -6)).toEqual({ y: [-4, -5], d: [1, 1, 0] });
    expect(pool(maxPool1d(3), 7, 7, 7)).toEqual({ y: [7], d: [1, 0, 0] });
  });

  test("maxPool1d: NaN in a window is what it gives", () => {
    expect(pool(maxPool1d(2), Number.NaN, 1, 1, Number.NaN, 2, 3).y).toEqual([Number.NaN, Number.NaN, 3]);
  });

  test("averagePool1d: padded steps count as zeros, or are left out", () => {
    expect(pool(averagePool1d(2), 1, 5, 3, 2)).toEqual({ y: [3, 2.5], d: [0.5, 0.5, 0.5, 0.5] });
    expect(pool(averagePool1d(4, { padding: 2 }), 2, 4, 8, 2).y).toEqual([1.5, 2.5]);
    expect(pool(averagePool1d(4, { padding: 2, countPadding: false }), 2, 4, 8, 2).y).toEqual([3, 5]);
  });
});

test.each([
  [() => maxPool1d(0), /maxPool1d, kernel/],
  [() => maxPool1d(2, { stride: -1 }), /maxPool1d, stride/],
  [() => maxPool1d(2, { dilation: 0 }), /maxPool1d, dilation/],
  [
    () => averagePool1d(3, { padding: 2 }),
    /averagePool1d, padding: expected a whole number from 0 to 1, half a window, got 2/,
  ],
])("options that cannot be are refused (%#)", (make, message) => expect(make).toThrowError(message));
