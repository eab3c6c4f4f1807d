import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cells, gru, lstm, rnn } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dropout } from "../layers/dropout.ts";
import { layer } from "../layers/layer.ts";
import { linear } from "../layers/linear.ts";
import { type Model, model } from "../layers/model.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { parameter } from "../layers/trace.ts";
import { mse } from "../losses/mse.ts";
import { randomKey } from "../math/keyed-uniform.ts";
import { adam } from "../optim/adam.ts";
import { sgd } from "../optim/sgd.ts";
import { backends } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { decodeContainer, encodeContainer } from "./container.ts";
import { decodeModel, encodeModel, loadModel, saveModel } from "./model-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-model-"));
});
afterAll(() => rm(folder, { recursive: true }));

const series = (rows: number, steps: number, features: number) =>
  Array.from({ length: rows }, (_, b) =>
    Array.from({ length: steps }, (_, t) =>
      Array.from({ length: features }, (_, f) => Math.sin(1 + b + 3 * t + 7 * f)),
    ),
  );

describe.each(backends)("on $backend", ({ backend }) => {
  const again = <X, Y>(net: Model<X, Y>) => decodeModel<X, Y>(encodeModel(net), { backend }).model;

  test("a model comes back from a file with its predictions, values, parameters and notes", async () => {
    const path = join(folder, "gru.sluice");
    const net = sequential(
      [
        recurrent(gru, { hidden: 5, layers: 2, output: "sequence", init: { b_z: 1 } }),
        g.tanh,
        linear(2, { bias: false, name: "head" }),
      ],
      { backend },
    ).initialize({ features: 3, seed: 1 });
    await saveModel(net, path, { lookback: 28 });
    const { model: loaded, metadata } = await loadModel(path, { backend });
    const x = series(3, 4, 3);
    expect(metadata).toEqual({ lookback: 28 });
    expect(loaded.predict(x)).toEqual(net.predict(x));
    expect(loaded.watch(x, ["gru.1.z"])).toEqual(net.watch(x, ["gru.1.z"]));
    expect(loaded.parameters).toEqual(net.parameters);
    expect(String(loaded.summary())).toBe(String(net.summary()));
    expect(loaded.predict(series(1, 9, 3)).shape).toEqual([1, 9, 2]);
  });

  test.each(cells.map((given) => [given.name, given] as const))("the cell %s comes back", (_, given) => {
    const net = sequential([recurrent(given, { hidden: 4 })], { backend }).initialize({ features: 3, seed: 1 });
    expect(again(net).predict(series(2, 5, 3))).toEqual(net.predict(series(2, 5, 3)));
  });

  test("a cell with open functions, sizes, columns, added biases, norms and names of its own comes back", () => {
    const odd = cell("odd", "S_t = f(U · x_t + k · norm(S_{t-1}))\nO_t = g(V · S_t)", {
      bind: { f: "tanh", g: "softmax" },
      sizes: { O: 2 },
      parameters: ["k"],
      bias: true,
      inputs: ["a", "b", "c"],
      init: { U: "orthogonal" },
    });
    const net = sequential([recurrent(odd, { hidden: 4, output: "sequence" })], { backend });
    net.initialize({ features: 3, seed: 1 });
    const loaded = again(net);
    expect(loaded.predict(series(2, 5, 3))).toEqual(net.predict(series(2, 5, 3)));
    expect(loaded.initialize({ seed: 7 }).parameters).toEqual(net.initialize({ features: 3, seed: 7 }).parameters);
  });

  test("a model written as a function comes back as what it does", () => {
    const encode = recurrent(lstm, { hidden: 4 });
    const decode = recurrent(rnn, { hidden: 3, output: "sequence" });
    const shared = linear(4);
    const scale = layer("scale", (x) => g.mul(linear(4, { name: "inside" })(x), parameter("g", [4], { init: 2 })));
    const net = model(
      { inputs: { past: ["T", 3], future: ["K", 2], known: [2] }, backend },
      ({ past, future, known }) => {
        const { output, states } = encode.unroll(past);
        const both = g.concat([shared(known), g.slice(shared(g.div(known, 3)), -1, 1, 2), states[0]!.c!]);
        const sequence = decode(future, { initial: [{ h: g.slice(output, 1, 0, 3) }] });
        const fixed = g.array([0.5, Number.POSITIVE_INFINITY, -0], [3]);
        return {
          head: scale(g.select(g.less(both, 0), g.softplus(both), g.min(both, g.constant(0.75)))),
          sequence: g.mul(
            sequence,
            g.max(g.reshape(g.slice(fixed, 0, 0, 1), [1, 1, 1]), g.mean(sequence, [0, 2], true)),
          ),
          steps: g.mul(
            g.div(known, g.size("K")),
            g.min(g.slice(fixed, 0, 1, 1), g.sum(g.transpose(g.pad(known, 1, 1, 2), [1, 0]), [0], true).shape.length),
          ),
          last: g.add(
            g.element(sequence, "last"),
            g.reduceMax(g.place(g.element(sequence, "first"), "last", "K"), [0]),
          ),
        };
      },
    ).initialize({ seed: 3 });
    const x = { past: series(3, 4, 3), future: series(3, 6, 2), known: series(3, 1, 2).map(([row]) => row!) };
    const loaded = again(net);
    expect(loaded.predict(x)).toEqual(net.predict(x));
    expect(Object.keys(loaded.parameters).sort()).toEqual(Object.keys(net.parameters).sort());
    expect(again(loaded).predict(x)).toEqual(net.predict(x));
  });

  test("operations on tables come back as they were", () => {
    const scale = linear(2);
    const net = model({ inputs: { at: ["T"], x: ["T", 3] }, backend }, ({ at, x }) =>
      g.gather(g.erf(g.scatter(scale(x), at, 4)), at),
    ).initialize({ seed: 3 });
    const x = { at: [[0, 3, 3, 1]], x: series(1, 4, 3) };
    expect(again(net).predict(x)).toEqual(net.predict(x));
  });

  test("operations of rows are refused for sequences, whose axes are others", () => {
    const net = sequential([linear(2), g.softmax], { backend }).initialize({ features: 3, seed: 1 });
    expect(() => again(net).predict(series(2, 5, 3))).toThrowError(
      /E_SHAPE\] input x: expected \[B, 3\], as when the model was saved, got \[B, T, 3\]/,
    );
  });

  test("parameters that the output does not depend on are kept", () => {
    const net = model({ inputs: { x: [2] }, backend }, ({ x }) => {
      linear(3, { name: "idle" })(x);
      parameter("alone", [2]);
      return linear(1)(x);
    }).initialize({ seed: 3 });
    const loaded = again(net);
    for (const [name, values] of Object.entries(net.parameters)) expect(loaded.parameters[name]).toEqual(values);
  });

  test("a loaded model goes on learning as the saved one would have", async () => {
    const net = sequential([recurrent(rnn, { hidden: 3 }), linear(1)], { backend }).initialize({
      features: 1,
      seed: 1,
    });
    const loaded = again(net);
    const data = { x: series(4, 3, 1), y: [[1], [2], [3], [4]] };
    const options = { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 3, seed: 0 };
    for (const each of [net, loaded]) for await (const _ of train(each, data, options));
    expect(loaded.parameters).toEqual(net.parameters);
  });

  test("what was frozen stays frozen, from file to file, until it is let go", async () => {
    const net = sequential([recurrent(rnn, { hidden: 3 }), linear(1)], { backend })
      .initialize({ features: 1, seed: 1 })
      .freeze("rnn", "linear.b");
    const loaded = again(again(net));
    const changed = async () => {
      const before = loaded.parameters;
      const data = { x: series(4, 3, 1), y: [[1], [2], [3], [4]] };
      for await (const _ of train(loaded, data, { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 1, seed: 0 }));
      return Object.entries(loaded.parameters)
        .filter(([name, { data }]) => data.some((w, i) => w !== before[name]!.data[i]))
        .map(([name]) => name);
    };
    expect(await changed()).toEqual(["linear.W"]);
    loaded.unfreeze("linear");
    expect(await changed()).toEqual(["linear.W", "linear.b"]);
  });
});

const small = () => sequential([recurrent(rnn, { hidden: 3 }), linear(1)], { backend: "reference" });

test("the same model gives the same bytes", () => {
  const bytes = () => encodeModel(small().initialize({ features: 2, seed: 1 }), { a: [1, "b"] });
  expect(bytes()).toEqual(bytes());
});

test("a file without frozen parameters says nothing of them, as files did before they were kept", () => {
  const { metadata } = decodeContainer(encodeModel(small().initialize({ features: 2, seed: 1 })));
  expect(Object.keys(metadata as object)).toEqual(["model", "architecture", "metadata"]);
});

test("a model without weights and a loop written by hand cannot be saved", () => {
  expect(() => encodeModel(small())).toThrowError(/E_ARGUMENT\].*expected a model with weights/);
  const byHand = (x: Tensor) =>
    scan({ axis: "T", sequences: [x], initial: [g.zeros(["B", 2])], step: ([xt], [h]) => ({ next: [g.add(xt!, h!)] }) })
      .finals[0]!;
  const net = model({ inputs: { x: ["T", 2] }, backend: "reference" }, ({ x }) => linear(1)(byHand(x)));
  expect(() => encodeModel(net.initialize({ seed: 0 }))).toThrowError(
    /E_ARGUMENT\] saveModel: .*a scan written by hand. Try recurrent/,
  );
});

test("random numbers from a fixed key come back as they were", () => {
  const key = g.array(randomKey(3, 1), [5]);
  const net = model({ inputs: { x: [4] }, backend: "reference" }, ({ x }) =>
    linear(1)(g.add(x!, g.random(key, 2, x!.shape))),
  ).initialize({ seed: 1 });
  const x = { x: [[1, 2, 3, 4]] };
  expect(decodeModel(encodeModel(net), { backend: "reference" }).model.predict(x as never)).toEqual(net.predict(x));
});

describe("dropout in a file", () => {
  // biome-ignore lint/suspicious/noExplicitAny: the tests break the JSON
  type Json = any;
  const layers = (p: number) => [recurrent(rnn, { hidden: 3, layers: 2, dropout: p }), dropout(p), linear(1)];
  const changed = (change: (layers: Json) => void) => {
    const net = sequential(layers(0.5), { backend: "reference" }).initialize({ features: 2, seed: 1 });
    const { tensors, metadata } = decodeContainer(encodeModel(net));
    change((metadata as Json).architecture.layers);
    return () => decodeModel(encodeContainer({ tensors, metadata }), { backend: "reference" });
  };

  test("stands beside the other layers, of probability 0 too", () => {
    for (const p of [0, 0.5]) {
      const net = sequential(layers(p), { backend: "reference" }).initialize({ features: 2, seed: 1 });
      const { model: loaded } = decodeModel(encodeModel(net), { backend: "reference" });
      expect(loaded.summary().rows.map(({ layer }) => layer)).toEqual(["rnn", "dropout", "linear"]);
    }
  });

  test("need not be said: a recurrent layer without it drops nothing", () => {
    expect(changed(({ rnn }) => delete rnn.dropout)).not.toThrow();
  });

  test.each<[string, (layers: Json) => void]>([
    ["a probability above 1", ({ dropout }) => (dropout.p = 2)],
    ["no probability", ({ dropout }) => delete dropout.p],
    ["a probability that is a text", ({ rnn }) => (rnn.dropout = "0.5")],
    ["a probability below 0", ({ rnn }) => (rnn.dropout = -1)],
    ["dropout between the cells of one layer", ({ rnn }) => (rnn.layers = 1)],
  ])("%s is refused", (_, change) => {
    expect(changed(change)).toThrowError(expect.objectContaining({ code: "E_FORMAT" }));
  });
});

test("a checkpoint of a training is refused as what it is", async () => {
  const { x, y } = { x: [[[1, 2]]], y: [[1, 2, 3]] };
  let bytes = new Uint8Array();
  const to = { read: () => [], write: async (given: Uint8Array) => `${(bytes = Uint8Array.from(given)).length}` };
  const options = { loss: mse, optimizer: adam(), epochs: 1, seed: 1, checkpoint: { to } };
  for await (const _ of train(sequential(recurrent(gru, { hidden: 3 })), { x, y }, options));
  expect(() => decodeModel(bytes)).toThrowError(
    /E_FORMAT\] model file: expected a model that saveModel wrote, got a checkpoint of a training/,
  );
});

test("a file that is missing, torn, foreign or changed is refused", async () => {
  const path = join(folder, "torn.sluice");
  await expect(loadModel(join(folder, "none.sluice"))).rejects.toMatchObject({ code: "E_FILE" });
  await saveModel(small().initialize({ features: 2, seed: 1 }), path);
  const { size } = await stat(path);
  const bytes = await readFile(path);
  for (const length of [0, 7, 100, size - 1]) {
    await writeFile(path, bytes);
    await truncate(path, length);
    await expect(loadModel(path, { backend: "reference" })).rejects.toMatchObject({ code: "E_FORMAT" });
  }
  await writeFile(path, "date,sales\n2024-01-01,3\n");
  await expect(loadModel(path)).rejects.toMatchObject({ code: "E_FORMAT" });
  await writeFile(path, encodeContainer({ tensors: {}, metadata: { checkpoint: 1 } }));
  await expect(loadModel(path)).rejects.toMatchObject({ code: "E_FORMAT" });
});

describe("content that was made up is refused", () => {
  // biome-ignore lint/suspicious/noExplicitAny: the tests break the JSON in every place
  type Json = any;
  const changed = (change: (content: { tensors: Json; metadata: Json; architecture: Json }) => void) => {
    const { tensors, metadata } = decodeContainer(encodeModel(small().initialize({ features: 2, seed: 1 })));
    const content = {
      tensors: { ...tensors } as Json,
      metadata: metadata as Json,
      architecture: (metadata as Json).architecture,
    };
    change(content);
    return () => decodeModel(encodeContainer(content), { backend: "reference" });
  };

  test("unchanged, it loads", () => {
    expect(changed(() => {})).not.toThrow();
  });

  test.each<[string, (content: { tensors: Json; metadata: Json; architecture: Json }) => void]>([
    ["a later version", ({ metadata }) => (metadata.model = 2)],
    ["frozen parameters that are no list", ({ metadata }) => (metadata.frozen = "linear.b")],
    ["frozen parameters that are nothing", ({ metadata }) => (metadata.frozen = null)],
    ["a frozen parameter that is no name", ({ metadata }) => (metadata.frozen = [1])],
    ["a frozen parameter that is none", ({ metadata }) => (metadata.frozen = ["linear.b", "linear"])],
    ["no architecture", ({ metadata }) => delete metadata.architecture],
    ["more keys", ({ architecture }) => (architecture.code = "x")],
    ["an input that is none", ({ architecture }) => (architecture.inputs.x = [-1])],
    ["no input", ({ architecture }) => (architecture.inputs = {})],
    ["no output", ({ architecture }) => (architecture.outputs = {})],
    ["an output beyond the values", ({ architecture }) => (architecture.outputs.y = 1000)],
    ["an output that is no number", ({ architecture }) => (architecture.outputs.y = "0")],
    ["a step that reads a later one", ({ architecture }) => (architecture.steps[0].of = [5])],
    ["a step of another layer", ({ architecture }) => (architecture.steps[0].layer = "__proto__")],
    ["a layer there is not", ({ architecture }) => (architecture.layers.linear.kind = "constructor")],
    ["a size beyond all bounds", ({ architecture }) => (architecture.layers.rnn.hidden = 1e15)],
    ["a large size without its weights", ({ architecture }) => (architecture.layers.rnn.hidden = 2 ** 30)],
    ["too many layers", ({ architecture }) => (architecture.layers.rnn.layers = 1e9)],
    ["equations that are none", ({ architecture }) => (architecture.layers.rnn.cell.equations = "h_t = (")],
    ["equations that are code", ({ architecture }) => (architecture.layers.rnn.cell.equations = "h_t = eval(x_t)")],
    ["a cell's option there is not", ({ architecture }) => (architecture.layers.rnn.cell.init = { W: "random" })],
    ["an initialisation there is not", ({ architecture }) => (architecture.layers.linear.init = { W: "random" })],
    [
      "an operation there is not",
      ({ architecture }) => architecture.steps.push({ op: { kind: "input", name: "a" }, of: [] }),
    ],
    [
      "an operation on too few",
      ({ architecture }) => architecture.steps.push({ op: { kind: "binary", name: "add" }, of: [0] }),
    ],
    [
      "an axis that no input has",
      ({ architecture }) => architecture.steps.push({ op: { kind: "size", axis: "Q" }, of: [] }),
    ],
    ["a parameter without weights", ({ architecture }) => architecture.steps.push({ parameter: "w", shape: [2] })],
    ["weights missing", ({ tensors }) => delete tensors["linear.b"]],
    ["weights of another shape", ({ tensors }) => (tensors["linear.b"] = { shape: [2], data: new Float64Array(2) })],
    [
      "weights that are whole numbers",
      ({ tensors }) => (tensors["linear.b"] = { shape: [1], data: new Int32Array(1) }),
    ],
    ["weights of nobody", ({ tensors }) => (tensors.more = { shape: [1], data: new Float64Array(1) })],
  ])("%s", (_, change) => {
    expect(changed(change)).toThrowError(expect.objectContaining({ code: "E_FORMAT" }));
  });

  test("steps that would keep the reader busy are refused before they are taken", () => {
    const started = performance.now();
    const busy = changed(({ architecture }) => {
      architecture.layers.rnn.output = "sequence";
      architecture.layers.rnn.layers = 100;
      architecture.layers.rnn.cell.equations = `h_t = tanh(W x_t + U h_{t-1} + b${" + b".repeat(900)})`;
      for (let i = 0; i < 9000; i++) architecture.steps.push({ layer: "rnn", of: [0], call: { initial: [] } });
    });
    expect(busy).toThrowError(/E_FORMAT\].*operations together/);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("any one value of the description replaced by another kind is refused or harmless, never a crash", () => {
    const { tensors, metadata } = decodeContainer(encodeModel(small().initialize({ features: 2, seed: 1 })));
    const places: (string | number)[][] = [];
    const visit = (value: unknown, path: (string | number)[]) => {
      places.push(path);
      if (Array.isArray(value)) value.forEach((item, i) => visit(item, [...path, i]));
      else if (typeof value === "object" && value !== null)
        for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    };
    visit((metadata as Json).architecture, []);
    for (const path of places)
      for (const value of [null, -1, 1.5, "a", [], {}, true]) {
        const broken = structuredClone(metadata) as Json;
        const last = path.at(-1);
        let at = broken.architecture;
        for (const key of path.slice(0, -1)) at = at[key];
        if (last === undefined) broken.architecture = value;
        else at[last] = value;
        try {
          decodeModel(encodeContainer({ tensors, metadata: broken }), { backend: "reference" });
        } catch (error) {
          expect(error, `${path.join(".")} = ${JSON.stringify(value)}`).toMatchObject({ code: "E_FORMAT" });
        }
      }
  });
});
