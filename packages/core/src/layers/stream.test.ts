import { describe, expect, test, vi } from "vitest";
import { gru, lstm } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { add, concat, mul, sub } from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";
import { parameter } from "./trace.ts";

const total = cell("total", "h_t = h_{t-1} + x_t");
const change = cell("change", "h_t = x_t - x_{t-1} + 0 h_{t-1}");

/** Steps of two features without order. */
const at = (t: number, b = 0) => [Math.sin(1 + b + 3 * t), Math.cos(b * t + 2 * t)];
const until = (t: number, b = 0) => Array.from({ length: t + 1 }, (_, i) => at(i, b));

describe.each(backends)("on $backend", ({ backend, values }) => {
  const adding = (output: "last" | "sequence" = "last") =>
    sequential([recurrent(total, { hidden: 1, output })], { backend }).initialize({ features: 1, seed: 0 });
  const network = () =>
    sequential([recurrent(gru, { hidden: 5, layers: 2 }), linear(1)], { backend }).initialize({ features: 2, seed: 3 });

  test("a sum goes on from step to step, and starts again after resetStates", () => {
    const net = adding();
    expect([1, 2, 3].map((x) => net.step([x]).data[0])).toEqual([1, 3, 6]);
    net.resetStates();
    expect([5, 5].map((x) => net.step([x]).data[0])).toEqual([5, 10]);
  });

  test("a model that gives every step gives this one", () => {
    const net = adding("sequence");
    net.step([1]);
    const second = net.step([2]);
    expect(second.shape).toEqual([1, 1]);
    expectClose(second.data, [3], values);
  });

  test("a cell that reads the input of the step before sees zero first", () => {
    const net = sequential([recurrent(change, { hidden: 1 })], { backend }).initialize({ features: 1, seed: 0 });
    expect([5, 7, 4].map((x) => net.step([x]).data[0])).toEqual([5, 2, -3]);
    net.resetStates();
    expect(net.step([1]).data[0]).toBe(1);
  });

  test("a step may be numbers, a typed array, a row or an array with a shape", () => {
    const expected = network().step([0.25, 0.5]);
    expect(expected.shape).toEqual([1, 1]);
    for (const step of [
      Float32Array.of(0.25, 0.5),
      Float64Array.of(0.25, 0.5),
      [[0.25, 0.5]],
      { shape: [1, 2], data: [0.25, 0.5] },
      { shape: [2], data: Float32Array.of(0.25, 0.5) },
    ])
      expect(network().step(step)).toEqual(expected);
  });

  test("rows are sequences side by side", () => {
    const net = adding();
    expect(net.step([[1], [10]])).toMatchObject({ shape: [2, 1] });
    expectClose(net.step([[2], [20]]).data, [3, 30], values);
  });

  test("another number of rows needs resetStates", () => {
    const net = adding();
    net.step([[1], [10]]);
    expect(() => net.step([1])).toThrowError(
      /E_SHAPE\] step: expected as many rows as in the steps before, 2, got 1. Try resetStates\(\) first/,
    );
    expectClose(net.step([[2], [20]]).data, [3, 30], values);
    net.resetStates();
    expect(net.step([4]).data[0]).toBe(4);
    net.resetStates();
    expectClose(net.step([[1], [2]]).data, [1, 2], values);
  });

  test("a refused step changes nothing", () => {
    const net = adding();
    expect(() =>
      net.step([
        [1, 2],
        [3, 4],
      ]),
    ).toThrowError(/E_SHAPE/);
    net.step([1]);
    expect(() => net.step([1, 2])).toThrowError(/E_SHAPE/);
    expect(net.step([2]).data[0]).toBe(3);
  });

  test("predicting and watching in between leave the carried states alone", () => {
    const net = network();
    net.step(at(0));
    net.predict([until(4, 1)]);
    net.watch([until(2, 1)], ["gru.0.z"]);
    expect(net.step(at(1))).toEqual(net.predict([until(1)]));
  });

  test("outputs are kept when the next step comes", () => {
    const net = network();
    const first = net.step(at(0));
    const copy = first.data.slice();
    net.step(at(1));
    expect(first.data).toEqual(copy);
  });

  test("several inputs and outputs have names; what has no steps is given with each", () => {
    const encode = recurrent(gru, { hidden: 3, output: "sequence" });
    const sum = recurrent(total, { hidden: 1 });
    const net = model({ inputs: { past: ["T", 1], scale: [1] }, backend }, ({ past, scale }) => ({
      scaled: mul(sum(past), scale),
      every: encode(past),
    })).initialize({ seed: 1 });
    const past = [1, 2, 4].map((x) => [x]);
    const found = past.map((x) => net.step({ past: x, scale: [10] }));
    expect(found.map(({ scaled }) => scaled.data[0])).toEqual([10, 30, 70]);
    const whole = net.predict({ past: [past], scale: [[10]] }).every.data;
    found.forEach(({ every }, t) => {
      expect(every).toEqual({ shape: [1, 3], data: whole.slice(3 * t, 3 * t + 3) });
    });
  });

  test("two sequences go on together", () => {
    const sum = recurrent(total, { hidden: 1 });
    const net = model({ inputs: { a: ["T", 1], b: ["K", 1] }, backend }, ({ a, b }) => sub(sum(a), sum(b)));
    net.initialize({ seed: 0 });
    expect(net.step({ a: [5], b: [1] }).data[0]).toBe(4);
    expect(net.step({ a: [5], b: [2] }).data[0]).toBe(7);
  });

  test("sequences start from initial states, given or learned", () => {
    const sum = recurrent(total, { hidden: 2 });
    const net = model({ inputs: { x: ["T", 2], h: [2] }, backend }, ({ x, h }) =>
      sum(x, { initial: [{ h: add(h, parameter("h0", [2], { init: 100 })) }] }),
    ).initialize({ seed: 0 });
    net.step({ x: [1, 1], h: [10, 20] });
    expectClose(net.step({ x: [1, 2], h: [10, 20] }).data, [112, 123], values);
    net.resetStates();
    expectClose(net.step({ x: [1, 2], h: [0, 0] }).data, [101, 102], values);
  });

  test("states after the last step are outputs like others", () => {
    const encode = recurrent(lstm, { hidden: 3, layers: 2 });
    const net = model({ inputs: { x: ["T", 2] }, backend }, ({ x }) => {
      const { states } = encode.unroll(x);
      return { c: states[0]!.c!, both: concat([states[0]!.h!, states[1]!.h!]) };
    }).initialize({ seed: 0 });
    for (let t = 0; t < 4; t++) expect(net.step({ x: at(t) })).toEqual(net.predict({ x: [until(t)] }));
  });

  test("a layer applied twice carries states of its own for each", () => {
    const sum = recurrent(total, { hidden: 1, output: "sequence" });
    const net = sequential([sum, sum], { backend }).initialize({ features: 1, seed: 0 });
    expect([1, 1, 1].map((x) => net.step([x]).data[0])).toEqual([1, 3, 6]);
  });

  test("a loop written by hand is carried too", () => {
    const count = layer("count", (x) => {
      const initial = [mul(0, parameter("w", [1]))];
      return scan({
        axis: x.shape[0]!,
        sequences: [x],
        initial,
        step: ([xt], [n]) => ({ next: [add(n!, 1)], stacked: [mul(xt!, add(n!, 1))] }),
      }).stacks[0]!;
    });
    const net = sequential([count], { backend });
    net.network.initialize({ x: ["T", 1] }, () => [0]);
    expect([2, 2, 2].map((x) => net.step([x]).data[0])).toEqual([2, 4, 6]);
  });

  test("a model without loops carries nothing", () => {
    const net = sequential([linear(1, { init: { W: 2, b: 1 } })], { backend }).initialize({ features: 1, seed: 0 });
    expect([1, 2].map((x) => net.step([x]).data[0])).toEqual([3, 5]);
  });

  test("the next step sees new weights: written or trained, by one thread or several", async () => {
    const net = network();
    const follows = () => {
      const fresh = network();
      fresh.setParameters(net.parameters);
      net.resetStates();
      for (const t of [0, 1]) expect(net.step(at(t))).toEqual(fresh.predict([until(t)]));
    };
    follows();
    net.setParameters({ "linear.b": [100], "gru.0.U_z": { shape: [5, 5], data: new Float32Array(25).fill(0.3) } });
    follows();
    const x = Array.from({ length: 40 }, (_, b) => until(2, b));
    const y = x.map(([first]) => [first![0]!]);
    for (const threads of [1, 2]) {
      const options = { loss: mse, optimizer: sgd({ rate: 0.01 }), epochs: 2, batch: 40, seed: 0, threads };
      for await (const _ of train(net, { x, y }, options)) follows();
    }
  });

  test("training leaves the carried states as they are", async () => {
    const layers = [recurrent(total, { hidden: 1 }), linear(1, { init: { W: 1, b: 0 } })];
    const net = sequential(layers, { backend }).initialize({ features: 1, seed: 0 });
    net.step([1]);
    const options = { loss: mse, optimizer: sgd({ rate: 1e-12 }), epochs: 3, seed: 0 };
    for await (const _ of train(net, { x: [[[7], [8]]], y: [[1]] }, options));
    expectClose(net.step([2]).data, [3], values);
  });

  test("initialize starts anew, with other features too", () => {
    const net = network();
    net.step(at(0));
    net.initialize({ features: 2, seed: 9 });
    expect(net.step(at(0))).toEqual(net.predict([until(0)]));
    net.initialize({ features: 1, seed: 9 });
    expect(net.step([0.5])).toEqual(net.predict([[[0.5]]]));
  });

  test("a loaded model starts with a first step", () => {
    const net = network();
    net.step(at(0));
    const { model: loaded } = decodeModel(encodeModel(net), { backend });
    loaded.step(at(0));
    expect(loaded.step(at(1))).toEqual(net.step(at(1)));
  });

  test("a step that is not finite is forgotten by resetStates", () => {
    const net = adding();
    expect(net.step([Number.NaN]).data[0]).toBeNaN();
    expect(net.step([1]).data[0]).toBeNaN();
    net.resetStates();
    expect(net.step([1]).data[0]).toBe(1);
  });

  test("nothing is compiled after the first step", () => {
    const net = network();
    net.step(at(0));
    const compile = vi.spyOn(net.network.engine, "compile");
    for (let t = 1; t < 5; t++) net.step(at(t));
    net.resetStates();
    net.step(at(0));
    expect(compile).not.toHaveBeenCalled();
  });
});

describe("a step that does not fit is refused", () => {
  const net = model({ inputs: { past: ["T", 3], known: [2] }, backend: "reference" }, ({ past, known }) =>
    linear(1)(concat([recurrent(gru, { hidden: 2 })(past), known])),
  ).initialize({ seed: 0 });
  const known = [1, 2];

  test.each<[string, unknown, RegExp]>([
    ["other features", { past: [1], known }, /E_SHAPE\] step, past: expected 3 numbers or \[B, 3\], got \[1\]/],
    ["a sequence", { past: [[[1, 2, 3]]], known }, /E_SHAPE\] step, past.*got \[1, 1, 3\]. Try predict for a whole/],
    ["no rows", { past: { shape: [0, 3], data: [] }, known }, /E_SHAPE\] step, past/],
    ["other rows", { past: [1, 2, 3], known: [known, known] }, /E_SHAPE\] step, known: expected 1 rows.*got 2/],
    ["something else than numbers", { past: ["a", 2, 3], known }, /E_ARGUMENT\] step, past\[0\]: expected a number/],
    ["nothing", { past: undefined, known }, /E_ARGUMENT\] step, past: expected nested arrays/],
    ["bytes without numbers", { past: new DataView(new ArrayBuffer(12)), known }, /E_ARGUMENT\] step, past/],
    ["big integers", { past: BigInt64Array.of(1n, 2n, 3n), known }, /E_ARGUMENT\] step, past/],
    ["a missing input", { past: [1, 2, 3] }, /E_ARGUMENT\] step: expected an array named known, got none/],
    ["an unknown input", { past: [1, 2, 3], known, more: known }, /E_ARGUMENT\] step.*got "more"/],
    ["one array for two", [1, 2, 3], /E_ARGUMENT\] step: expected arrays named past, known, got one array/],
  ])("%s", (_, x, message) => {
    expect(() => net.step(x as never)).toThrowError(message);
  });

  test("one without weights", () => {
    const bare = sequential([linear(1)], { backend: "reference" });
    bare.resetStates();
    expect(() => bare.step([1])).toThrowError(/E_ARGUMENT\].*expected a model with weights/);
  });
});
