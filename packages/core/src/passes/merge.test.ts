import { describe, expect, test } from "vitest";
import { bodiesOf, nodesIn, nodesOf } from "../graph/inspect.test.support.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import { merge } from "./merge.ts";

const x = g.input("x", ["B", 3]);
const h = g.input("h", ["B", 5]);
const weight = (name: string, ...shape: number[]) => g.variable(name, shape);

const blocks = (results: readonly Tensor[]) =>
  nodesOf(results, "matmul").map(({ op: { form, rows, columns } }) => ({ form, rows, columns }));

describe("merge", () => {
  test("makes one product of a sum of products", () => {
    const sum = g.add(
      g.add(g.matmul(x, weight("W", 4, 3), "nt"), g.matmul(h, weight("U", 4, 5), "nt")),
      weight("b", 4),
    );
    expect(blocks(merge([sum]))).toEqual([{ form: "nt", rows: 2, columns: 1 }]);
  });

  test("makes one product of those with the same left side, of different widths too", () => {
    const results = merge([
      g.matmul(x, weight("V", 3, 2)),
      g.matmul(x, weight("W", 3, 7)),
      g.matmul(x, weight("X", 3, 1)),
    ]);
    expect(blocks(results)).toEqual([{ form: "nn", rows: 1, columns: 3 }]);
    expect(results.map((t) => t.shape)).toEqual([
      ["B", 2],
      ["B", 7],
      ["B", 1],
    ]);
  });

  test("makes one product of all four gates of a cell", () => {
    const gates = [0, 1, 2, 3].map((k) =>
      g.add(
        g.add(g.matmul(x, weight(`W${k}`, 5, 3), "nt"), g.matmul(h, weight(`U${k}`, 5, 5), "nt")),
        weight(`b${k}`, 5),
      ),
    );
    expect(blocks(merge(gates))).toEqual([{ form: "nt", rows: 2, columns: 4 }]);
  });

  test("works inside a loop", () => {
    const { finals } = scan({
      axis: "T",
      sequences: [],
      initial: [h],
      step: (_, [s]) => ({
        next: [g.mul(g.matmul(s!, weight("U", 5, 5)), g.tanh(g.matmul(s!, weight("V", 5, 5))))],
      }),
    });
    expect(nodesIn(bodiesOf(merge(finals))[0]!, "matmul").map((n) => n.op.columns)).toEqual([2]);
  });

  test("does not let a product wait for one that waits for it", () => {
    const first = g.matmul(x, weight("W", 3, 3));
    const right = g.matmul(first, g.input("y", ["B", 3]), "tn");
    const dependent = g.matmul(x, g.matmul(x, first, "tn"));
    expect(blocks(merge([first, right, dependent])).filter((p) => p.form === "nn")).toEqual([
      { form: "nn", rows: 1, columns: 1 },
      { form: "nn", rows: 1, columns: 1 },
    ]);
  });

  test("keeps a product apart that is needed on its own, or has another form", () => {
    const shared = g.matmul(x, weight("W", 3, 5));
    const sum = g.add(shared, g.matmul(h, weight("U", 5, 5)));
    expect(blocks(merge([sum, shared]))).toHaveLength(2);
    const mixed = g.add(g.matmul(x, weight("W", 3, 5)), g.matmul(h, weight("U", 5, 5), "nt"));
    expect(blocks(merge([mixed]))).toHaveLength(2);
  });

  test("leaves weight gradients alone", () => {
    const d = g.input("d", ["B", 4]);
    expect(blocks(merge([g.matmul(x, d, "tn"), g.matmul(x, h, "tn")]))).toHaveLength(2);
  });

  test("has nothing left to do after it ran", () => {
    const gates = [0, 1].map((k) =>
      g.add(g.matmul(x, weight(`W${k}`, 5, 3), "nt"), g.matmul(h, weight(`U${k}`, 5, 5), "nt")),
    );
    const sum = g.add(g.matmul(x, weight("V", 5, 3), "nt"), g.matmul(h, weight("Q", 5, 5), "nt"));
    const once = merge([...gates, g.add(sum, g.matmul(g.exp(x), weight("Z", 5, 3), "nt"))]);
    expect(blocks(merge(once))).toEqual(blocks(once));
  });
});
