import { expect, test } from "vitest";
import { cell } from "../equations/index.ts";
import { linear } from "./linear.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

test.each(["constructor", "toString", "hasOwnProperty"])("a state may be called %s", (name) => {
  const odd = cell("odd", `${name}_t = tanh(W x_t + U ${name}_{t-1})`);
  const model = sequential(recurrent(odd, { hidden: 2 }), linear(1));
  model.initialize({ features: 1, seed: 1 });
  expect(Number.isFinite(model.predict([[[0.5], [0.25]]]).data[0])).toBe(true);
});

test("a model that can never fit is refused before its weights are drawn", () => {
  const plain = cell("plain", "h_t = tanh(W x_t + U h_{t-1})");
  const model = sequential(recurrent(plain, { hidden: 1_000_000 }), linear(1));
  expect(() => model.initialize({ features: 1, seed: 1 })).toThrow(
    "[E_MEMORY] model: expected at most 268,435,456 parameters, got 1,000,002,000,001. Try a smaller hidden size or fewer layers, or a larger maxMemory.",
  );
});
