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
