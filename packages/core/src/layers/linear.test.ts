import { describe, expect, test } from "vitest";
import { tanh } from "../graph/ops.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { linear } from "./linear.ts";
import { sequential } from "./sequential.ts";

describe.each(backends)("on $backend", ({ backend, values }) => {
  test("y = x·Wᵀ + b for rows and for every step of sequences", () => {
    const model = sequential([linear(2)], { backend }).initialize({ features: 3, seed: 1 });
    model.setParameters({
      "linear.W": [
        [1, 2, 3],
        [-1, 0, 1],
      ],
      "linear.b": [10, 20],
    });
    expectClose(model.predict([[1, 1, 1]]).data, [16, 20], values);
    const sequence = model.predict([
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      [
        [0, 0, 1],
        [0, 0, 0],
      ],
    ]);
    expect(sequence.shape).toEqual([2, 2, 2]);
    expectClose(sequence.data, [11, 19, 12, 20, 13, 21, 10, 20], values);
  });

  test("without bias there is none", () => {
    const model = sequential([linear(2, { bias: false })], { backend }).initialize({ features: 3, seed: 1 });
    expect(Object.keys(model.parameters)).toEqual(["linear.W"]);
    expect(model.predict([[0, 0, 0]]).data).toEqual(model.predict([[0, 0, 0]]).data.fill(0));
  });

  test("first values lie within ±1/√in and fill that interval, bias included", () => {
    const model = sequential([linear(400)], { backend }).initialize({ features: 16, seed: 1 });
    for (const name of ["linear.W", "linear.b"]) {
      const { data } = model.parameters[name]!;
      expect(Math.max(...data)).toBeGreaterThan(0.24);
      expect(Math.max(...data)).toBeLessThanOrEqual(0.25);
      expect(Math.min(...data)).toBeLessThan(-0.24);
      expect(Math.min(...data)).toBeGreaterThanOrEqual(-0.25);
    }
  });

  test("init sets first values by name", () => {
    const model = sequential([linear(2, { init: { W: "zeros", b: 7 } })], { backend });
    expect(model.initialize({ features: 3, seed: 1 }).predict([[1, 2, 3]]).data).toEqual(
      model.predict([[0, 0, 0]]).data.fill(7),
    );
  });

  test("layers of the same name are numbered, named ones keep their name", () => {
    const model = sequential([linear(4), tanh, linear(3, { name: "middle" }), linear(1)], { backend });
    model.initialize({ features: 2, seed: 1 });
    expect(Object.entries(model.parameters).map(([name, { shape }]) => [name, shape])).toEqual([
      ["linear.W", [4, 2]],
      ["linear.b", [4]],
      ["middle.W", [3, 4]],
      ["middle.b", [3]],
      ["linear_2.W", [1, 3]],
      ["linear_2.b", [1]],
    ]);
  });
});

test.each([0, -1, 1.5, Number.NaN, "3" as unknown as number])("%s outputs are refused", (out) => {
  expect(() => linear(out)).toThrowError(/E_ARGUMENT\] linear, out: expected a positive integer/);
});

test("an initialisation for a parameter that the layer has not is refused", () => {
  expect(() => linear(1, { bias: false, init: { b: 1 } })).toThrowError(
    /E_ARGUMENT\] linear, init: expected names among W/,
  );
  expect(() => linear(1, { init: { W: "unknown" as "zeros" } })).toThrowError(/E_ARGUMENT\] linear, init of W/);
});

test("a layer outside of a model says where it belongs", () => {
  expect(() => linear(1)({ shape: ["B", 3] } as never)).toThrowError(
    /E_ARGUMENT\] layer "linear".*while a model is traced/,
  );
});
