import { describe, expect, test } from "vitest";
import { evaluate } from "../backends/reference/evaluate.ts";
import { ndarray } from "../backends/reference/ndarray.ts";
import * as g from "./ops.ts";
import type { Tensor } from "./tensor.ts";

const x = g.input("x", ["T", "B", 6]);

describe("shapes", () => {
  const cases: [string, () => Tensor, (number | string)[]][] = [
    ["broadcast as NumPy does", () => g.add(g.input("a", ["B", 1]), g.input("b", ["T", 1, 4])), ["T", "B", 4]],
    ["of x · W", () => g.matmul(x, g.variable("w", [6, 2])), ["T", "B", 2]],
    ["of x · Wᵀ", () => g.matmul(x, g.variable("w", [2, 6]), "nt"), ["T", "B", 2]],
    ["of xᵀ · y", () => g.matmul(x, g.input("y", ["T", "B", 3]), "tn"), [6, 3]],
    ["of a sum without the reduced axes", () => g.sum(x, [0, -1]), ["B"]],
    ["of a sum that keeps them", () => g.sum(x, [0, -1], true), [1, "B", 1]],
    ["of a reshape", () => g.reshape(x, ["B", 2, "T", 3]), ["B", 2, "T", 3]],
    ["of a transposition", () => g.transpose(x, [2, 0, 1]), [6, "T", "B"]],
    ["of a slice", () => g.slice(x, -1, 2, 3), ["T", "B", 3]],
    ["of the last element", () => g.element(x, "last"), ["B", 6]],
    ["of a placed element", () => g.place(x, "first", 3), [3, "T", "B", 6]],
    ["of joined parts", () => g.concat([x, g.slice(x, 2, 0, 1)]), ["T", "B", 7]],
    ["of zeros around", () => g.pad(x, 2, 1, 2), ["T", "B", 9]],
  ];
  test.each(cases)("%s", (_, make, shape) => expect(make().shape).toEqual(shape));
});

describe("E_SHAPE, naming the tensors", () => {
  const y = g.input("y", ["T", "B", 5]);
  const cases: [string, () => Tensor, string][] = [
    ["sizes that do not broadcast", () => g.add(x, y), "x [T, B, 6] and y [T, B, 5]"],
    [
      "inner sizes that differ",
      () => g.matmul(x, g.variable("w", [5, 2])),
      "expected a right side with 6 rows, got [5, 2]",
    ],
    ["a right side that is no matrix", () => g.matmul(x, y), "got [T, B, 5]"],
    ["leading axes that differ", () => g.matmul(x, g.input("z", ["B", 2]), "tn"), "the same leading axes"],
    ["an axis that there is not", () => g.sum(x, [3]), "axes 3"],
    ["another number of elements", () => g.reshape(x, ["T", 6]), "as many elements as x [T, B, 6]"],
    ["no permutation", () => g.transpose(x, [0, 0, 1]), "a permutation of the 3 axes"],
    ["a slice of a run-time axis", () => g.slice(x, 0, 0, 1), "an axis of fixed length"],
    ["a slice beyond the end", () => g.slice(x, 2, 4, 3), "a range within 0 … 5"],
    ["parts that do not fit", () => g.concat([x, g.input("z", ["T", 6])]), "shapes that agree but for axis -1"],
    ["a broadcast to a smaller shape", () => g.broadcast(x, ["B", 6]), "a shape that broadcasts to [B, 6]"],
    ["values of another number", () => g.array([1, 2, 3], [2, 2]), "4 values for shape [2, 2]"],
  ];
  test.each(cases)("for %s", (_, make, text) => {
    expect(make).toThrow("[E_SHAPE]");
    expect(make).toThrow(text);
  });
});

describe("numbers", () => {
  test("fold while tracing", () => {
    expect(g.constantValue(g.mul(g.add(2, 3), g.neg(4)))).toBe(-20);
    expect(g.add(x, 0)).toBe(x);
    expect(g.mul(1, x)).toBe(x);
    expect(g.div(x, 1)).toBe(x);
    expect(g.sub(x, 0)).toBe(x);
  });

  const values = new Map([[x, ndarray([2, 1, 6], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])]]);
  const of = (t: Tensor) => [...evaluate([t], values, { T: 2, B: 1 })[0]!.data];

  test("a mean counts run-time lengths, and an axis named twice once", () => {
    expect(of(g.mean(x))).toEqual([6.5]);
    expect(of(g.mean(x, [0, 0, -3]))).toEqual([4, 5, 6, 7, 8, 9]);
  });

  test("a softmax of large values is finite and adds up to 1", () => {
    const soft = of(g.softmax(g.mul(x, 1000)));
    expect(soft.every(Number.isFinite)).toBe(true);
    expect(soft.slice(0, 6).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});
