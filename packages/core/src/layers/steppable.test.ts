import { describe, expect, test } from "vitest";
import { gru, lstm } from "../cells/index.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { BackendName } from "../program.ts";
import { backends } from "../train/backends.test.support.ts";
import { layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";

const encode = recurrent(lstm, { hidden: 2 });
const every = recurrent(gru, { hidden: 2, output: "sequence" });

interface Running {
  initial?: Tensor;
  /** Added at every step. */
  extra?: Tensor;
  reverse?: boolean;
}

/** Running sums of a sequence. */
const running = (x: Tensor, { initial = g.zeros(x.shape.slice(1)), extra, reverse = false }: Running = {}): Tensor =>
  scan({
    axis: x.shape[0]!,
    reverse,
    sequences: [x],
    initial: [initial],
    step: ([xt], [h]) => {
      const next = g.add(g.add(h!, xt!), extra ?? 0);
      return { next: [next], stacked: [next] };
    },
  }).stacks[0]!;

const total = (x: Tensor): Tensor =>
  scan({ axis: "T", sequences: [x], initial: [], step: ([xt]) => ({ next: [], summed: [xt!] }) }).sums[0]!;

/** [T, B, T]: of every step with every other. */
const products = (x: Tensor): Tensor => {
  const column = g.slice(x, 2, 0, 1);
  return g.mul(column, g.transpose(column, [2, 1, 0]));
};

type Build = (x: Tensor, other: Tensor) => Tensor;

const made = (build: Build, backend: BackendName = "reference") =>
  model({ inputs: { x: ["T", 2], other: ["K", 2] }, backend }, ({ x, other }) => build(x, other)).initialize({
    seed: 0,
  });

describe("a model that needs a sequence as a whole is refused, and told why", () => {
  const last = (x: Tensor) => g.element(x, "last");

  test.each<[string, Build, string]>([
    [
      "a loop backwards",
      (x) => running(x, { reverse: true }),
      "a loop that runs backwards, from the end of the sequence",
    ],
    ["a mean", (x) => g.mean(every(x), [0]), "the sum over all steps"],
    ["a maximum", (x) => g.reduceMax(x, [0]), "the max over all steps"],
    ["a loop's sum", total, "a sum over all steps"],
    ["a product", (x) => g.matmul(x, x, "tn"), "a product over all steps"],
    ["the number of steps", (x) => g.div(encode(x), g.size("T")), "the number of all steps"],
    ["the first step", (x) => g.element(x, "first"), "the first step of a sequence"],
    ["a decoder", (x, other) => running(other, { initial: encode(x) }), "a loop that starts where a sequence ends"],
    ["the end given to a loop", (x) => running(x, { extra: last(x) }), "a loop that reads the end of a sequence"],
    [
      "a loop over what is relative to the end",
      (x) => running(g.sub(x, last(x))),
      "a loop that reads the end of a sequence",
    ],
    ["attention", (x) => g.sum(products(x), [-1]), "every step beside every other"],
    ["a reshape", (x) => g.reshape(x, ["B", "T", 2]), "a reshape across the steps"],
    ["a sequence placed in another", (x) => g.place(last(x), "last", "T"), "place over the steps"],
  ])("%s", (_, build, got) => {
    const net = made((x, other) => {
      const result = build(x, other);
      // A product of all rows has none of its own.
      return result.shape.includes("B") ? result : g.add(g.element(x, "last"), g.slice(result, 0, 0, 1));
    });
    expect(() => net.step({ x: [1, 2], other: [3, 4] })).toThrowError(
      `[E_ARGUMENT] step: expected what goes on from the step before, got ${got}. Try predict with the whole sequence.`,
    );
  });

  test("by the name of the innermost layer", () => {
    const backwards = layer("backwards", (x) => running(x, { reverse: true }));
    const outer = layer("outer", (x) => backwards(linear(2)(x)));
    const net = made((x) => outer(every(x)));
    expect(() => net.step({ x: [1, 2], other: [3, 4] })).toThrowError(/E_ARGUMENT\] step, outer.backwards: expected/);
    const decode = recurrent(lstm, { hidden: 2 });
    const behind = made((x, other) => decode(other, { initial: [{ h: encode(x) }] }));
    expect(() => behind.step({ x: [1, 2], other: [3, 4] })).toThrowError(/E_ARGUMENT\] step, lstm_2: expected/);
  });

  test("but goes on predicting", () => {
    const net = made((x) => running(x, { reverse: true }));
    expect(() => net.step({ x: [1, 2], other: [3, 4] })).toThrowError(/backwards/);
    expect(
      net.predict({
        x: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        other: [[[0, 0]]],
      }).data,
    ).toEqual(Float64Array.of(4, 6, 3, 4));
  });
});

describe.each(backends)(
  "what changes with the end of a sequence may be computed from it on $backend",
  ({ backend }) => {
    test.each<[string, Build]>([
      ["the last step", (x) => g.element(x, "last")],
      ["steps relative to the last", (x) => g.sub(running(x), g.element(x, "last"))],
      ["the last of two sequences", (x, other) => g.concat([encode(x), g.element(other, "last")])],
      ["steps behind the rows", (x) => g.transpose(running(x), [1, 0, 2])],
      ["features apart", (x) => g.sum(g.reshape(running(x), ["T", "B", 2, 1]), [2])],
      ["a constant sequence", (x) => running(g.add(x, g.zeros(["T", "B", 2])))],
      [
        "a loop over features",
        (x) => {
          const swapped = g.transpose(g.element(running(x), "last"), [1, 0]);
          const { finals } = scan({
            axis: 2,
            sequences: [swapped],
            initial: [g.zeros(["B"])],
            step: ([xi], [h]) => ({ next: [g.add(g.mul(h!, 2), xi!)] }),
          });
          return g.reshape(finals[0]!, ["B", 1]);
        },
      ],
    ])("%s", (_, build) => {
      const net = made(build, backend);
      const steps = [
        [1, 2],
        [3, 5],
        [-4, 8],
      ];
      steps.forEach((x, t) => {
        const other = [7 * t, t * t];
        const whole = net.predict({
          x: [steps.slice(0, t + 1)],
          other: [steps.slice(0, t + 1).map((_, i) => [7 * i, i * i])],
        });
        const found = net.step({ x, other });
        expect(found.data).toEqual(whole.data.slice(-found.data.length));
      });
    });
  },
);
