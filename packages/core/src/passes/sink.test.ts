import { describe, expect, test } from "vitest";
import { evaluate } from "../backends/reference/evaluate.ts";
import { ndarray } from "../backends/reference/ndarray.ts";
import { bodiesOf, nodesIn, nodesOf } from "../graph/inspect.test.support.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import { sink } from "./sink.ts";

const a = g.input("a", ["T", "B", 3]);
const d0 = g.input("d", ["B", 4]);
const W = g.variable("W", [4, 3]);

type Step = (a: Tensor, d: Tensor) => { stacked?: Tensor[]; summed?: Tensor[] };

/** A backward loop's shape: d changes from step to step, a comes in. */
const loop = (step: Step) =>
  scan({
    axis: "T",
    reverse: true,
    sequences: [a],
    initial: [d0],
    step: ([at], [d]) => ({ next: [g.tanh(d!)], ...step(at!, d!) }),
  });

const products = (results: readonly Tensor[]) => ({
  outside: nodesOf(results, "matmul").map((n) => [n.op.form, ...n.outputs[0]!.shape]),
  inside: nodesIn(bodiesOf(results)[0]!, "matmul").length,
});

describe("sink", () => {
  test("turns Σ_t a_tᵀ d_t into one product over all steps", () => {
    const results = sink(loop((at, d) => ({ summed: [g.matmul(at, d, "tn")] })).sums);
    expect(products(results)).toEqual({ outside: [["tn", 3, 4]], inside: 0 });
    const [left, right] = nodesOf(results, "matmul")[0]!.inputs;
    expect(left).toBe(a);
    expect(right!.shape).toEqual(["T", "B", 4]);
  });

  test("turns a sum over rows at every step into one sum over all rows", () => {
    const results = sink(
      loop((at, d) => ({ summed: [g.add(g.sum(d, [0]), g.sum(g.mul(g.sum(at, [1], true), d), [0]))] })).sums,
    );
    expect(nodesOf(results, "reduce").map((n) => [n.inputs[0]!.shape, n.op.kind === "reduce" && n.op.axes])).toEqual([
      [
        ["T", "B", 4],
        [0, 1],
      ],
      [
        ["T", "B", 4],
        [0, 1],
      ],
    ]);
    expect(nodesIn(bodiesOf(results)[0]!, "reduce").map((n) => n.outputs[0]!.shape)).toEqual([["B", 1]]);
  });

  test("turns a sum of such products into a sum of large ones", () => {
    const results = sink(
      loop((at, d) => ({ summed: [g.add(g.matmul(at, d, "tn"), g.matmul(at, g.exp(d), "tn"))] })).sums,
    );
    expect(products(results)).toEqual({
      outside: [
        ["tn", 3, 4],
        ["tn", 3, 4],
      ],
      inside: 0,
    });
  });

  test("turns a stack of products with a weight into one product of the stack", () => {
    const results = sink(loop((_, d) => ({ stacked: [g.matmul(d, W)] })).stacks);
    expect(products(results)).toEqual({ outside: [["nn", "T", "B", 3]], inside: 0 });
  });

  test("takes sums and pads of products along", () => {
    const results = sink(
      loop((_, d) => ({ stacked: [g.pad(g.add(g.matmul(d, W), g.matmul(g.exp(d), W)), 1, 1, 2)] })).stacks,
    );
    expect(products(results)).toEqual({
      outside: [
        ["nn", "T", "B", 3],
        ["nn", "T", "B", 3],
      ],
      inside: 0,
    });
    expect(results[0]!.shape).toEqual(["T", "B", 6]);
  });

  test("leaves a sum in the loop whose parts have different numbers of axes", () => {
    const row = g.input("row", ["T", 4]);
    const results = scan({
      axis: "T",
      sequences: [row],
      initial: [d0],
      step: ([r], [d]) => ({ next: [g.tanh(d!)], stacked: [g.add(g.matmul(d!, W), g.matmul(r!, W))] }),
    }).stacks;
    expect(products(sink(results))).toEqual({ outside: [], inside: 2 });
  });

  test("leaves a product in the loop that the loop waits for", () => {
    const results = scan({
      axis: "T",
      sequences: [a],
      initial: [d0],
      step: ([at], [d]) => {
        const back = g.matmul(d!, W);
        return { next: [g.matmul(g.mul(back, at!), W, "nt")], stacked: [back] };
      },
    }).stacks;
    expect(products(sink(results))).toEqual({ outside: [], inside: 2 });
  });

  test("leaves a product with a captured side alone: it is no sum over steps of two changing values", () => {
    const results = loop((_, d) => ({ summed: [g.matmul(d0, d, "tn")] })).sums;
    expect(products(sink(results))).toEqual({ outside: [], inside: 1 });
  });

  test("still stacks a captured weight as it is when a product with it leaves", () => {
    const { stacks } = loop((_, d) => ({ stacked: [g.matmul(d, W), W] }));
    const results = sink(stacks);
    expect(results.map((t) => t.shape)).toEqual([
      ["T", "B", 3],
      ["T", 4, 3],
    ]);
    const leaves = new Map([
      [a, ndarray([2, 1, 3])],
      [d0, ndarray([1, 4], [1, 0, 0, 0])],
      [W, ndarray([4, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])],
    ]);
    const [product, stack] = evaluate(results, leaves, { T: 2, B: 1 });
    // The last step of a reversed loop comes first: d is 1, then tanh 1.
    expect([...product!.data].map((y) => Math.round(y * 1e4) / 1e4)).toEqual([0.7616, 1.5232, 2.2848, 1, 2, 3]);
    expect([...stack!.data].slice(12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
