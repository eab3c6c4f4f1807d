import { describe, expect, test } from "vitest";
import { bodiesOf, census, nodesIn, nodesOf } from "../graph/inspect.test.support.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { cse } from "./cse.ts";

const x = g.input("x", ["T", "B", 3]);

describe("cse", () => {
  test("computes the same operation on the same inputs once", () => {
    const twice = () => g.exp(g.slice(x, 2, 1, 2));
    expect(census(cse([g.add(twice(), twice())]))).toEqual({ input: 1, slice: 1, unary: 1, binary: 1 });
  });

  test("takes the order of operands for part of the operation", () => {
    const y = g.input("y", ["T", "B", 3]);
    expect(census(cse([g.sub(x, y), g.sub(y, x), g.sub(x, y)])).binary).toBe(2);
  });

  test("keeps operations apart that differ in an attribute alone", () => {
    const results = [g.sum(x, [0], true), g.sum(x, [1], true), g.reduceMax(x, [1], true), g.sum(x, [1], true)];
    expect(census(cse(results)).reduce).toBe(3);
  });

  test("keeps NaN, both infinities and both zeros apart", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
    const results = [...values, ...values].map((value) => g.max(x, g.constant(value)));
    const constants = nodesOf(cse(results), "constant").map((n) => n.op.value);
    expect(constants).toHaveLength(5);
    for (const value of values) expect(constants.some((c) => Object.is(c, value))).toBe(true);
  });

  test("gives every result its tensor, shared or not", () => {
    const [a, b, c] = cse([g.tanh(x), g.exp(x), g.tanh(x)]);
    expect(a).toBe(c);
    expect(a).not.toBe(b);
  });

  describe("in a scan", () => {
    const twin = () =>
      scan({
        axis: "T",
        sequences: [x, x],
        initial: [g.input("h", ["B", 3])],
        step: ([a, b], [h]) => {
          const weight = g.input("w", ["B", 3]);
          const same = () => g.mul(weight, g.tanh(g.add(h!, g.mul(a!, b!))));
          return { next: [g.add(same(), same())], stacked: [same(), same()], summed: [same(), same()] };
        },
      });

    test("works inside the body", () => {
      const { finals } = twin();
      expect(nodesIn(bodiesOf(cse(finals))[0]!, "unary")).toHaveLength(1);
    });

    test("brings in once what comes in twice", () => {
      const [body] = bodiesOf(cse(twin().finals));
      expect(body!.sequences).toHaveLength(1);
      expect(body!.captures).toHaveLength(1);
    });

    test("stacks and sums once what is stacked and summed twice", () => {
      const { stacks, sums } = twin();
      const results = cse([...stacks, ...sums]);
      expect(results[0]).toBe(results[1]);
      expect(results[2]).toBe(results[3]);
      expect(bodiesOf(results)[0]!.stacked).toHaveLength(1);
      expect(bodiesOf(results)[0]!.summed).toHaveLength(1);
    });
  });
});
