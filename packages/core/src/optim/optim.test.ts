import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type OptimizerCase, settingsOf } from "../golden/optimizers.ts";
import { add, mul, neg, sign, sub, sum } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { linear } from "../layers/linear.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import type { ShapedArray } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { adamw } from "./adamw.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

const golden: { cases: OptimizerCase[] } = JSON.parse(
  readFileSync(new URL("../golden/vectors/optimizers.json", import.meta.url), "utf8"),
);

describe.each(backends)("on $backend", ({ backend, values }) => {
  test.each(golden.cases.map((c, i) => [`${i} ${c.optimizer}`, c] as const))(
    "a training of twelve steps takes PyTorch's way: %s",
    async (_, c) => {
      const model = sequential([linear(1, { bias: false, name: "fit" })], { backend });
      model.initialize({ features: 4, seed: 0 });
      const [A, b, w0, trajectory] = [c.A, c.b, c.w0, c.trajectory] as ShapedArray[];
      model.setParameters({ "fit.W": { shape: [1, 4], data: w0!.data } });
      const { optimizer, clip } = settingsOf(c);
      const options = { loss: mse, optimizer, epochs: 12, seed: 0, ...(clip && { clip }) };
      const seen: number[] = [];
      for await (const _ of train(model, { x: A!, y: { shape: [6, 1], data: b!.data } }, options))
        seen.push(...model.parameters["fit.W"]!.data);
      expectClose(seen, trajectory!.data, values);
    },
  );

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

  test("centered RMSprop stays finite where the gradient never changes", async () => {
    const model = sequential([linear(1, { bias: false, init: { W: 0 } })], { backend });
    // The loss is −W: the gradient is −1 at every step, and its variance 0 but for rounding.
    const options = { loss: (p: Tensor) => neg(sum(p)), epochs: 60, seed: 0 };
    const optimizer = rmsprop({ centered: true, alpha: 0.7, rate: 1e-12 });
    for await (const _ of train(model, { x: [[1]], y: [[0]] }, { ...options, optimizer }));
    expect(Number.isFinite(model.parameters["linear.W"]!.data[0])).toBe(true);
  });
});

test("the numbers of Adam's steps come from running products", () => {
  const { scalars } = adam({ rate: 0.1, beta1: 0.5, beta2: 0.75 });
  const first = scalars(1, undefined);
  expect(first).toEqual({ power1: 0.5, power2: 0.75, size: 0.2, correction: 0.5 });
  expect(scalars(2, first)).toMatchObject({ power1: 0.25, power2: 0.5625 });
});

test("AdamW shrinks weights by the rate of the step times λ", () => {
  const { scalars } = adamw({ rate: (step) => step / 10, weightDecay: 0.5 });
  expect(scalars(1, undefined).kept).toBeCloseTo(0.95, 15);
  expect(scalars(4, undefined).kept).toBeCloseTo(0.8, 15);
});

test("a schedule that gives no rate is refused with its step", () => {
  for (const bad of [Number.NaN, -1, Number.POSITIVE_INFINITY, undefined as never])
    expect(() => sgd({ rate: () => bad }).scalars(7, undefined, [])).toThrowError(
      `[E_ARGUMENT] sgd, rate of step 7: expected a finite number of at least 0 from the schedule, got ${bad}.`,
    );
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
    ["adam, weightDecay", () => adam({ weightDecay: -1 })],
    ["adamw, rate", () => adamw({ rate: 0 })],
    ["adamw, beta1", () => adamw({ beta1: 2 })],
    ["adamw, weightDecay", () => adamw({ weightDecay: -1 })],
    ["rmsprop, rate", () => rmsprop({ rate: -1 })],
    ["rmsprop, alpha", () => rmsprop({ alpha: 1 })],
    ["rmsprop, epsilon", () => rmsprop({ epsilon: 0 })],
    ["rmsprop, momentum", () => rmsprop({ momentum: -1 })],
    ["rmsprop, weightDecay", () => rmsprop({ weightDecay: -1 })],
    ["adagrad, rate", () => adagrad({ rate: 0 })],
    ["adagrad, epsilon", () => adagrad({ epsilon: 0 })],
    ["adagrad, weightDecay", () => adagrad({ weightDecay: -1 })],
  ])("%s", (where, make) => {
    expect(make).toThrowError(expect.objectContaining({ code: "E_ARGUMENT", where }));
  });
});
