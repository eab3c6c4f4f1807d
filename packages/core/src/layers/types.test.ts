import { expect, expectTypeOf, test } from "vitest";
import {
  type ArrayData,
  adam,
  averagePool1d,
  batchNorm,
  concat,
  conv1d,
  embedding,
  gru,
  type InputAxes,
  linear,
  mae,
  mean,
  model,
  mse,
  parameter,
  recurrent,
  type ShapedArray,
  sequential,
  sgd,
  square,
  sub,
  type Tensor,
  tanh,
  train,
} from "../index.ts";

/** Read by the type checker alone: never called. */
function wrongCalls(x: ArrayData, y: ArrayData): void {
  const net = sequential(recurrent(gru, { hidden: 4 }), tanh, linear(1));
  const base = { loss: mse, optimizer: adam(), epochs: 1, seed: 0 };
  const several = model({ inputs: { past: ["T", 3], known: [2] } }, ({ past, known }) => ({
    head: linear(1)(concat([recurrent(gru, { hidden: 4 })(past), known])),
  }));

  expectTypeOf(net.predict(x)).toEqualTypeOf<ShapedArray>();
  expectTypeOf(several.predict({ past: x, known: x })).toEqualTypeOf<{ head: ShapedArray }>();
  expectTypeOf(net.watch(x, ["z", "r"])).toEqualTypeOf<Record<"z" | "r", ShapedArray>>();

  expectTypeOf(net.step([1, 2])).toEqualTypeOf<ShapedArray>();
  expectTypeOf(net.step(Float32Array.of(1, 2))).toEqualTypeOf<ShapedArray>();
  expectTypeOf(several.step({ past: [1, 2, 3], known: x })).toEqualTypeOf<{ head: ShapedArray }>();

  // @ts-expect-error a layer is a function, not its options
  sequential({ hidden: 4 });
  // @ts-expect-error hidden is needed
  recurrent(gru, {});
  // @ts-expect-error a cell, not its name
  recurrent("gru", { hidden: 4 });
  // @ts-expect-error an output there is not
  recurrent(gru, { hidden: 4, output: "all" });
  // @ts-expect-error an option there is not
  recurrent(gru, { hidden: 4, bidirectional: true });
  // @ts-expect-error a number of outputs
  linear("1");
  // @ts-expect-error a parameter there is not
  linear(1, { init: { U: 0 } });
  // @ts-expect-error a padding there is not
  conv1d(4, 2, { padding: "valid" });
  // @ts-expect-error an average has no dilation
  averagePool1d(2, { dilation: 2 });
  // @ts-expect-error a table needs two sizes
  embedding(500);
  // @ts-expect-error an option by our names
  batchNorm({ eps: 1e-5 });
  // @ts-expect-error a name, not a parameter
  net.freeze(linear(1));
  // @ts-expect-error an initialisation there is not
  recurrent(gru, { hidden: 4, init: { b_z: "random" } });
  // @ts-expect-error a backend there is not
  sequential([linear(1)], { backend: "gpu" });
  // @ts-expect-error a parameter needs a shape of numbers
  parameter("W", ["T", 3]);

  // @ts-expect-error numbers, not texts
  net.predict([["1"]]);
  // @ts-expect-error one array, not a record
  net.predict({ past: x });
  // @ts-expect-error an input is missing
  several.predict({ past: x });
  // @ts-expect-error an input there is not
  several.predict({ past: x, known: x, more: x });
  // @ts-expect-error a step of numbers, not of texts
  net.step(["1"]);
  // @ts-expect-error a step of one input for a model of several
  several.step([1, 2, 3]);
  // @ts-expect-error an input's step is missing
  several.step({ past: [1, 2, 3] });
  // @ts-expect-error an output there is not
  several.predict({ past: x, known: x }).tail;
  // @ts-expect-error an input there is not
  model({ inputs: { past: ["T", 3] } }, ({ known }) => known);
  // @ts-expect-error axes name no size but the first
  model({ inputs: { past: [3, "T"] } }, ({ past }) => past);
  // @ts-expect-error a value inside is not among those asked for
  net.watch(x, ["z"]).r;
  // @ts-expect-error a seed is needed
  net.initialize({ features: 3 });

  // @ts-expect-error a loss is needed
  train(net, { x, y }, { optimizer: adam(), epochs: 1, seed: 0 });
  // @ts-expect-error an optimizer, not its maker
  train(net, { x, y }, { ...base, optimizer: adam });
  // @ts-expect-error a seed is needed
  train(net, { x, y }, { loss: mse, optimizer: adam(), epochs: 1 });
  // @ts-expect-error targets are needed
  train(net, { x }, base);
  // @ts-expect-error targets by output
  train(several, { x: { past: x, known: x }, y }, { ...base, loss: ({ head }) => mean(head) });
  // @ts-expect-error a loss of one tensor for a model of several outputs
  train(several, { x: { past: x, known: x }, y: { head: y } }, base);
  // @ts-expect-error a rate is needed
  sgd({ momentum: 0.9 });
  // @ts-expect-error options by our names
  adam({ lr: 0.1 });

  train(net, { x, y }, { ...base, loss: mae, validation: { x, y }, signal: new AbortController().signal });
  train(net, { x, y }, { ...base, loss: (p: Tensor, t: Tensor) => mean(square(sub(p, t))) });
  train(several, { x: { past: x, known: x }, y: { head: y } }, { ...base, loss: (p, t) => mse(p.head, t.head) });
  expectTypeOf<["T", 3]>().toExtend<InputAxes>();
  expectTypeOf<[]>().toExtend<InputAxes>();
}

test("wrong calls do not compile", () => {
  expect(wrongCalls).toBeTypeOf("function");
});
