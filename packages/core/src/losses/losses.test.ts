import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { input } from "../graph/ops.ts";
import { model } from "../layers/model.ts";
import type { ShapedArray } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { gradients } from "../train/gradients.ts";
import { mae } from "./mae.ts";
import { mse } from "./mse.ts";

interface GoldenCase {
  loss: string;
  value: number;
  input: ShapedArray;
  target: ShapedArray;
  dinput: ShapedArray;
}

const golden: { cases: GoldenCase[] } = JSON.parse(
  readFileSync(new URL("golden/losses.json", import.meta.url), "utf8"),
);
const losses = { mse, mae };

describe.each(backends)("on $backend", ({ backend, values, gradients: close }) => {
  for (const { loss, input: x, target, value, dinput } of golden.cases)
    test(`${loss} and its derivative are PyTorch's`, () => {
      const identity = model({ inputs: { x: [3] }, backend }, ({ x }) => x).initialize({ seed: 0 });
      const found = gradients(identity, { x: { x }, y: target }, losses[loss as keyof typeof losses]);
      expectClose([found.loss], [value], values);
      expectClose(found.inputs.x!.data, dinput.data, close);
    });
});

test.each([mse, mae])("$name refuses targets that would be broadcast", (loss) => {
  expect(() => loss(input("prediction", ["T", "B", 1]), input("target", ["T", "B", 3]))).toThrowError(
    /E_SHAPE.*targets of shape \[B, T, 1\].*got \[B, T, 3\]/,
  );
});
