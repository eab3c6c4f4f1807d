import { describe, expect, test } from "vitest";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { cellNamed, cells } from "./index.ts";
import { PAPERS, type Row, type Weights } from "./papers.test.support.ts";

const T = 7;
const F = 3;
const H = 5;

const numbers = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

/** Flat numbers as the papers' formulas have them. */
const shaped = (shape: readonly number[], data: ArrayLike<number>): Weights[string] => {
  const flat = Array.from(data);
  if (shape.length === 1) return flat;
  return Array.from({ length: shape[0]! }, (_, i) => flat.slice(i * shape[1]!, (i + 1) * shape[1]!));
};

/** What a cell's paper gives for a sequence of one row, step by step, from zero states. */
function byPaper(name: string, x: ArrayLike<number>, weights: Weights): Row[] {
  const step = PAPERS[name]!;
  const rows = shaped([T, F], x) as number[][];
  const zero = Array.from({ length: H }, () => 0);
  let before: Row = { h: zero, c: zero, n: zero };
  return rows.map((row) => (before = step(row, before, weights)));
}

describe.each(backends)("on $backend", ({ backend, values }) => {
  // The largest weight: plain, and so far out that gates saturate.
  test.each(cells.flatMap(({ name }) => [1, 6].map((scale): [string, number] => [name, scale])))(
    "%s does what its paper says, weights up to %d",
    (name, scale) => {
      const cell = cellNamed(name);
      const net = sequential([recurrent(cell, { hidden: H, output: "sequence", name: "cell" })], { backend });
      net.initialize({ features: F, seed: 1 });
      const weights: Record<string, Weights[string]> = {};
      Object.entries(net.parameters).forEach(([path, { shape, data }], i) => {
        const own = numbers(data.length, i + 2).map((value) => Math.fround(scale * value));
        net.setParameters({ [path]: { shape, data: own } });
        weights[path.replace("cell.0.", "")] = shaped(shape, own);
      });
      const x = { shape: [1, T, F], data: numbers(T * F, 1).map(Math.fround) };
      const expected = byPaper(name, x.data, weights);
      const over = (value: string) => expected.flatMap((row) => [...row[value]!]);
      // Where gates saturate, a float32 state may hold the sum of many steps' roundings.
      const tolerance = backend === "wasm" && scale > 1 ? 10 * values : values;
      expectClose(net.predict(x).data, over("h"), tolerance);
      // The stabiliser takes part in sLSTM's c and n, and the paper's formulas do without.
      const named = cell.watch.filter((value) => value in expected[0]! && (name !== "slstm" || !"cn".includes(value)));
      const seen = net.watch(x, named);
      for (const value of named) expectClose(seen[value]!.data, over(value), tolerance);
    },
  );

  test("sLSTM's c and n are the paper's without a stabiliser, divided by e^m", () => {
    const net = sequential([recurrent(cellNamed("slstm"), { hidden: H, output: "sequence", name: "cell" })], {
      backend,
    }).initialize({ features: F, seed: 3 });
    const weights = Object.fromEntries(
      Object.entries(net.parameters).map(([path, { shape, data }]) => [
        path.replace("cell.0.", ""),
        shaped(shape, data),
      ]),
    );
    const x = { shape: [1, T, F], data: numbers(T * F, 1).map(Math.fround) };
    const { c, n, m } = net.watch(x, ["c", "n", "m"]);
    const expected = byPaper("slstm", x.data, weights);
    const scaled = (of: ArrayLike<number>) => Array.from(of, (value, i) => value * Math.exp(m.data[i]!));
    for (const [found, value] of [
      [c, "c"],
      [n, "n"],
    ] as const)
      expectClose(
        scaled(found.data),
        expected.flatMap((row) => [...row[value]!]),
        values,
      );
  });

  test.each(cells.map(({ name }) => name))("%s gives finite numbers where every gate saturates", (name) => {
    const cell = cellNamed(name);
    for (const sign of [1, -1]) {
      const net = sequential([recurrent(cell, { hidden: H, output: "sequence", name: "cell" })], { backend });
      net.initialize({ features: F, seed: 1 });
      for (const [path, { shape, data }] of Object.entries(net.parameters))
        net.setParameters({
          [path]: { shape, data: Array.from(data, (_, i) => (path.includes(".W") ? sign * 100 : i % 2)) },
        });
      const x = { shape: [1, T, F], data: numbers(T * F, 1).map((value) => 1 + Math.abs(value)) };
      expect(net.predict(x).data.every(Number.isFinite)).toBe(true);
    }
  });
});
