import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lstm, rnn } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { add, mul, sum } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { ShapedArray } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { gradients } from "../train/measure/gradients.ts";
import type { Layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { type InputAxes, model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

interface GoldenCase {
  kind: string;
  input_size: number;
  hidden_size: number;
  num_layers: number;
  params: Record<string, ShapedArray>;
  x: ShapedArray;
  h0: ShapedArray;
  c0?: ShapedArray;
  output: ShapedArray;
  h_n: ShapedArray;
  c_n?: ShapedArray;
  upstream: Record<string, ShapedArray>;
  grads: Record<string, ShapedArray>;
}

const golden: { cases: GoldenCase[] } = JSON.parse(
  readFileSync(new URL("golden/recurrent.json", import.meta.url), "utf8"),
);

/** One depth of PyTorch's [depth, B, H], or one gate's rows of its [gates · H, …]. */
function part({ shape, data }: ShapedArray, index: number, count: number): ShapedArray {
  const size = data.length / count;
  const [first, ...rest] = shape;
  const lead = first! / count;
  return { shape: lead === 1 ? rest : [lead, ...rest], data: data.slice(index * size, (index + 1) * size) };
}

const sumOf = (a: ShapedArray, b: ShapedArray): ShapedArray => ({
  shape: a.shape,
  data: Float64Array.from(a.data, (value, i) => value + b.data[i]!),
});

/** PyTorch's parameters and gradients, by our names: two biases there are one here, with the gradient of either. */
function ours({ kind, num_layers, hidden_size }: GoldenCase, theirs: Record<string, ShapedArray>, label: string) {
  const gates = kind === "LSTM" ? ["_i", "_f", "_g", "_o"] : [""];
  const found: Record<string, { W: ShapedArray; U: ShapedArray; b1: ShapedArray; b2: ShapedArray }> = {};
  for (let depth = 0; depth < num_layers; depth++)
    gates.forEach((gate, i) => {
      const of = (name: string): ShapedArray => {
        const { shape, data } = theirs[`${name}_l${depth}`]!;
        const size = data.length / gates.length;
        return { shape: [hidden_size, ...shape.slice(1)], data: data.slice(i * size, (i + 1) * size) };
      };
      found[`${label}.${depth}.|${gate}`] = {
        W: of("weight_ih"),
        U: of("weight_hh"),
        b1: of("bias_ih"),
        b2: of("bias_hh"),
      };
    });
  return found;
}

describe.each(backends)("on $backend", ({ backend, values, gradients: close }) => {
  for (const c of golden.cases)
    test(`${c.num_layers} layers of ${c.kind} give PyTorch's outputs, states and gradients`, () => {
      const given = c.kind === "LSTM" ? lstm : rnn;
      const layer = recurrent(given, { hidden: c.hidden_size, layers: c.num_layers, output: "sequence" });
      const depths = Array.from({ length: c.num_layers }, (_, depth) => depth);
      const states = given.states.flatMap((state) =>
        depths.map((depth) => ({ state, depth, name: `${state}${depth}` })),
      );
      const axes: Record<string, InputAxes> = { x: ["T", c.input_size] };
      for (const { name } of states) axes[name] = [c.hidden_size];
      const net = model({ inputs: axes, backend }, (inputs) => {
        const initial = depths.map((depth) =>
          Object.fromEntries(given.states.map((state) => [state, inputs[`${state}${depth}`]!])),
        );
        const { output, states: finals } = layer.unroll(inputs.x!, { initial });
        return {
          output,
          ...Object.fromEntries(states.map(({ state, depth, name }) => [name, finals[depth]![state]!])),
        } as Record<string, Tensor>;
      }).initialize({ seed: 0 });
      const weights = ours(c, c.params, given.name);
      net.setParameters(
        Object.fromEntries(
          Object.entries(weights).flatMap(([at, { W, U, b1, b2 }]) => [
            [at.replace("|", "W"), W],
            [at.replace("|", "U"), U],
            [at.replace("|", "b"), sumOf(b1, b2)],
          ]),
        ),
      );
      const perState = (arrays: Record<string, ShapedArray | undefined>) =>
        Object.fromEntries(states.map(({ state, depth, name }) => [name, part(arrays[state]!, depth, c.num_layers)]));
      const x = { x: c.x, ...perState({ h: c.h0, c: c.c0 }) };
      const found = net.predict(x);
      expectClose(found.output!.data, c.output.data, values);
      for (const [name, { data }] of Object.entries(perState({ h: c.h_n, c: c.c_n })))
        expectClose(found[name]!.data, data, values);

      const upstream = { output: c.upstream.output!, ...perState({ h: c.upstream.h_n, c: c.upstream.c_n }) };
      const weighted = (prediction: Record<string, Tensor>, target: Record<string, Tensor>) =>
        Object.keys(upstream)
          .map((name) => sum(mul(prediction[name]!, target[name]!)))
          .reduce(add);
      const slopes = gradients(net, { x, y: upstream }, weighted);
      for (const [at, { W, U, b1 }] of Object.entries(ours(c, c.grads, given.name))) {
        expectClose(slopes.parameters[at.replace("|", "W")]!.data, W.data, close);
        expectClose(slopes.parameters[at.replace("|", "U")]!.data, U.data, close);
        expectClose(slopes.parameters[at.replace("|", "b")]!.data, b1.data, close);
      }
      expectClose(slopes.inputs.x!.data, c.grads.x!.data, close);
      for (const [name, { data }] of Object.entries(perState({ h: c.grads.h0, c: c.grads.c0 })))
        expectClose(slopes.inputs[name]!.data, data, close);
    });

  test("a cell adds up its inputs step by step: the last output is the sum, the sequence the running sums", () => {
    const total = cell("total", "h_t = h_{t-1} + x_t");
    const x = [
      [[1], [2], [3]],
      [[10], [20], [30]],
    ];
    const last = sequential([recurrent(total, { hidden: 1 })], { backend }).initialize({ features: 1, seed: 0 });
    expect(last.predict(x).shape).toEqual([2, 1]);
    expectClose(last.predict(x).data, [6, 60], values);
    const all = sequential([recurrent(total, { hidden: 1, output: "sequence" })], { backend });
    all.initialize({ features: 1, seed: 0 });
    expect(all.predict(x).shape).toEqual([2, 3, 1]);
    expectClose(all.predict(x).data, [1, 3, 6, 10, 30, 60], values);
  });

  test("the last output of a cell whose output is no state is that of the last step", () => {
    const doubled = cell("doubled", "h_t = h_{t-1} + x_t; y_t = 2 h_t");
    const net = sequential([recurrent(doubled, { hidden: 1 })], { backend }).initialize({ features: 1, seed: 0 });
    expectClose(net.predict([[[1], [2], [3]]]).data, [12], values);
  });

  test("a cell that reads the input of the step before sees zero first", () => {
    const change = cell("change", "h_t = x_t - x_{t-1} + 0 h_{t-1}");
    const net = sequential([recurrent(change, { hidden: 1, output: "sequence" })], { backend });
    net.initialize({ features: 1, seed: 0 });
    expectClose(net.predict([[[5], [7], [4]]]).data, [5, 2, -3], values);
  });

  test("every depth has parameters of its own, in the cell's shapes", () => {
    const net = sequential([recurrent(rnn, { hidden: 4, layers: 2 })], { backend }).initialize({
      features: 3,
      seed: 0,
    });
    expect(Object.entries(net.parameters).map(([name, { shape }]) => [name, shape])).toEqual([
      ["rnn.0.W", [4, 3]],
      ["rnn.0.U", [4, 4]],
      ["rnn.0.b", [4]],
      ["rnn.1.W", [4, 4]],
      ["rnn.1.U", [4, 4]],
      ["rnn.1.b", [4]],
    ]);
    expect(net.count).toBe(4 * 3 + 4 * 4 + 4 + 4 * 4 + 4 * 4 + 4);
  });

  test("first values: ±1/√H, over them the cell's own, over them the layer's", () => {
    const open = cell("open", "h_t = tanh(W x_t + U h_{t-1} + b + p ⊙ h_{t-1})", { init: { b: 1, p: 2 } });
    const net = sequential([recurrent(open, { hidden: 100, layers: 2, init: { p: 3 } })], { backend });
    const { parameters } = net.initialize({ features: 3, seed: 0 });
    for (const depth of [0, 1]) {
      const { data } = parameters[`open.${depth}.W`]!;
      expect(Math.max(...data)).toBeLessThanOrEqual(0.1);
      expect(Math.max(...data)).toBeGreaterThan(0.09);
      expect(new Set(parameters[`open.${depth}.b`]!.data)).toEqual(new Set([1]));
      expect(new Set(parameters[`open.${depth}.p`]!.data)).toEqual(new Set([3]));
    }
  });

  test("values inside a cell are watched by name, and by address in a stack", () => {
    const counter = cell("counter", "n_t = n_{t-1} + 1; h_t = n_t ⊙ x_t");
    const one = sequential([recurrent(counter, { hidden: 2 })], { backend }).initialize({ features: 2, seed: 0 });
    const seen = one.watch(
      [
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ],
      ["n", "counter.0.h"],
    );
    expect(seen.n.shape).toEqual([1, 3, 2]);
    expectClose(seen.n.data, [1, 1, 2, 2, 3, 3], values);
    expectClose(seen["counter.0.h"].data, [1, 2, 6, 8, 15, 18], values);

    const two = sequential([recurrent(counter, { hidden: 1, layers: 2 })], { backend });
    two.initialize({ features: 1, seed: 0 });
    expectClose(two.watch([[[1], [1]]], ["counter.1.h"])["counter.1.h"].data, [1, 4], values);
    expect(() => two.watch([[[1]]], ["h"])).toThrowError(
      /E_ARGUMENT\] watch "h": expected one of counter.0.h, counter.1.h/,
    );
    expect(() => two.watch([[[1]]], ["z"])).toThrowError(/E_ARGUMENT\].*expected one of counter.0.n/);
  });
});

describe("what a recurrent layer cannot do is refused", () => {
  test.each<[string, () => unknown]>([
    ["recurrent, hidden", () => recurrent(rnn, { hidden: 0 })],
    ["recurrent, layers", () => recurrent(rnn, { hidden: 1, layers: 1.5 })],
    ["recurrent, output", () => recurrent(rnn, { hidden: 1, output: "all" as "last" })],
  ])("%s", (where, make) => {
    expect(make).toThrowError(expect.objectContaining({ code: "E_ARGUMENT", where }));
  });

  const made = (...layers: Layer[]) =>
    sequential(layers, { backend: "reference" }).initialize({ features: 3, seed: 0 });

  test("an input that is no sequence, with the layer, its position and its shape", () => {
    const rows = recurrent(rnn, { hidden: 4 });
    expect(() => made(recurrent(lstm, { hidden: 5 }), rows)).toThrowError(
      /E_SHAPE\] layer 2 of 2, rnn, input: expected a sequence \[B, T, features\], got \[B, 5\]. Try output: "sequence"/,
    );
  });

  test("an initialisation for a parameter that the cell has not", () => {
    expect(() => made(recurrent(rnn, { hidden: 4, init: { b_f: 1 } }))).toThrowError(
      /E_ARGUMENT\] recurrent, init: expected names among W, U, b, got "b_f"/,
    );
  });

  test("initial states that the cell has not, or of another size", () => {
    const layer = recurrent(rnn, { hidden: 4 });
    const net = (initial: (h0: Tensor) => Record<string, Tensor>[]) =>
      model({ inputs: { x: ["T", 3], h0: [5] }, backend: "reference" }, ({ x, h0 }) =>
        layer(x, { initial: initial(h0) }),
      );
    expect(() => net((h0) => [{ c: h0 }]).initialize({ seed: 0 })).toThrowError(/E_ARGUMENT\].*names among h, got "c"/);
    expect(() => net((h0) => [{}, { h: h0 }]).initialize({ seed: 0 })).toThrowError(/E_ARGUMENT\].*at most 1 records/);
    expect(() => net((h0) => [{ h: h0 }]).initialize({ seed: 0 })).toThrowError(
      /E_SHAPE\] layer 1, rnn, initial state h: expected \[B, 4\], got \[B, 5\]/,
    );
  });

  test("other features than the weights were made for", () => {
    const net = made(recurrent(rnn, { hidden: 4 }), linear(1));
    expect(() => net.predict([[[1, 2]]])).toThrowError(
      /E_SHAPE\] layer 1 of 2, rnn: expected an input of shape \[B, T, 3\], as when its weights were made, got \[B, T, 2\]/,
    );
  });
});
