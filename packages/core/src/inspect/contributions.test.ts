import { describe, expect, test } from "vitest";
import { lstm } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { add, slice, square } from "../graph/ops.ts";
import { linear } from "../layers/linear.ts";
import { model } from "../layers/model.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { randomStream } from "../math/random.ts";
import { contributions } from "./contributions.ts";

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe("contributions", () => {
  test("of a linear model are weight times input, and add up to the output without its bias", () => {
    const net = sequential([linear(1)], { backend: "reference" }).initialize({ seed: 1, features: 3 });
    net.setParameters({ "linear.W": [[2, -1, 0.5]], "linear.b": [7] });
    const x = [
      [1, 2, 4],
      [0, -3, 1],
    ];
    const { x: found } = contributions(net, x);
    expect(found!.shape).toEqual([2, 3]);
    expect(Array.from(found!.data)).toEqual([2, -2, 2, 0, 3, 0.5]);
    const y = net.predict(x).data;
    expect([sum(found!.data.subarray(0, 3)), sum(found!.data.subarray(3))]).toEqual([y[0]! - 7, y[1]! - 7]);
  });

  test("of a linear recurrence fade by its factor with every step back", () => {
    const decay = cell("decay", "h_t = 0.5 h_{t-1} + W x_t");
    const net = sequential([recurrent(decay, { hidden: 1 })], { backend: "reference" }).initialize({
      seed: 1,
      features: 2,
    });
    net.setParameters({ "decay.0.W": [[1, 10]] });
    const { x: found } = contributions(net, [
      [
        [8, 1],
        [2, 0],
        [1, 3],
      ],
    ]);
    expect(found!.shape).toEqual([1, 3, 2]);
    expect(Array.from(found!.data)).toEqual([2, 2.5, 1, 0, 1, 30]);
  });

  test("of one of several outputs, and of several inputs by name", () => {
    const head = linear(2, { bias: false });
    const net = model({ inputs: { a: [2], b: [2] }, backend: "reference" }, ({ a, b }) => head(add(a, b)));
    net.initialize({ seed: 1 }).setParameters({
      "linear.W": [
        [1, 2],
        [3, 4],
      ],
    });
    const x = { a: [[1, 1]], b: [[5, 0]] };
    const second = contributions(net, x, { of: (y) => slice(y, -1, 1, 1) });
    expect(Array.from(second.a!.data)).toEqual([3, 4]);
    expect(Array.from(second.b!.data)).toEqual([15, 0]);
    expect(Array.from(contributions(net, x).b!.data)).toEqual([20, 0]);
  });

  test("an input that the output does not depend on is absent", () => {
    const net = model({ inputs: { a: [1], b: [1] } }, ({ a }) => square(a)).initialize({ seed: 1 });
    expect(Object.keys(contributions(net, { a: [[2]], b: [[1]] }))).toEqual(["a"]);
  });

  test("both backends agree on an LSTM, and rows do not depend on each other", () => {
    const random = randomStream(3, "contributions");
    const x = Array.from({ length: 5 }, () =>
      Array.from({ length: 7 }, () => [random.uniform() - 0.5, random.uniform() - 0.5]),
    );
    const of = (backend: "wasm" | "reference") =>
      sequential([recurrent(lstm, { hidden: 6, layers: 2 }), linear(2)], { backend }).initialize({
        seed: 4,
        features: 2,
      });
    const exact = contributions(of("reference"), x).x!;
    const fast = contributions(of("wasm"), x).x!;
    const largest = Math.max(...exact.data.map(Math.abs));
    fast.data.forEach((value, i) => {
      expect(Math.abs(value - exact.data[i]!)).toBeLessThan(1e-5 * largest);
    });
    const alone = contributions(of("reference"), [x[3]!]).x!;
    alone.data.forEach((value, i) => {
      expect(value).toBeCloseTo(exact.data[3 * 14 + i]!, 12);
    });
  });

  test("says so where the model has no weights, or nothing is asked for", () => {
    expect(() => contributions(sequential(linear(1)), [[1]])).toThrowError(/E_ARGUMENT\].*a model with weights/);
    const net = sequential(linear(1)).initialize({ seed: 1, features: 1 });
    expect(() => contributions(net, [[1]], { of: () => 3 as never })).toThrowError(
      /E_SHAPE\] contributions, of: expected a tensor, got a value of type number/,
    );
  });
});
