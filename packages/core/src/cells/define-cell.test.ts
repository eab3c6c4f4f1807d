import { describe, expect, test } from "vitest";
import { SluiceError } from "../errors.ts";
import {
  add,
  broadcast,
  concat,
  input,
  matmul,
  mul,
  reshape,
  sigmoid,
  slice,
  sub,
  sum,
  tanh,
  variable,
} from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import { linear } from "../layers/linear.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import { backends } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { type Cell, defineCell, gru } from "./index.ts";

const matrix = ["hidden", "hidden"] as const;
const fromInput = ["hidden", "input"] as const;
const vector = ["hidden"] as const;

/** The equations of `gru`, operation by operation. */
const coded = defineCell("gru", {
  states: { h: "hidden" },
  parameters: {
    ...{ W_z: fromInput, U_z: matrix, b_z: vector },
    ...{ W_r: fromInput, U_r: matrix, b_r: vector },
    ...{ W_n: fromInput, U_n: matrix, b_n: vector },
  },
  output: "h",
  step(x, { h }, { W_z, U_z, b_z, W_r, U_r, b_r, W_n, U_n, b_n }) {
    const affine = (W: Tensor, U: Tensor, of: Tensor, b: Tensor) =>
      add(add(matmul(x, W, "nt"), matmul(of, U, "nt")), b);
    const z = sigmoid(affine(W_z, U_z, h, b_z));
    const r = sigmoid(affine(W_r, U_r, h, b_r));
    const n = tanh(affine(W_n, U_n, mul(r, h), b_n));
    return { z, r, n, h: add(mul(sub(1, z), h), mul(z, n)) };
  },
});

/** Long short-term memory with its four gates in one matrix, as Keras and PyTorch keep them. */
const stacked = defineCell("stacked", {
  states: { c: "hidden", h: "hidden" },
  parameters: {
    W: [({ hidden }) => 4 * hidden, "input"],
    U: [({ hidden }) => 4 * hidden, "hidden"],
    b: [({ hidden }) => 4 * hidden],
  },
  output: "h",
  init: { b: 0 },
  step(x, { h, c }, { W, U, b }) {
    const H = h.shape[1] as number;
    const a = add(add(matmul(x, W, "nt"), matmul(h, U, "nt")), b);
    const gate = (k: number) => slice(a, 1, k * H, H);
    const [i, f, g, o] = [sigmoid(gate(0)), sigmoid(gate(1)), tanh(gate(2)), sigmoid(gate(3))];
    const next = add(mul(f, c), mul(i, g));
    return { i, f, g, o, c: next, h: mul(o, tanh(next)) };
  },
});

const SIZES = { input: 3, hidden: 4 };

/** The operations of a step in order, each with the places of what it is applied to. */
function structure(cell: Cell): unknown[] {
  const leaf = (name: string, shape: readonly number[]) => variable(name, shape);
  const shapes = cell.parameters(SIZES);
  const values = cell.step(
    input("x", ["B", 3]),
    Object.fromEntries(cell.states.map((state) => [state, broadcast(leaf(state, [4]), ["B", 4])])),
    Object.fromEntries(Object.keys(shapes).map((name) => [name, leaf(name, shapes[name]!)])),
  );
  const nodes = ancestors(cell.watch.map((value) => values[value]!));
  return nodes.map(({ op, inputs }) => [op, inputs.map((t) => nodes.indexOf(t.node))]);
}

describe("a cell from code", () => {
  test("is the same graph as its equations", () => {
    expect(structure(coded)).toEqual(structure(gru));
  });

  test("says what it carries, gives out and needs", () => {
    expect([coded.states, coded.output, coded.watch, coded.inputs]).toEqual([
      gru.states,
      gru.output,
      gru.watch,
      gru.inputs,
    ]);
    expect(Object.entries(coded.parameters(SIZES))).toEqual(Object.entries(gru.parameters(SIZES)));
    expect(coded.parameters(SIZES).count).toBe(96);
    // The output's state comes first, as with equations.
    expect([stacked.states, stacked.watch]).toEqual([
      ["h", "c"],
      ["i", "f", "g", "o", "c", "h"],
    ]);
    expect([{ ...stacked.parameters(SIZES) }, { ...stacked.init }]).toEqual([
      { W: [16, 3], U: [16, 4], b: [16] },
      { b: 0 },
    ]);
    expect(["h", "c", "f", "x"].map((value) => stacked.sizeOf(value, SIZES))).toEqual([4, 4, 4, 3]);
  });

  test("prints what its step takes and gives, and has no equations", () => {
    expect(`${stacked}`).toBe("i_t, f_t, g_t, o_t, c_t, h_t = stacked(x_t, h_{t-1}, c_{t-1}, W, U, b)");
    expect(stacked.source).toBe("");
    expect(() => stacked.toLatex()).toThrow(
      '[E_ARGUMENT] cell "stacked", toLatex: expected a cell of equations, got a cell from code. Try cell(name, equations).',
    );
  });

  const data = (rows: number) => ({
    x: Array.from({ length: rows }, (_, b) =>
      Array.from({ length: 6 }, (_, t) => [Math.sin(b + t), Math.cos(2 * b - t)]),
    ),
    y: Array.from({ length: rows }, (_, b) => [Math.sin(b + 6)]),
  });
  const trained = async (cell: Cell, backend: "reference" | "wasm") => {
    const net = sequential([recurrent(cell, { hidden: 5, layers: 2 }), linear(1)], { backend });
    net.initialize({ seed: 3, features: 2 });
    const options = { loss: mse, optimizer: adam({ rate: 0.01 }), epochs: 3, batch: 4, seed: 3 };
    for await (const _ of train(net, data(10), options));
    return net;
  };

  test.each(backends)("trains to the bits of its equations on $backend, and is watched", async ({ backend }) => {
    const [ours, theirs] = [await trained(coded, backend), await trained(gru, backend)];
    expect(ours.parameters).toEqual(theirs.parameters);
    const watched = ["gru.0.z", "gru.1.r", "gru.1.h"];
    expect(ours.watch(data(3).x, watched)).toEqual(theirs.watch(data(3).x, watched));
  });

  test("may give values of other widths, of parameters alone, and none that is named", () => {
    const wide = defineCell("wide", {
      states: {},
      parameters: { b: [2] },
      output: "y",
      step: (x, _, { b }) => ({ y: concat([x, x]), total: sum(x, [-1], true), b }),
    });
    const sizes = ["y", "total", "b"].map((value) => wide.sizeOf(value, SIZES));
    expect(sizes).toEqual([6, 1, 2]);
    const net = sequential(recurrent(wide, { hidden: 9, output: "sequence" })).initialize({ seed: 1, features: 1 });
    net.setParameters({ "wide.0.b": [5, 7] });
    expect([...net.predict([[[1], [2]]]).data]).toEqual([1, 1, 2, 2]);
    expect([...net.watch([[[1], [2]]], ["b"]).b.data]).toEqual([5, 7, 5, 7]);
  });

  test("reads its columns by name where it names them", () => {
    const shop = defineCell("shop", {
      states: { h: 2 },
      parameters: { W: [2, 2] },
      output: "h",
      inputs: ["sales", "price"],
      step: (x, { h }, { W }) => ({ h: add(h, matmul(x, W, "nt")) }),
    });
    expect(shop.inputs).toEqual(["sales", "price"]);
    expect(() => sequential(recurrent(shop, { hidden: 2 })).initialize({ seed: 1, features: 3 })).toThrow(
      '[E_SHAPE] layer 1 of 1, shop, cell "shop": expected an input of 2 columns (sales, price), got 3.',
    );
  });
});

describe("what is wrong with a cell from code is said when it is defined", () => {
  // What a caller without types may hand in.
  const define = defineCell as unknown as (name: unknown, definition: unknown) => Cell;
  const states = { h: "hidden" };
  const parameters = { W: ["hidden", "input"], U_f: ["hidden", "hidden"] };
  const output = "h";
  const plain = { states, parameters, output, step: (_: Tensor, before: object) => before };

  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(SluiceError);
      return (error as Error).message;
    }
    return "no error";
  };

  test.each<[string, object, string]>([
    [
      "the next state has another shape",
      { step: (x: Tensor) => ({ h: x }) },
      '[E_SHAPE] cell "c" with input 360 and hidden 240, next h: expected shape [B, 240], as before the step, got [B, 360].',
    ],
    [
      "a product does not fit",
      { step: (_: Tensor, { h }: { h: Tensor }, { W }: { W: Tensor }) => ({ h: matmul(h, W, "nt") }) },
      '[E_SHAPE] cell "c" with input 360 and hidden 240, matmul h [B, 240] · W [240, 360] (nt): expected a right side with 240 columns, got [240, 360].',
    ],
    [
      "a product with x does not fit",
      {
        parameters: { W: ["hidden", 3] },
        step: (x: Tensor, _: object, { W }: { W: Tensor }) => ({ h: matmul(x, W, "nt") }),
      },
      '[E_SHAPE] cell "c" with input 360 and hidden 240, matmul x [B, 360] · W [240, 3] (nt): expected a right side with 360 columns, got [240, 3]. Try the option inputs, if the step takes a fixed number of columns.',
    ],
    [
      "a sum does not fit",
      { step: (x: Tensor, { h }: { h: Tensor }) => ({ h: add(h, x) }) },
      '[E_SHAPE] cell "c" with input 360 and hidden 240, add: expected two shapes that broadcast, got h [B, 240] and x [B, 360].',
    ],
    [
      "a value is no vector",
      { step: (_: Tensor, { h }: { h: Tensor }) => ({ h, f: reshape(h, ["B", 24, 10]) }) },
      '[E_SHAPE] cell "c" with input 360 and hidden 240, f: expected shape [B, size] with size a number, got [B, 24, 10].',
    ],
    [
      "a state has no next one",
      { step: (x: Tensor) => ({ f: x }) },
      '[E_ARGUMENT] cell "c", what step gives: expected a value of h, got none among f.',
    ],
    [
      "a value is a number",
      { step: (_: Tensor, { h }: { h: Tensor }) => ({ h, f: 1 }) },
      '[E_ARGUMENT] cell "c", what step gives: expected a tensor for f, got a value of type number.',
    ],
    [
      "the step gives nothing",
      { step: () => undefined },
      '[E_ARGUMENT] cell "c", what step gives: expected a record of tensors by name, got undefined.',
    ],
    [
      "the step asks for a parameter that there is not",
      { step: (_: Tensor, { h }: { h: Tensor }, { U_g }: { U_g: Tensor }) => ({ h: mul(h, U_g) }) },
      '[E_ARGUMENT] cell "c", parameters of step: expected one of W, U_f, got U_g. Try U_f.',
    ],
    [
      "the step asks for a state that there is not",
      { step: (_: Tensor, { c }: { c: Tensor }) => ({ h: c }) },
      '[E_ARGUMENT] cell "c", states of step: expected one of h, got c.',
    ],
    [
      "the step uses what it was not given",
      { step: (_: Tensor, { h }: { h: Tensor }) => ({ h: mul(h, variable("gain", [240])) }) },
      '[E_ARGUMENT] cell "c", step: expected values made of x, its states and its parameters alone, got gain [240].',
    ],
    ["the output is not given", { output: "y" }, '[E_ARGUMENT] cell "c", output: expected one of h, got y.'],
    [
      "an option does not exist",
      { bias: true },
      '[E_ARGUMENT] cell "c": expected one of states, parameters, output, inputs, init, step, got bias.',
    ],
    [
      "first values are of no parameter",
      { init: { U: 1 } },
      '[E_ARGUMENT] cell "c", init: expected one of W, U_f, got U.',
    ],
    [
      "a size is no size",
      { states: { h: "width" } },
      '[E_ARGUMENT] cell "c", state h: expected "hidden", "input", a number or a function of both, got width.',
    ],
    [
      "a parameter is called count",
      { parameters: { count: ["hidden"] } },
      '[E_ARGUMENT] cell "c", parameter: expected a name that is not empty, has no / and is not count, got "count".',
    ],
    [
      "a column is named twice",
      { inputs: ["a", "a"] },
      '[E_ARGUMENT] cell "c", inputs: expected a list of different column names, got ["a","a"].',
    ],
    ["there is no step", { step: undefined }, '[E_ARGUMENT] cell "c", step: expected a function, got undefined.'],
  ])("%s", (_, wrong, expected) => {
    expect(message(() => define("c", { ...plain, ...wrong }))).toBe(expected);
  });

  test("there is no definition", () => {
    expect(message(() => define("c", "h_t = x_t"))).toBe(
      "[E_ARGUMENT] defineCell: expected a name and a definition, got string and string.",
    );
  });

  test("a size is no whole number", () => {
    const halved = defineCell("halved", {
      states: { h: ({ hidden }) => hidden / 2 },
      parameters: {},
      output: "h",
      step: (_, { h }) => ({ h }),
    });
    expect(halved.sizeOf("h", SIZES)).toBe(2);
    expect(() => halved.sizeOf("h", { input: 3, hidden: 5 })).toThrow(
      '[E_ARGUMENT] cell "halved", state h: expected a whole number from 1 to 2147483647 for input 3 and hidden 5, got 2.5.',
    );
    expect(() => halved.parameters({ input: 0, hidden: 5 })).toThrow('[E_ARGUMENT] cell "halved", input: expected');
  });

  test("a step by hand misses a tensor, or has one of another shape", () => {
    const h = input("h", ["B", 4]);
    const weights = Object.fromEntries(
      Object.entries(coded.parameters(SIZES) as Record<string, readonly number[]>).map(([name, shape]) => [
        name,
        variable(name, shape),
      ]),
    );
    const x = input("x", ["B", 3]);
    expect(() => coded.step(x, {}, weights)).toThrow(
      '[E_SHAPE] cell "gru", state h: expected a tensor, got none among none.',
    );
    expect(() => coded.step(x, { h }, {})).toThrow('[E_SHAPE] cell "gru", parameter W_z: expected a tensor');
    expect(() => coded.step(input("x", ["B", 2]), { h }, weights)).toThrow(
      '[E_SHAPE] cell "gru", matmul x [B, 2] · W_z [4, 3] (nt): expected a right side with 2 columns, got [4, 3].',
    );
    expect(() => coded.step(input("x", ["T", "B", 3]), { h }, weights)).toThrow(
      '[E_SHAPE] cell "gru", x: expected shape [B, F] with F a number, got [T, B, 3].',
    );
  });
});
