import { describe, expect, test } from "vitest";
import { bodiesOf, census } from "../graph/inspect.test.support.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { dce } from "./dce.ts";

const x = g.input("x", ["T", "B", 3]);
const y = g.input("y", ["T", "B", 3]);
const state = (name: string) => g.input(name, ["B", 3]);

/** h waits for c; k for nobody and nobody for k; stacks h, x w and y, sums y. */
const wide = () =>
  scan({
    axis: "T",
    sequences: [x, y],
    initial: [state("h"), state("c"), state("k")],
    step: ([xt, yt], [h, c, k]) => ({
      next: [g.add(h!, c!), g.tanh(c!), g.mul(k!, yt!)],
      stacked: [h!, g.mul(xt!, g.input("w", [3])), yt!],
      summed: [yt!],
    }),
  });

/** Positions of what is left, told by the labels of the body's own leaves and the names outside. */
const left = (results: ReturnType<typeof dce>) => {
  const body = bodiesOf(results)[0]!;
  const label = (list: typeof body.states) =>
    list.map((t) => (t.node.op.kind === "placeholder" ? t.node.op.label : ""));
  const { states, sequences, captures, stacked, summed } = body;
  return {
    states: label(states),
    sequences: label(sequences),
    captures: captures.length,
    stacked: stacked.length,
    summed: summed.length,
  };
};

describe("dce", () => {
  test("keeps the states that a state waits for, and drops the others", () => {
    expect(left(dce([wide().finals[0]!]))).toEqual({
      states: ["state 0", "state 1"],
      sequences: [],
      captures: 0,
      stacked: 0,
      summed: 0,
    });
  });

  test("drops unused stacks, sums, sequences and captures", () => {
    expect(left(dce([wide().stacks[1]!]))).toEqual({
      states: [],
      sequences: ["sequence 0"],
      captures: 1,
      stacked: 1,
      summed: 0,
    });
    expect(left(dce([wide().sums[0]!]))).toMatchObject({ sequences: ["sequence 1"], captures: 0, summed: 1 });
  });

  test("drops what only a dropped input needed", () => {
    const { stacks } = wide();
    expect(census(dce([stacks[2]!])).input).toBe(1);
    const behind = scan({
      axis: "T",
      sequences: [stacks[0]!, x],
      initial: [],
      step: ([, xt]) => ({ next: [], stacked: [xt!] }),
    });
    expect(census(dce([behind.stacks[0]!]))).toEqual({ input: 1, scan: 1 });
  });

  test("looks inside scans within scans", () => {
    const outer = scan({
      axis: "T",
      sequences: [x],
      initial: [state("h")],
      step: ([xt], [h]) => {
        const inner = scan({
          axis: 2,
          sequences: [],
          initial: [h!, xt!],
          step: (_, [a, b]) => ({ next: [g.tanh(a!), g.exp(b!)] }),
        });
        return { next: [inner.finals[0]!] };
      },
    });
    const [body] = bodiesOf(dce(outer.finals));
    expect(body!.sequences).toHaveLength(0);
    expect(bodiesOf(body!.next)[0]!.states).toHaveLength(1);
  });

  test("leaves a graph alone in which everything is needed", () => {
    const { finals, stacks, sums } = wide();
    const results = [...finals, ...stacks, ...sums];
    expect(left(dce(results))).toEqual({
      states: ["state 0", "state 1", "state 2"],
      sequences: ["sequence 0", "sequence 1"],
      captures: 1,
      stacked: 3,
      summed: 1,
    });
  });
});
