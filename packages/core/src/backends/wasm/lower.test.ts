import { describe, expect, test } from "vitest";
import * as g from "../../graph/ops.ts";
import { scan } from "../../graph/scan.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { engine } from "../../program.ts";
import { Pair } from "../compare.test.support.ts";

/** What nobody would find at random. */
const cases: Record<string, () => Tensor | readonly Tensor[]> = {
  "a column against a run-time axis in its place": () => g.add(g.input("x", [5, 1]), g.input("y", [5, "B"])),
  "a broadcast from a column to a run-time axis": () => g.tanh(g.broadcast(g.input("x", [5, 1]), ["T", 5, "B"])),
  "a sum over rows that are all the same one": () => g.sum(g.broadcast(g.input("x", [5]), ["B", 5]), [0]),
  "a maximum over repeated rows, within others": () =>
    g.reduceMax(g.broadcast(g.input("x", ["T", 1, 5]), ["T", "B", 5]), [1]),
  "a sum over axes with one of length 1 between them, of some columns": () =>
    g.sum(g.slice(g.input("x", ["T", 1, "B", 9]), 3, 3, 5), [0, 2]),
  "a sum over the steps, and a maximum over the batch, of some columns": () => {
    const columns = g.slice(g.input("x", ["T", "B", 9]), 2, 3, 5);
    return [g.sum(columns, [0]), g.reduceMax(columns, [1])];
  },
  "a sum over the outer and the inner axis of three": () => g.sum(g.input("x", ["T", "B", 3, 5]), [0, 2]),
  "a sum over a run-time last axis": () => g.sum(g.input("x", [3, "T", "B"]), [0, 2]),
  "both ends of a fixed axis": () =>
    ["first", "last"].map((end) => g.exp(g.element(g.input("x", [6]), end as "first"))),
  "a number placed at either end of a fixed axis": () => {
    const x = g.exp(g.input("x", []));
    return [g.place(x, "first", 6), g.place(x, "last", 6), g.place(x, "last", 1)];
  },
  "rows placed at either end of a fixed axis": () => {
    const x = g.exp(g.input("x", ["B", 6]));
    return [g.place(x, "first", 3), g.place(x, "last", "T")];
  },
  "parts joined along an axis before run-time ones": () =>
    g.concat([g.input("x", [2, "B", 3]), g.input("y", [1, "B", 3])], 0),
  "zeros around an axis before run-time ones": () => g.pad(g.input("x", [2, "T", "B"]), 0, 1, 2),
  "a slice along an axis before run-time ones": () => g.exp(g.slice(g.input("x", [4, "T", "B"]), 0, 1, 2)),
  "columns that a splat repeats, sliced and transposed": () => {
    const splat = g.broadcast(g.input("x", ["B", 1]), ["B", 6]);
    return [g.exp(g.slice(splat, 1, 2, 3)), g.transpose(splat, [1, 0]), g.reshape(splat, ["B", 2, 3])];
  },
  "the steps of a row of numbers": () => {
    const { stacks, sums, finals } = scan({
      axis: 6,
      sequences: [g.input("x", [6])],
      initial: [g.constant(0.5)],
      step: ([xt], [s]) => {
        const next = g.add(g.mul(s!, 0.5), xt!);
        return { next: [next], stacked: [g.tanh(next), s!, next, xt!], summed: [g.square(xt!)] };
      },
    });
    return [...stacks, ...sums, ...finals, g.mul(stacks[1]!, 2)];
  },
  "the steps of a row of numbers, backwards": () => {
    const { stacks } = scan({
      axis: 6,
      reverse: true,
      sequences: [g.input("x", [6])],
      initial: [g.input("s", [])],
      step: ([xt], [s]) => ({ next: [g.mul(s!, xt!)], stacked: [s!, g.exp(g.mul(s!, xt!))] }),
    });
    return stacks.map((t) => g.sub(t, 1));
  },
  "states that change places": () => {
    const { finals, stacks } = scan({
      axis: "T",
      sequences: [g.input("x", ["T", "B", 3])],
      initial: [g.input("h", ["B", 3]), g.input("c", ["B", 3])],
      step: ([xt], [h, c]) => ({ next: [c!, h!], stacked: [g.mul(h!, xt!), c!, h!] }),
    });
    return [...finals, ...stacks];
  },
  "next states that are an input, a constant, a captured value and one another's": () => {
    const capture = g.tanh(g.input("k", ["B", 3]));
    const state = (name: string) => g.input(name, ["B", 3]);
    const { finals, stacks, sums } = scan({
      axis: "T",
      reverse: true,
      sequences: [g.input("x", ["T", "B", 3])],
      initial: ["a", "b", "c", "d", "e"].map(state),
      step: ([xt], [a, b, c, d]) => {
        const next = g.tanh(g.add(g.add(a!, b!), g.add(c!, d!)));
        return {
          next: [xt!, g.zeros(["B", 3]), capture, next, next],
          stacked: [next, next, a!, capture, xt!, g.zeros(["B", 3])],
          summed: [next, next, capture, xt!, d!],
        };
      },
    });
    return [...finals, ...stacks, ...sums];
  },
  "a gate that is stacked, summed, a next state and a factor at once": () => {
    const W = g.variable("W", [5, 5]);
    const { finals, stacks, sums } = scan({
      axis: "T",
      sequences: [g.input("x", ["T", "B", 5])],
      initial: [g.input("h", ["B", 5])],
      step: ([xt], [h]) => {
        const z = g.sigmoid(g.add(g.matmul(h!, W), xt!));
        const [columns, shared] = [g.sum(z, [0]), g.sum(g.mul(z, h!), [0])];
        return { next: [z], stacked: [z, g.mul(z, h!), shared], summed: [z, columns, shared] };
      },
    });
    return [...finals, ...stacks, ...sums];
  },
  "products of values side by side, stacked and not, of odd widths": () => {
    const [h0, x] = [g.input("h", ["B", 6]), g.input("x", ["T", "B", 3])];
    const weight = (name: string, rows: number) => g.variable(name, [rows, 6]);
    const { finals, stacks } = scan({
      axis: "T",
      sequences: [x],
      initial: [h0],
      step: ([xt], [h]) => {
        const [a, b] = [g.tanh(g.mul(h!, 2)), g.sigmoid(xt!)];
        const sum = g.add(g.matmul(a, weight("U", 6)), g.matmul(b, weight("W", 3)));
        return { next: [g.tanh(sum)], stacked: [b] };
      },
    });
    return [...finals, ...stacks, g.matmul(stacks[0]!, weight("W", 3))];
  },
  "products of values side by side, one of which is the next state": () => {
    const weight = (name: string) => g.variable(name, [6, 6]);
    const { finals, stacks } = scan({
      axis: "T",
      sequences: [g.input("x", ["T", "B", 6])],
      initial: [g.input("h", ["B", 6]), g.input("c", ["B", 6])],
      step: ([xt], [h, c]) => {
        const [a, b] = [g.tanh(g.add(h!, xt!)), g.sigmoid(g.sub(c!, xt!))];
        const sum = g.add(g.matmul(a, weight("U")), g.matmul(b, weight("W")));
        return { next: [a, g.tanh(sum)], stacked: [b, a] };
      },
    });
    return [...finals, ...stacks];
  },
  "products of columns of a state before and after the step": () => {
    const { finals, stacks } = scan({
      axis: "T",
      sequences: [g.input("x", ["T", "B", 6])],
      initial: [g.input("h", ["B", 6]), g.input("c", ["B", 2])],
      step: ([xt], [h]) => {
        const next = g.tanh(g.add(h!, xt!));
        const sum = g.add(
          g.matmul(g.slice(h!, 1, 0, 3), g.variable("U", [3, 2])),
          g.matmul(g.slice(next, 1, 3, 3), g.variable("W", [3, 2])),
        );
        return { next: [next, g.tanh(sum)], stacked: [next] };
      },
    });
    return [...finals, ...stacks];
  },
  "one value as both sides of a sum of products": () => {
    const x = g.exp(g.input("x", ["B", 5]));
    return g.add(g.matmul(x, g.variable("V", [5, 3])), g.matmul(x, g.variable("W", [5, 3])));
  },
};

describe.each(["all passes", "no passes"])("with %s, wasm computes as the reference does:", (which) => {
  test.each(Object.entries(cases))("%s", (_, make) => {
    const made = make();
    const results = Object.fromEntries([made].flat().map((t, i) => [`result ${i}`, t as Tensor]));
    const pair = new Pair({ results }, engine(), which === "no passes" ? { passes: [] } : {});
    for (const lengths of [
      { B: 1, T: 1 },
      { B: 3, T: 2 },
      { B: 2, T: 5 },
    ]) {
      pair.run(lengths);
      expect(pair.worst().difference).toBeLessThan(1e-6);
    }
  });
});
