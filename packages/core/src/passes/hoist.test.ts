import { describe, expect, test } from "vitest";
import { bodiesOf, nodesIn, nodesOf } from "../graph/inspect.test.support.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import { hoist } from "./hoist.ts";

const x = g.input("x", ["T", "B", 3]);
const h0 = g.input("h", ["B", 4]);
const W = g.variable("W", [4, 3]);
const U = g.variable("U", [4, 4]);

const layer = (step: (x: Tensor, h: Tensor) => Tensor, reverse = false) =>
  scan({ axis: "T", reverse, sequences: [x], initial: [h0], step: ([xt], [h]) => ({ next: [step(xt!, h!)] }) }).finals;

const products = (results: readonly Tensor[]) => ({
  outside: nodesOf(results, "matmul").map((n) => n.outputs[0]!.shape),
  inside: nodesIn(bodiesOf(results)[0]!, "matmul").length,
});

describe("hoist", () => {
  test.each([false, true])("computes the inputs' projection for all steps at once (reverse: %s)", (reverse) => {
    const results = hoist(layer((xt, h) => g.tanh(g.add(g.matmul(xt, W, "nt"), g.matmul(h, U, "nt"))), reverse));
    expect(products(results)).toEqual({ outside: [["T", "B", 4]], inside: 1 });
    expect(bodiesOf(results)[0]!.sequences).toHaveLength(2);
  });

  test("takes along what the projection is of", () => {
    const results = hoist(
      layer((xt, h) => g.add(h, g.matmul(g.sigmoid(g.concat([g.slice(xt, 1, 0, 2), g.slice(xt, 1, 2, 1)])), W, "nt"))),
    );
    expect(products(results)).toEqual({ outside: [["T", "B", 4]], inside: 0 });
    expect(nodesIn(bodiesOf(results)[0]!, "unary")).toHaveLength(0);
  });

  test("puts the steps of a value with fewer axes where the others have theirs", () => {
    const { finals } = scan({
      axis: "T",
      sequences: [x, g.input("s", ["T", 3])],
      initial: [h0],
      step: ([xt, st], [h]) => ({ next: [g.add(h!, g.matmul(g.mul(xt!, st!), W, "nt"))] }),
    });
    const results = hoist(finals);
    expect(products(results)).toEqual({ outside: [["T", "B", 4]], inside: 0 });
    expect(nodesOf(results, "binary")[0]!.inputs.map((t) => t.shape)).toEqual([
      ["T", "B", 3],
      ["T", 1, 3],
    ]);
  });

  test("takes a product of a product", () => {
    const results = hoist(layer((xt, h) => g.add(h, g.matmul(g.matmul(xt, W, "nt"), U))));
    expect(products(results)).toEqual({
      outside: [
        ["T", "B", 4],
        ["T", "B", 4],
      ],
      inside: 0,
    });
  });

  test("leaves alone what depends on a state, and elementwise work", () => {
    const results = hoist(layer((xt, h) => g.tanh(g.add(g.matmul(g.mul(h, g.sum(xt, [1], true)), U), h))));
    expect(products(results)).toEqual({ outside: [], inside: 1 });
    const plain = hoist(layer((xt, h) => g.mul(h, g.sum(g.exp(xt), [1], true))));
    expect(nodesIn(bodiesOf(plain)[0]!, "unary")).toHaveLength(1);
  });

  describe("a narrow product that is added to a wide one which stays", () => {
    const wide = g.variable("V", [24, 24]);
    const unroll = (features: number, step: (xt: Tensor, h: Tensor, W: Tensor) => Tensor) =>
      scan({
        axis: "T",
        sequences: [g.input("x", ["T", "B", features])],
        initial: [g.input("h", ["B", 24])],
        step: ([xt], [h]) => ({ next: [step(xt!, h!, g.variable("W", [24, features]))] }),
      }).finals;
    const cell = (xt: Tensor, h: Tensor, W: Tensor) =>
      g.tanh(g.add(g.add(g.matmul(xt, W, "nt"), g.matmul(h, wide, "nt")), g.variable("b", [24])));

    test("stays too, up to an eighth of its width", () => {
      expect(products(hoist(unroll(3, cell)))).toEqual({ outside: [], inside: 2 });
      expect(products(hoist(unroll(4, cell)))).toEqual({ outside: [["T", "B", 24]], inside: 1 });
    });

    test("leaves where something else reads it, or where it is not a term of that sum", () => {
      const shared = (xt: Tensor, h: Tensor, W: Tensor) => {
        const projected = g.matmul(xt, W, "nt");
        return g.mul(g.add(projected, g.matmul(h, wide, "nt")), projected);
      };
      const scaled = (xt: Tensor, h: Tensor, W: Tensor) =>
        g.add(g.matmul(xt, W, "nt"), g.mul(h, g.matmul(h, wide, "nt")));
      for (const step of [shared, scaled])
        expect(products(hoist(unroll(3, step)))).toEqual({ outside: [["T", "B", 24]], inside: 1 });
    });
  });

  test("moves a product of what comes in from outside both loops out of both, computed once", () => {
    const outside = g.input("k", [2, "B", 3]);
    const results = hoist(
      layer(
        (xt, h) =>
          scan({
            axis: 2,
            sequences: [outside],
            initial: [h],
            step: ([kt], [s]) => {
              const projected = g.matmul(g.mul(kt!, 0.5), W, "nt");
              return { next: [g.add(g.mul(s!, g.sum(xt, [1], true)), g.tanh(projected))] };
            },
          }).finals[0]!,
      ),
    );
    expect(products(results)).toEqual({ outside: [[2, "B", 4]], inside: 0 });
  });

  test("moves out of every loop that a product does not depend on", () => {
    const results = hoist(
      layer(
        (xt, h) =>
          scan({
            axis: 2,
            sequences: [],
            initial: [h],
            step: (_, [s]) => ({ next: [g.add(s!, g.matmul(xt, W, "nt"))] }),
          }).finals[0]!,
      ),
    );
    expect(products(results)).toEqual({ outside: [["T", "B", 4]], inside: 0 });
  });
});
