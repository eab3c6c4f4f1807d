import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { sum } from "../graph/ops.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { gradients } from "../train/measure/gradients.ts";
import { recurrent } from "./recurrent.ts";
import type { RecurrentOptions } from "./recurrent-options.ts";
import { sequential } from "./sequential.ts";

const total = cell("total", "h_t = h_{t-1} + x_t");

describe.each(backends)("on $backend", ({ backend, values }) => {
  const made = (given: typeof gru, options: RecurrentOptions) =>
    sequential([recurrent(given, options)], { backend }).initialize({ features: 1, seed: 1 });
  const x = [[[1], [2], [3], [4], [5]]];

  test("the gradient of the last output ends where its part of so many steps began", () => {
    for (const [truncate, expected] of [
      [1, [0, 0, 0, 0, 1]],
      [2, [0, 0, 0, 0, 1]],
      [3, [0, 0, 0, 1, 1]],
      [4, [0, 0, 0, 0, 1]],
      [5, [1, 1, 1, 1, 1]],
      [9, [1, 1, 1, 1, 1]],
    ] as const) {
      const found = gradients(made(total, { hidden: 1, truncate }), { x, y: [[0]] }, (y) => sum(y));
      expectClose(found.inputs.x!.data, expected, values);
    }
  });

  test("backwards the parts are counted from the end", () => {
    const net = made(total, { hidden: 1, truncate: 2, direction: "backward", output: "sequence" });
    const found = gradients(net, { x, y: x }, (y) => sum(y));
    // Parts are steps 5 4, 3 2, 1: a step is seen by those of its part that come after it.
    expectClose(found.inputs.x!.data, [1, 1, 2, 1, 2], values);
  });

  test("what is computed stays the same, step by step too", () => {
    const [plain, cut] = [made(gru, { hidden: 3 }), made(gru, { hidden: 3, truncate: 2 })];
    expect(cut.predict(x)).toEqual(plain.predict(x));
    for (const [step] of x[0]!) plain.step([step!]);
    for (const [step] of x[0]!.slice(0, 4)) cut.step([step!]);
    expect(cut.step(x[0]![4]!)).toEqual(plain.predict(x));
    const again = decodeModel(encodeModel(cut), { backend }).model;
    const slope = (net: typeof cut) => gradients(net, { x, y: [[0, 0, 0]] }, (y) => sum(y)).parameters;
    expect(slope(again)).toEqual(slope(cut));
    expect(slope(plain)).not.toEqual(slope(cut));
  });

  test("learned first states learn from the first part", () => {
    const net = made(total, { hidden: 1, truncate: 2, initial: "learned", output: "sequence" });
    const found = gradients(net, { x, y: x }, (y) => sum(y));
    expectClose(found.parameters["total.0.initial.h"]!.data, [2], values);
  });
});

test("a number of steps below 1 is refused", () => {
  expect(() => recurrent(gru, { hidden: 2, truncate: 0 })).toThrowError(/E_ARGUMENT\] recurrent, truncate/);
});
