import { describe, expect, test } from "vitest";
import { gradient } from "../gradient/gradient.ts";
import { engine } from "../program.ts";
import * as g from "./ops.ts";

const table = g.variable("table", [3, 5]);
const rows = [1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 100, 200, 300, 400, 500];

describe.each(["reference", "wasm"] as const)("on %s", (backend) => {
  const run = (results: Record<string, g.Value>, at: number[]) => {
    const on = engine({ backend });
    const tensors = Object.fromEntries(Object.entries(results).map(([name, t]) => [name, g.tensor(t)]));
    const program = on.compile({ results: tensors });
    on.declare("table", [3, 5]);
    on.write("table", rows);
    program.run({ at }, { B: at.length });
    return (name: string) => [...program.result(name).data];
  };

  test("gather takes rows by their number", () =>
    expect(run({ y: g.gather(table, g.input("at", ["B"])) }, [2, 0, 2])("y")).toEqual([
      ...[100, 200, 300, 400, 500],
      ...[1, 2, 3, 4, 5],
      ...[100, 200, 300, 400, 500],
    ]));

  test.each([-1, 3, 1.5, 1e30, Number.NaN, Number.NEGATIVE_INFINITY])("%s is no row and gives NaN", (index) => {
    const y = run({ y: g.gather(table, g.input("at", ["B"])) }, [index, 1])("y");
    expect(y).toEqual([...new Array(5).fill(Number.NaN), 10, 20, 30, 40, 50]);
  });

  test("scatter adds up by row number, leaves out what is none, and gives 0 to rows that nothing goes to", () => {
    const at = g.input("at", ["B"]);
    const values = g.broadcast(g.array([1, 2, 3, 4, 5], [5]), ["B", 5]);
    expect(run({ y: g.scatter(values, at, 3) }, [2, 0, 2, 7, -1, 0.5])("y")).toEqual([
      ...[1, 2, 3, 4, 5],
      ...[0, 0, 0, 0, 0],
      ...[2, 4, 6, 8, 10],
    ]);
  });

  test("a table's gradient is the sum over the rows taken, whatever their number", () => {
    const at = g.input("at", ["B"]);
    const loss = g.sum(g.square(g.gather(table, at)));
    const { gradients } = gradient(loss, [table]);
    for (const count of [1, 15, 16, 33, 200]) {
      const found = run({ d: gradients[0]! }, new Array(count).fill(1))("d");
      expect(found.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
      expect(found.slice(5, 10)).toEqual([10, 20, 30, 40, 50].map((x) => 2 * x * count));
    }
  });
});

describe("what does not fit is refused", () => {
  test("a table with an axis of run-time length", () =>
    expect(() => g.gather(g.input("x", ["B", 3]), g.input("at", ["B"]))).toThrowError(
      /E_SHAPE\] gather: expected a table of fixed size.*got x \[B, 3\]/,
    ));

  test("values and indices of different shapes", () =>
    expect(() => g.scatter(g.input("x", ["B", 3]), g.input("at", ["T"]), 2)).toThrowError(
      /E_SHAPE\] scatter: .*got x \[B, 3\] and at \[T\]/,
    ));
});
