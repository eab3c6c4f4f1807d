import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { add, mul, sign, sub } from "../graph/ops.ts";
import { linear } from "../layers/linear.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import type { ShapedArray } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { adam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { sgd } from "./sgd.ts";

interface GoldenCase {
  optimizer: string;
  lr: number;
  momentum?: number;
  nesterov?: boolean;
  weight_decay?: number;
  A: ShapedArray;
  b: ShapedArray;
  w0: ShapedArray;
  trajectory: ShapedArray;
}

const golden: { cases: GoldenCase[] } = JSON.parse(
  readFileSync(new URL("golden/optimizers.json", import.meta.url), "utf8"),
);

const optimizerOf = (c: GoldenCase): Optimizer =>
  c.optimizer === "adam"
    ? adam({ rate: c.lr })
    : sgd({
        rate: c.lr,
        momentum: c.momentum ?? 0,
        nesterov: c.nesterov ?? false,
        weightDecay: c.weight_decay ?? 0,
      });

describe.each(backends)("on $backend", ({ backend, values }) => {
  for (const c of golden.cases) {
    const { optimizer, lr, momentum, nesterov, weight_decay } = c;
    const name = JSON.stringify({ lr, momentum, nesterov, weight_decay });
    test(`twelve steps of ${optimizer} ${name} are those of PyTorch`, async () => {
      const model = sequential([linear(1, { bias: false, name: "fit" })], { backend });
      model.initialize({ features: 4, seed: 0 });
      model.setParameters({ "fit.W": { shape: [1, 4], data: c.w0.data } });
      const y = { shape: [6, 1], data: c.b.data };
      const seen: number[] = [];
      for await (const _ of train(model, { x: c.A, y }, { loss: mse, optimizer: optimizerOf(c), epochs: 12, seed: 0 }))
        seen.push(...model.parameters["fit.W"]!.data);
      expectClose(seen, c.trajectory.data, values);
    });
  }

  test("an optimizer of one's own is an object with a rule, its own numbers and arrays", async () => {
    const signs: Optimizer<"steps", "rate"> = {
      name: "signs",
      slots: ["steps"],
      scalars: (step) => ({ rate: 1 / step }),
      update: ({ parameter, gradient, slots, scalars }) => ({
        parameter: sub(parameter, mul(mul(scalars.rate, sign(gradient)), add(slots.steps, 1))),
        slots: { steps: add(slots.steps, 1) },
      }),
    };
    const model = sequential([linear(1, { init: { W: 0, b: 5 } })], { backend });
    const data = { x: [[1]], y: [[1000]] };
    // Step 1 moves everything by 1/1 · 1, step 2 by 1/2 · 2.
    for await (const epoch of train(model, data, { loss: mse, optimizer: signs, epochs: 2, seed: 0 }))
      expectClose(
        [...model.parameters["linear.W"]!.data, ...model.parameters["linear.b"]!.data],
        [1 + epoch.index, 6 + epoch.index],
        values,
      );
  });
});

test("the numbers of Adam's steps come from running products", () => {
  const { scalars } = adam({ rate: 0.1, beta1: 0.5, beta2: 0.75 });
  const first = scalars(1, undefined);
  expect(first).toEqual({ power1: 0.5, power2: 0.75, size: 0.2, correction: 0.5 });
  expect(scalars(2, first)).toMatchObject({ power1: 0.25, power2: 0.5625 });
});

describe("options that cannot be are refused by name", () => {
  test.each([
    ["sgd, rate", () => sgd({ rate: 0 })],
    ["sgd, rate", () => sgd({ rate: Number.NaN })],
    ["sgd, momentum", () => sgd({ rate: 1, momentum: -1 })],
    ["sgd, weightDecay", () => sgd({ rate: 1, weightDecay: -1 })],
    ["sgd, nesterov", () => sgd({ rate: 1, nesterov: true })],
    ["adam, rate", () => adam({ rate: -1 })],
    ["adam, beta1", () => adam({ beta1: 1 })],
    ["adam, beta2", () => adam({ beta2: -0.1 })],
    ["adam, epsilon", () => adam({ epsilon: 0 })],
  ])("%s", (where, make) => {
    expect(make).toThrowError(expect.objectContaining({ code: "E_ARGUMENT", where }));
  });
});
