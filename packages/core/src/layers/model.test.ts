import { describe, expect, test, vi } from "vitest";
import { gru, lstm, rnn } from "../cells/index.ts";
import { add, concat, mul, tanh } from "../graph/ops.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";
import { parameter } from "./trace.ts";

/** [B, T, 2] without order. */
const series = (rows: number, steps: number) =>
  Array.from({ length: rows }, (_, b) =>
    Array.from({ length: steps }, (_, t) => [Math.sin(1 + b + 3 * t), Math.cos(b * t + 2)]),
  );

describe.each(backends)("on $backend", ({ backend, values }) => {
  const network = (options?: { steps?: "last" | "sequence" }) =>
    sequential([recurrent(gru, { hidden: 5, output: options?.steps ?? "last" }), linear(1)], { backend });

  test("several inputs and outputs have names, and each its own axes", () => {
    const net = model({ inputs: { past: ["T", 2], known: [3], scale: [1] }, backend }, ({ past, known, scale }) => ({
      joined: concat([known, scale]),
      doubled: mul(2, past),
    })).initialize({ seed: 0 });
    const found = net.predict({
      past: [[[1, 2]], [[3, 4]]],
      known: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      scale: { shape: [2, 1], data: Float32Array.of(7, 8) },
    });
    expect(found.joined.shape).toEqual([2, 4]);
    expectClose(found.joined.data, [1, 2, 3, 7, 4, 5, 6, 8], values);
    expect(found.doubled.shape).toEqual([2, 1, 2]);
    expectClose(found.doubled.data, [2, 4, 6, 8], values);
  });

  test("two sequences may have lengths of their own", () => {
    const sum = recurrent(rnn, { hidden: 2 });
    const net = model({ inputs: { past: ["T", 2], future: ["K", 1] }, backend }, ({ past, future }) => ({
      last: sum(past),
      future,
    })).initialize({ seed: 0 });
    const found = net.predict({
      past: series(2, 4),
      future: [
        [[1], [2], [3]],
        [[4], [5], [6]],
      ],
    });
    expect(found.last.shape).toEqual([2, 2]);
    expectClose(found.future.data, [1, 2, 3, 4, 5, 6], values);
  });

  test("a layer applied twice has its parameters once", () => {
    const shared = linear(2, { init: { W: 1, b: 0 } });
    const net = model({ inputs: { a: [2], b: [2] }, backend }, ({ a, b }) => add(shared(a), shared(b)));
    net.initialize({ seed: 0 });
    expect(Object.keys(net.parameters)).toEqual(["linear.W", "linear.b"]);
    expectClose(net.predict({ a: [[1, 2]], b: [[10, 20]] }).data, [33, 33], values);
  });

  test("a layer of one's own has parameters under its name, and so have layers inside it", () => {
    const inner = linear(3, { init: { W: 1, b: 0 } });
    const gate = layer("gate", (x) => mul(tanh(inner(x)), parameter("g", [3], { init: 2 })));
    const net = sequential([gate, linear(1, { init: { W: 1, b: 0 } })], { backend }).initialize({
      features: 2,
      seed: 0,
    });
    expect(Object.keys(net.parameters)).toEqual(["gate.linear.W", "gate.linear.b", "gate.g", "linear.W", "linear.b"]);
    expectClose(net.predict([[0.25, 0.25]]).data, [6 * 0.46211715726], Math.max(values, 1e-6));
  });

  test("rows come out the same however many are computed together", () => {
    const net = network().initialize({ features: 2, seed: 4 });
    const whole = net.predict(series(7, 5));
    expect(whole.shape).toEqual([7, 1]);
    for (const batch of [1, 3, 7, 100]) expect(net.predict(series(7, 5), { batch })).toEqual(whole);
    for (const row of [0, 6]) expect(net.predict([series(7, 5)[row]!]).data[0]).toBe(whole.data[row]);
  });

  test("watched sequences come rows first, however many are computed together", () => {
    const net = network().initialize({ features: 2, seed: 4 });
    const { z } = net.watch(series(7, 4), ["z"]);
    expect(z.shape).toEqual([7, 4, 5]);
    expect(net.watch(series(7, 4), ["z"], { batch: 2 }).z).toEqual(z);
    expectClose(net.watch([series(7, 4)[6]!], ["z"]).z.data, z.data.slice(6 * 20), 0);
    expect(z.data.every((value) => value > 0 && value < 1)).toBe(true);
  });

  test("other numbers of rows and steps run the same program", () => {
    const net = network({ steps: "sequence" }).initialize({ features: 2, seed: 4 });
    const first = net.predict(series(2, 3));
    const compile = vi.spyOn(net.network.engine, "compile");
    expect(net.predict(series(5, 9)).shape).toEqual([5, 9, 1]);
    expect(net.predict(series(1, 1)).shape).toEqual([1, 1, 1]);
    expect(net.predict(series(2, 3))).toEqual(first);
    expect(compile).not.toHaveBeenCalled();
  });

  test("no rows in, no rows out", () => {
    const net = network().initialize({ features: 2, seed: 4 });
    expect(net.predict({ shape: [0, 5, 2], data: [] })).toMatchObject({ shape: [0, 1] });
  });

  test("the same seed gives the same weights, another seed others", () => {
    const first = network().initialize({ features: 2, seed: 1 }).parameters;
    expect(network().initialize({ features: 2, seed: 1 }).parameters).toEqual(first);
    const other = network().initialize({ features: 2, seed: 2 }).parameters;
    for (const name of Object.keys(first)) expect(other[name]).not.toEqual(first[name]);
  });

  test("a parameter's first values do not depend on the other layers", () => {
    const alone = sequential([linear(3, { name: "head" })], { backend }).initialize({ features: 4, seed: 1 });
    const behind = sequential([linear(4), linear(3, { name: "head" })], { backend }).initialize({
      features: 2,
      seed: 1,
    });
    expect(behind.parameters["head.W"]).toEqual(alone.parameters["head.W"]);
  });

  test("initialize again starts afresh, with other features too", () => {
    const net = network().initialize({ features: 2, seed: 1 });
    const before = net.predict(series(2, 3));
    net.setParameters({ "linear.b": [9] });
    expect(net.initialize({ features: 2, seed: 1 }).predict(series(2, 3))).toEqual(before);
    net.initialize({ features: 1, seed: 1 });
    expect(net.predict([[[1]]]).shape).toEqual([1, 1]);
  });

  test("parameters are read as copies and written by name", () => {
    const net = network().initialize({ features: 2, seed: 1 });
    net.parameters["linear.b"]!.data.fill(100);
    expect(net.parameters["linear.b"]!.data[0]).not.toBe(100);
    net.setParameters({ "linear.b": [0.5], "linear.W": [[0, 0, 0, 0, 0]] });
    expectClose(net.predict(series(2, 3)).data, [0.5, 0.5], values);
  });

  test("nothing is written when one of several parameters does not fit", () => {
    const net = network().initialize({ features: 2, seed: 1 });
    const before = net.parameters;
    expect(() => net.setParameters({ "linear.b": [1], "linear.W": [[1]] })).toThrowError(
      /E_SHAPE\] setParameters, linear.W: expected \[1, 5\], got \[1, 1\]/,
    );
    expect(() => net.setParameters({ "linear.b": [1], "linear.c": [1] })).toThrowError(
      /E_ARGUMENT\] setParameters: expected names among gru.0.W_z/,
    );
    expect(net.parameters).toEqual(before);
  });
});

describe("a model without weights", () => {
  const bare = () => sequential([linear(1)], { backend: "reference" });

  test.each([
    ["predict", () => bare().predict([[1]])],
    ["watch", () => bare().watch([[1]], ["z"])],
    ["parameters", () => bare().parameters],
    ["count", () => bare().count],
    ["setParameters", () => bare().setParameters({})],
  ])("says so at %s", (_, use) => {
    expect(use).toThrowError(
      /E_ARGUMENT\].*expected a model with weights.*Try train\(model, …\) first, or model.initialize/,
    );
  });

  test("needs the number of features to make them, where inputs are not declared", () => {
    expect(() => bare().initialize({ seed: 0 })).toThrowError(
      /E_ARGUMENT\] initialize, features: expected a positive integer/,
    );
    expect(() => bare().initialize({ seed: -1, features: 2 })).toThrowError(/E_ARGUMENT\] randomStream, seed/);
  });
});

describe("the summary", () => {
  const net = sequential([recurrent(lstm, { hidden: 16, layers: 2, output: "sequence" }), tanh, linear(1)], {
    backend: "reference",
  });

  test("is a table of layers, shapes and counts", () => {
    expect(String(net.summary({ steps: 28, features: 3 }))).toBe(
      [
        "layer   output       parameters",
        "lstm    [B, 28, 16]       3,392",
        "linear  [B, 28, 1]           17",
        "total                     3,409",
      ].join("\n"),
    );
    expect(net.summary({ features: 3 }).rows[0]).toEqual({ layer: "lstm", output: "[B, T, 16]", parameters: 3392 });
    expect(net.summary({ features: 3 }).count).toBe(4 * 16 * (3 + 16 + 1) + 4 * 16 * (16 + 16 + 1) + 17);
  });

  test("needs no features once there are weights, and no program", () => {
    net.initialize({ features: 3, seed: 0 });
    expect(net.summary().count).toBe(net.count);
  });

  test("counts shared layers once and parameters outside of layers too", () => {
    const shared = linear(2);
    const odd = model({ inputs: { x: [2] }, backend: "reference" }, ({ x }) =>
      mul(shared(shared(x)), parameter("g", [2])),
    );
    expect(odd.summary().rows).toEqual([
      { layer: "linear", output: "[B, 2]", parameters: 6 },
      { layer: "linear", output: "[B, 2]", parameters: 0 },
      { layer: "(no layer)", output: "", parameters: 2 },
    ]);
  });
});

describe("data that do not fit are refused with both shapes", () => {
  const net = model({ inputs: { past: ["T", 2], known: [3] }, backend: "reference" }, ({ past, known }) =>
    linear(1)(concat([recurrent(rnn, { hidden: 2 })(past), known])),
  ).initialize({ seed: 0 });
  const past = series(2, 4);
  const known = [
    [1, 2, 3],
    [4, 5, 6],
  ];

  test.each<[string, unknown, RegExp]>([
    [
      "other features",
      { past: [[[1]], [[2]]], known },
      /E_SHAPE\] predict, past: expected \[B, T, 2\], got \[2, 1, 1\]/,
    ],
    ["other axes", { past, known: [[[1]]] }, /E_SHAPE\] predict, known: expected \[2, 3\], got \[1, 1, 1\]/],
    ["other rows", { past, known: [[1, 2, 3]] }, /E_SHAPE\] predict, known: expected \[2, 3\], got \[1, 3\]/],
    ["no steps", { past: [[], []], known }, /E_SHAPE/],
    ["a missing input", { past }, /E_ARGUMENT\] predict: expected an array named known, got none/],
    [
      "an unknown input",
      { past, known, more: known },
      /E_ARGUMENT\] predict: expected arrays named past, known, got "more"/,
    ],
    ["one array for two", past, /E_ARGUMENT\] predict: expected arrays named past, known, got one array/],
  ])("%s", (_, x, message) => {
    expect(() => net.predict(x as never)).toThrowError(message);
  });

  test("sequences of one letter that differ in length", () => {
    const two = model({ inputs: { a: ["T", 1], b: ["T", 1] }, backend: "reference" }, ({ a, b }) => add(a, b));
    two.initialize({ seed: 0 });
    expect(() => two.predict({ a: [[[1]]], b: [[[1], [2]]] })).toThrowError(
      /E_SHAPE\] predict, b: expected \[1, 1, 1\], got \[1, 2, 1\]/,
    );
  });

  test("a vector where rows of features belong", () => {
    const one = sequential([linear(1)], { backend: "reference" }).initialize({ features: 1, seed: 0 });
    expect(() => one.predict([1, 2])).toThrowError(
      /E_SHAPE\] predict, x: expected \[B, features\] or \[B, T, features\]/,
    );
  });
});

describe("models that cannot be are refused", () => {
  test.each<[string, () => unknown, RegExp]>([
    ["no layers", () => sequential(), /E_ARGUMENT\] sequential: expected one layer or more/],
    ["a backend there is not", () => sequential([linear(1)], { backend: "gpu" as never }), /E_ARGUMENT\] backend/],
    ["something that is no layer", () => sequential(3 as never), /E_ARGUMENT\] sequential/],
    ["rows among the axes", () => model({ inputs: { x: ["B", 3] } }, ({ x }) => x), /E_ARGUMENT\] model, input x/],
    ["steps behind features", () => model({ inputs: { x: [3, "T"] as never } }, ({ x }) => x), /E_ARGUMENT/],
    ["no features", () => model({ inputs: { x: [0] } }, ({ x }) => x), /E_ARGUMENT/],
    ["a slash in a name", () => model({ inputs: { "a/b": [1] } }, (inputs) => inputs["a/b"]), /E_ARGUMENT/],
  ])("%s", (_, make, message) => {
    expect(make).toThrowError(message);
  });

  test("outputs that have no rows, or are no tensors", () => {
    const net = (build: () => unknown) => model({ inputs: { x: [1] }, backend: "reference" }, build as never);
    expect(() => net(() => parameter("w", [3])).initialize({ seed: 0 })).toThrowError(
      /E_SHAPE\] model, output y: expected one value or more for every row, \[B, …\] or \[B, T, …\], got \[3\]/,
    );
    expect(() => net(() => ({ a: 3 })).initialize({ seed: 0 })).toThrowError(
      /E_ARGUMENT\] model, output a: expected a tensor/,
    );
  });

  test("one parameter name with two shapes", () => {
    const net = model({ inputs: { x: [2] }, backend: "reference" }, ({ x }) =>
      mul(mul(x, parameter("g", [2])), parameter("g", [1])),
    );
    expect(() => net.initialize({ seed: 0 })).toThrowError(/E_SHAPE\] parameter g: expected \[2\], got \[1\]/);
  });
});
