import { describe, expect, test } from "vitest";
import { defineCell } from "../cells/index.ts";
import { add, array, concat, matmul, mean, mul, sigmoid, slice, sub, tanh } from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { linear } from "../layers/linear.ts";
import { type Model, model } from "../layers/model.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { backends } from "../train/backends.test.support.ts";
import type { JsonObject } from "./checked-json.ts";
import { decodeContainer, encodeContainer } from "./container.ts";
import { decodeModel, encodeModel } from "./model-file.ts";
import { loadCoded, saveCoded } from "./saved-step.ts";

/** Long short-term memory without an input gate, its gates in one matrix, which looks at its last two inputs. */
const coded = defineCell("coded", {
  states: { c: "hidden", h: "hidden", last: "input" },
  parameters: {
    W: [({ hidden }) => 3 * hidden, ({ input, hidden }) => 2 * input + hidden],
    b: [({ hidden }) => 3 * hidden],
  },
  output: "h",
  init: { b: 0.5 },
  step(x, { c, h, last }, { W, b }) {
    const H = h.shape[1] as number;
    const a = add(matmul(concat([x, last, h]), W, "nt"), b);
    const [f, g, o] = [sigmoid(slice(a, 1, 0, H)), tanh(slice(a, 1, H, H)), sigmoid(slice(a, 1, 2 * H, H))];
    const next = add(mul(f, c), mul(sub(1, f), g));
    return { f, level: mean(next, [-1], true), last: x, c: next, h: mul(o, tanh(next)) };
  },
});

const x = { shape: [2, 5, 3], data: Float64Array.from({ length: 30 }, (_, i) => Math.sin(i)) };

describe("a model with a cell from code", () => {
  test.each(backends)("comes back from a file on $backend", ({ backend }) => {
    const net = sequential([recurrent(coded, { hidden: 4, layers: 3 }), linear(2)], { backend });
    net.initialize({ seed: 1, features: 3 });
    const bytes = encodeModel(net);
    const { model: loaded } = decodeModel(bytes, { backend });
    expect(loaded.predict(x)).toEqual(net.predict(x));
    expect(loaded.parameters).toEqual(net.parameters);
    expect(loaded.watch(x, ["coded.0.f", "coded.2.level"])).toEqual(net.watch(x, ["coded.0.f", "coded.2.level"]));
    expect(encodeModel(loaded)).toEqual(bytes);
    // Made anew, it starts from the cell's own first values.
    const again = decodeModel(bytes, { backend }).model.initialize({ seed: 1, features: 3 });
    expect(again.parameters).toEqual(net.parameters);
  });

  test("comes back with the states it was given, and goes on step by step", () => {
    const layer = recurrent(coded, { hidden: 4 });
    const net = model({ inputs: { x: ["T", 3], c: [4] } }, ({ x, c }) => layer(x, { initial: [{ c }] })).initialize({
      seed: 2,
    });
    const data = {
      x,
      c: [
        [1, -1, 2, 0],
        [0, 1, 0, 1],
      ],
    };
    const { model: loaded } = decodeModel<typeof data>(encodeModel(net));
    expect(loaded.predict(data)).toEqual(net.predict(data));
    const stream = sequential(recurrent(coded, { hidden: 4 })).initialize({ seed: 2, features: 3 });
    const same = decodeModel(encodeModel(stream)).model;
    for (const row of [
      [1, 2, 3],
      [4, 5, 6],
    ])
      expect(same.step([row])).toEqual(stream.step([row]));
  });

  test("cannot be saved where its step has a loop of its own, and says so", () => {
    const looped = defineCell("looped", {
      states: { h: "hidden" },
      parameters: { W: ["input", "hidden"] },
      output: "h",
      step(x, { h }, { W }) {
        const { finals } = scan({
          axis: 3,
          sequences: [array([1, 2, 3], [3])],
          initial: [h],
          step: ([k], [before]) => ({ next: [tanh(add(mul(before!, k!), matmul(x, W)))] }),
        });
        return { h: finals[0]! };
      },
    });
    const net = sequential(recurrent(looped, { hidden: 4 })).initialize({ seed: 1, features: 3 });
    expect(net.predict(x).shape).toEqual([2, 4]);
    expect(() => encodeModel(net)).toThrow("[E_ARGUMENT] saveModel: expected a model of the library's layers");
  });
});

describe("a cell from a file", () => {
  const saved = saveCoded(coded, [{ input: 3, hidden: 4 }]);
  const { cell } = loadCoded(saved, "cell");

  test("is as it was", () => {
    expect([cell.name, cell.states, cell.output, cell.watch, { ...cell.init }]).toEqual([
      "coded",
      ["h", "c", "last"],
      "h",
      ["f", "level", "last", "c", "h"],
      { b: 0.5 },
    ]);
    expect([cell.parameters({ input: 3, hidden: 4 }), cell.sizeOf("level", { input: 3, hidden: 4 })]).toEqual([
      coded.parameters({ input: 3, hidden: 4 }),
      1,
    ]);
    expect(`${cell}`).toBe(`${coded}`);
  });

  test("has the sizes it was saved with and no others", () => {
    expect(() => cell.parameters({ input: 2, hidden: 4 })).toThrow(
      '[E_SHAPE] cell "coded", from a file: expected the sizes it was saved with: input 3 and hidden 4, got input 2 and hidden 4.',
    );
    expect(() => cell.parameters({ input: 3, hidden: 5 })).toThrow("got input 3 and hidden 5.");
  });

  const step = (saved.steps as readonly JsonObject[])[0]!;
  const operations = step.operations as readonly JsonObject[];
  test.each<[string, JsonObject]>([
    ["no step", { ...saved, steps: [] }],
    ["a state without a value", { ...saved, states: ["h", "c", "k"] }],
    ["an output without a value", { ...saved, output: "y" }],
    ["a name twice", { ...saved, watch: ["f", "f", "last", "c", "h"] }],
    ["a parameter called count", { ...saved, parameters: ["W", "count"] }],
    ["another key", { ...saved, code: "process.exit()" }],
    ["a width too few", { ...saved, steps: [{ ...step, states: [4, 4] }] }],
    ["a size below 1", { ...saved, steps: [{ ...step, sizes: { input: 0, hidden: 4 } }] }],
    ["operations without number", { ...saved, steps: [{ ...step, operations: {} }] }],
    ["a value that is no number", { ...saved, steps: [{ ...step, values: ["0", 1, 2, 3, 4] }] }],
  ])("is refused with %s", (_, wrong) => {
    expect(() => loadCoded(wrong, "cell")).toThrow(/^\[E_FORMAT\] cell/);
  });

  test.each<[string, JsonObject, RegExp]>([
    [
      "a value that there is not",
      { ...step, values: [0, 1, 2, 3, 400] },
      /^\[E_FORMAT\] cell, step: expected a value below/,
    ],
    [
      "an operation that there is not",
      { ...step, operations: [{ op: { kind: "eval" }, of: [0] }, ...operations] },
      /^\[E_FORMAT\] cell, step: expected an operation, got "eval"/,
    ],
    [
      "a state of another width",
      { ...step, values: [0, 0, 0, 0, 0] },
      /^\[E_SHAPE\] cell "coded", next c: expected shape/,
    ],
  ])("is refused when it is traced, with %s", (_, wrong, message) => {
    const { cell: broken } = loadCoded({ ...saved, steps: [wrong] }, "cell");
    expect(() => broken.sizeOf("f", { input: 3, hidden: 4 })).toThrow(message);
  });

  test("with any change of its text ends in a model or a typed error", () => {
    const net: Model = sequential(recurrent(coded, { hidden: 4 })).initialize({ seed: 1, features: 3 });
    const { tensors, metadata } = decodeContainer(encodeModel(net));
    const text = JSON.stringify(metadata);
    const pieces = ['"B"', "-1", "1e9", "[]", "{}", "null", '"h"', "0", '"slice"', '"matmul"'];
    for (let i = 0; i < 400; i++) {
      const [at, length] = [(i * 7919) % text.length, i % 9];
      const changed = text.slice(0, at) + pieces[i % pieces.length] + text.slice(at + length);
      let read: unknown;
      try {
        read = JSON.parse(changed);
      } catch {
        continue;
      }
      try {
        decodeModel(encodeContainer({ tensors, metadata: read })).model.predict(x);
      } catch (error) {
        expect(String((error as Error).message)).toMatch(/^\[E_\w+\]/);
      }
    }
  });
});
