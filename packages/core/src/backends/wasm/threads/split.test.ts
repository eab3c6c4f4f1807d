import { describe, expect, test } from "vitest";
import { nodesOf } from "../../../graph/inspect.test.support.ts";
import * as g from "../../../graph/ops.ts";
import { scan } from "../../../graph/scan.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { splitAtSums } from "./split.ts";

const x = g.input("x", ["T", "B", 3]);
const W = g.variable("W", [2, 3]);
const y = g.tanh(g.matmul(x, W, "nt"));

const split = (result: Tensor) => splitAtSums({ results: { result } });

describe("splitAtSums", () => {
  test("cuts at sums over rows: what leads there on one side, what follows on the other", () => {
    const gradient = g.matmul(y, x, "tn");
    const found = splitAtSums({
      results: { loss: g.div(g.sum(y), g.size("B")) },
      updates: new Map([[W, g.sub(W, g.mul(0.1, gradient))]]),
    })!;
    expect(found.totals.map(({ shape }) => shape)).toEqual([
      [1, 1, 1],
      [2, 3],
    ]);
    expect([...found.rows.updates!.values()].map(({ node }) => node.op.kind)).toEqual(["reduce", "matmul"]);
    const behind = [found.rest.results.loss!, ...found.rest.updates!.values()];
    expect(nodesOf(behind, "input")).toEqual([]);
    expect(nodesOf(behind, "matmul")).toEqual([]);
    expect(nodesOf(behind, "size")).toHaveLength(1);
  });

  test("takes sums over rows and steps, and over any other axes that are reduced with them", () => {
    for (const sum of [g.sum(y), g.sum(y, [0, 1]), g.sum(y, [1, 0, 2]), g.sum(g.element(y, "last"), [0])])
      expect(split(sum)).toBeDefined();
  });

  test("leaves whole what has no sum over rows, or a result for every row", () => {
    expect(split(g.sum(W))).toBeUndefined();
    expect(split(g.sum(y, [2]))).toBeUndefined();
  });

  test.each<[string, Tensor]>([
    ["rows are compared with their mean", g.sum(g.square(g.sub(y, g.mean(y, [0, 1]))))],
    ["rows are weighed by a total", g.sum(g.mul(y, g.sum(y)))],
    ["a maximum is taken over rows", g.reduceMax(y)],
    ["the first row is picked", g.sum(g.element(g.transpose(y, [1, 0, 2]), "first"))],
    ["rows become columns", g.sum(g.reshape(g.transpose(y, [1, 0, 2]), ["T", "B", 2]))],
    [
      "a loop goes along the rows",
      scan({
        axis: "B",
        sequences: [g.transpose(y, [1, 0, 2])],
        initial: [],
        step: ([at]) => ({ next: [], summed: [g.sum(at!)] }),
      }).sums[0]!,
    ],
    [
      "a loop sums over rows as it goes",
      scan({
        axis: "T",
        sequences: [y],
        initial: [g.constant(0)],
        step: ([at], [s]) => ({ next: [g.tanh(g.add(s!, g.sum(at!)))] }),
      }).finals[0]!,
    ],
    ["steps are summed after the rows, each by itself", g.sum(g.sum(y, [1]), [0])],
  ])("leaves whole where %s", (_, result) => {
    expect(split(result)).toBeUndefined();
  });
});
