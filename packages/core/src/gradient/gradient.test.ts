import { describe, expect, test } from "vitest";
import { evaluate } from "../backends/reference/evaluate.ts";
import { type NdArray, ndarray } from "../backends/reference/ndarray.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { concrete, elementCount, type Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { taps } from "../layers/taps.ts";
import { runPasses } from "../passes/passes.ts";
import { gradient } from "./gradient.ts";

const lengths = { B: 3, T: 4 };

/** Numbers without order, away from kinks, the same at every run. */
function scattered(shape: Shape, seed: number, low = -1.3, high = 1.7): NdArray {
  const sizes = concrete(shape, lengths);
  let state = seed * 2654435761 + 1;
  const data = Float64Array.from({ length: elementCount(sizes) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
  return ndarray(sizes, data);
}

/** Compares the gradient of Σ w ⊙ f(inputs) with central differences in every element of every input. */
function checkGradient(f: (inputs: Tensor[]) => Tensor, shapes: Shape[], low?: number, high?: number) {
  const inputs = shapes.map((shape, i) => g.input(`x${i}`, shape));
  const output = f(inputs);
  const weights = g.input("w", output.shape);
  const loss = g.sum(g.mul(output, weights));
  const values = new Map(inputs.map((t, i) => [t, scattered(t.shape, i + 1, low, high)]));
  values.set(weights, scattered(output.shape, 99));
  const { gradients, results } = gradient(loss, inputs);
  const found = evaluate([results[0]!, ...gradients.map((t, i) => t ?? g.zeros(shapes[i]!))], values, lengths);
  expect(found[0]!.data[0]).toBeCloseTo(evaluate([loss], values, lengths)[0]!.data[0]!, 10);
  const step = 1e-5;
  inputs.forEach((t, i) => {
    const { shape, data } = values.get(t)!;
    expect(found[i + 1]!.shape).toEqual(shape);
    data.forEach((x, k) => {
      const at = (value: number) => {
        const moved = ndarray(shape, data);
        moved.data[k] = value;
        return evaluate([loss], new Map(values).set(t, moved), lengths)[0]!.data[0]!;
      };
      const slope = (at(x + step) - at(x - step)) / (2 * step);
      expect(Math.abs(found[i + 1]!.data[k]! - slope)).toBeLessThan(2e-7 * Math.max(1, Math.abs(slope)));
    });
  });
}

describe("the gradient of an elementwise operation equals finite differences", () => {
  for (const name of ["neg", "exp", "erf", "tanh", "sigmoid", "softplus", "relu", "abs", "sign"] as const)
    test(name, () => checkGradient(([x]) => g[name](x!), [["B", 5]]));
  for (const name of ["log", "log1p", "sqrt", "reciprocal"] as const)
    test(name, () => checkGradient(([x]) => g[name](x!), [["B", 5]], 0.2, 3));
  for (const name of ["add", "sub", "mul", "min", "max", "less"] as const)
    for (const [a, b] of [
      [["T", "B", 5], [5]],
      [
        ["B", 1],
        ["B", 5],
      ],
      [[], ["B", 5]],
    ] as Shape[][])
      test(`${name} of [${a}] and [${b}]`, () => checkGradient(([x, y]) => g[name](x!, y!), [a!, b!]));
  test("div, away from zero", () => checkGradient(([x, y]) => g.div(x!, y!), [["T", "B", 5], [5]], 0.5, 2));
  test("select", () => checkGradient(([x, y, z]) => g.select(g.less(x!, 0), y!, z!), [["B", 5], ["B", 1], [5]]));
  test("softmax", () => checkGradient(([x]) => g.softmax(x!), [["T", "B", 5]]));
});

describe("the gradient of products, reductions and movement equals finite differences", () => {
  test("x · W", () =>
    checkGradient(
      ([x, w]) => g.matmul(x!, w!),
      [
        ["T", "B", 5],
        [5, 3],
      ],
    ));
  test("x · Wᵀ", () =>
    checkGradient(
      ([x, w]) => g.matmul(x!, w!, "nt"),
      [
        ["T", "B", 5],
        [3, 5],
      ],
    ));
  test("xᵀ · y", () =>
    checkGradient(
      ([x, w]) => g.matmul(x!, w!, "tn"),
      [
        ["T", "B", 5],
        ["T", "B", 3],
      ],
    ));
  test("sum and mean over some axes", () =>
    checkGradient(([x]) => g.mul(g.mean(x!, [0, 2], true), g.sum(x!, [1], true)), [["T", "B", 5]]));
  test("max over the last axis", () => checkGradient(([x]) => g.reduceMax(x!, [-1]), [["T", "B", 5]]));
  test("transpose and reshape", () =>
    checkGradient(([x]) => g.reshape(g.transpose(x!, [1, 0, 2]), ["B", "T", 2, 3]), [["T", "B", 6]]));
  test("slice, pad and concat", () =>
    checkGradient(
      ([x, y]) => g.concat([g.slice(x!, 1, 1, 3), g.pad(y!, 1, 1, 2)], 1),
      [
        ["B", 5],
        ["B", 2],
      ],
    ));
  test("first and last element, and placing", () =>
    checkGradient(
      ([x]) => g.add(g.place(g.element(x!, "last"), "first", "T"), g.place(g.element(x!, "first"), "last", "T")),
      [["T", "B", 2]],
    ));
});

/** Σ-coupled two-state recurrence with weights, an outer factor and a stacked gate. */
const recurrence =
  (reverse: boolean) =>
  ([x, h0, w, u, b]: Tensor[]) => {
    const outer = g.tanh(b!);
    const { finals, stacks, sums } = scan({
      axis: "T",
      reverse,
      sequences: [x!],
      initial: [h0!, g.zeros(["B", 4])],
      step: ([xt], [h, c]) => {
        const z = g.sigmoid(g.add(g.add(g.matmul(xt!, w!, "nt"), g.matmul(h!, u!, "nt")), b!));
        const next = g.add(g.mul(g.sub(1, z), c!), g.mul(z, outer));
        return { next: [g.tanh(g.mul(next, z)), next], stacked: [z, next], summed: [g.mul(z, h!)] };
      },
    });
    return g.add(g.add(g.sum(g.mul(stacks[0]!, stacks[1]!), [0]), g.mul(finals[0]!, finals[1]!)), sums[0]!);
  };
const recurrenceShapes: Shape[] = [["T", "B", 3], ["B", 4], [4, 3], [4, 4], [4]];

describe("the gradient of a scan equals finite differences", () => {
  test("forwards", () => checkGradient(recurrence(false), recurrenceShapes));
  test("backwards", () => checkGradient(recurrence(true), recurrenceShapes));
  test("one scan feeding another", () =>
    checkGradient(
      ([x, u, v]) => {
        const layer = (sequence: Tensor, weights: Tensor) =>
          scan({
            axis: "T",
            sequences: [sequence],
            initial: [g.zeros(["B", 3])],
            step: ([xt], [h]) => {
              const next = g.tanh(g.add(xt!, g.matmul(h!, weights)));
              return { next: [next], stacked: [next] };
            },
          }).stacks[0]!;
        return layer(layer(x!, u!), v!);
      },
      [
        ["T", "B", 3],
        [3, 3],
        [3, 3],
      ],
    ));
  test("a scan inside a scan", () =>
    checkGradient(
      ([x, u]) =>
        scan({
          axis: "T",
          sequences: [x!],
          initial: [g.zeros([2, "B", 3])],
          step: ([xt], [h]) => {
            const inner = scan({
              axis: 2,
              sequences: [h!],
              initial: [xt!],
              step: ([a], [s]) => {
                const next = g.tanh(g.add(g.matmul(s!, u!), a!));
                return { next: [next], stacked: [next] };
              },
            });
            return { next: [inner.stacks[0]!], stacked: [inner.finals[0]!] };
          },
        }).stacks[0]!,
      [
        ["T", "B", 3],
        [3, 3],
      ],
    ));
  test("a second derivative through a scan", () =>
    checkGradient(
      ([x, u]) => {
        const h = scan({
          axis: "T",
          sequences: [x!],
          initial: [g.zeros(["B", 2])],
          step: ([xt], [s]) => ({ next: [g.tanh(g.add(xt!, g.matmul(s!, u!)))] }),
        }).finals[0]!;
        return gradient(g.sum(g.square(h)), [u!]).gradients[0]!;
      },
      [
        ["T", "B", 2],
        [2, 2],
      ],
    ));
});

describe("second derivatives equal finite differences", () => {
  const slope = (f: (x: Tensor) => Tensor) => (inputs: Tensor[]) =>
    gradient(g.sum(f(inputs[0]!)), [inputs[0]!]).gradients[0]!;
  const at = g.array([2, 0, 2, 1, 7], [5]);

  test("of rows taken from a table, one of them twice", () =>
    checkGradient(
      ([table]) => {
        const taken = g.gather(table!, g.slice(at, 0, 0, 4));
        return gradient(g.sum(g.mul(g.square(taken), g.sum(taken))), [table!]).gradients[0]!;
      },
      [[3, 2]],
    ));

  test("of values added up by row number, one of them none", () =>
    checkGradient(
      slope((values) => g.exp(g.scatter(values, at, 3))),
      [[5, 2]],
    ));

  test("of erf", () => checkGradient(slope(g.erf), [["B", 5]]));

  test("of windows", () =>
    checkGradient(
      slope((x) => {
        const seen = taps(x, { kernel: 3, stride: 2, dilation: 1, before: 1, after: 1 });
        return g.tanh(g.mul(seen[0]!, g.add(seen[1]!, g.square(seen[2]!))));
      }),
      [["B", 6, 2]],
    ));

  test("of windows over any number of steps", () =>
    checkGradient(
      slope((x) => {
        const seen = taps(x, { kernel: 3, stride: 1, dilation: 1, before: 1, after: 1 });
        return g.tanh(g.mul(seen[0]!, g.add(seen[1]!, g.square(seen[2]!))));
      }),
      [["T", "B", 2]],
    ));
});

describe("a gradient", () => {
  const x = g.input("x", []);
  const values = new Map([[x, ndarray([], [0.5])]]);
  const at = (t: Tensor | undefined) => evaluate([t!], values, {})[0]!.data[0]!;

  test("with respect to a value and to what it is computed from goes through the value", () => {
    const square = g.mul(x, x);
    const { gradients } = gradient(g.add(g.exp(square), x), [x, square]);
    // d/dx (e^x² + x) = 2x e^x² + 1 and d/dx² = e^x², at x = ½.
    expect(at(gradients[0])).toBeCloseTo(2.2840254166877414, 12);
    expect(at(gradients[1])).toBeCloseTo(1.2840254166877414, 12);
  });

  test("with respect to a stack of states and to what went into the scan goes through the scan", () => {
    const sequence = g.broadcast(x, [3]);
    const states = scan({
      axis: 3,
      sequences: [sequence],
      initial: [g.constant(1)],
      step: ([xt], [s]) => {
        const next = g.mul(s!, xt!);
        return { next: [next], stacked: [next] };
      },
    }).stacks[0]!;
    const { gradients } = gradient(g.sum(states), [x, states]);
    // d/dx (x + x² + x³) = 1 + 2x + 3x².
    expect(at(gradients[0])).toBeCloseTo(2.75, 12);
    expect([...evaluate([gradients[1]!], values, {})[0]!.data]).toEqual([1, 1, 1]);
  });

  test("of what the loss does not depend on is undefined", () => {
    expect(gradient(g.exp(x), [g.input("y", [])]).gradients).toEqual([undefined]);
  });

  test("of a step in which every value is used twice takes no time to find", () => {
    const weight = g.input("w", [1, 1]);
    const { finals } = scan({
      axis: "T",
      sequences: [g.input("s", ["T", "B", 1])],
      initial: [g.zeros(["B", 1])],
      step: ([xt], [s]) => {
        let [deep, wide] = [g.tanh(s!), xt!];
        for (let i = 0; i < 60; i++) [deep, wide] = [g.mul(deep, g.add(deep, 0.5)), g.add(wide, wide)];
        return { next: [g.add(deep, g.matmul(wide, weight))] };
      },
    });
    const { gradients, results } = gradient(g.sum(finals[0]!), [weight]);
    const optimised = runPasses({ results: { loss: results[0]!, gradient: gradients[0]! } });
    expect(Object.keys(optimised.results)).toEqual(["loss", "gradient"]);
  });
});
