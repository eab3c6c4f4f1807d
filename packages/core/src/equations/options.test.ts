import { describe, expect, test } from "vitest";
import { type CellOptions, cell } from "./index.ts";

const SOURCE = "h_t = f(W x_t + U h_{t-1} + b)";
const bind = { f: "tanh" };

describe("options that do not fit are refused", () => {
  test.each<[string, unknown, string]>([
    [
      "unknown ones",
      { bind, bais: true },
      "option bais: expected one of inputs, output, bind, sizes, parameters, bias, init, got bais. Try bias.",
    ],
    [
      "functions for names that no equation calls",
      { bind: { f: "tanh", g: "relu" } },
      "option bind: expected a function to bind of the equations: f, got g.",
    ],
    [
      "unknown functions",
      { bind: { f: "tahn" } },
      "option bind: expected a function of one value for f: σ, sigmoid, δ, tanh, relu, exp, log, softplus, softmax, hard_sigmoid, norm, abs, sqrt, identity, got tahn. Try tanh.",
    ],
    [
      "functions of two values",
      { bind: { f: "max" } },
      "option bind: expected a function of one value for f: σ, sigmoid, δ, tanh, relu, exp, log, softplus, softmax, hard_sigmoid, norm, abs, sqrt, identity, got max.",
    ],
    [
      "inherited names of functions",
      { bind: { f: "constructor" } },
      "option bind: expected a function of one value for f: σ, sigmoid, δ, tanh, relu, exp, log, softplus, softmax, hard_sigmoid, norm, abs, sqrt, identity, got constructor.",
    ],
    ["lists where names are due", { bind: ["tanh"] }, 'option bind: expected an object by name, got ["tanh"].'],
    [
      "sizes of names that do not occur",
      { bind, sizes: { c: 2 } },
      "option sizes: expected a value or parameter of the equations: h, W, U, b, got c.",
    ],
    [
      "sizes that are no whole numbers",
      { bind, sizes: { h: 0 } },
      "option sizes: expected a size of h, 1 or more, got 0.",
    ],
    [
      "two sizes of one name",
      { bind, sizes: { W: 2 }, parameters: { W: [2, 3] } },
      "option sizes: expected one size of W, got 2 beside parameters: { W: [2, 3] }.",
    ],
    [
      "parameters that do not occur",
      { bind, parameters: ["k"] },
      "option parameters: expected a parameter of the equations: W, U, b, got k.",
    ],
    [
      "parameters that equations define",
      { bind, parameters: ["h"] },
      "option parameters: expected a parameter of the equations: W, U, b, got h, which an equation defines.",
    ],
    [
      "shapes of three axes",
      { bind, parameters: { W: [1, 2, 3] } },
      "option parameters: expected a shape of W: [size] or [rows, columns], got [1,2,3].",
    ],
    ["an output that is not defined", { bind, output: "hh" }, "option output: expected one of h, got hh. Try h."],
    [
      "columns that are no list",
      { bind, inputs: "sales" },
      "option inputs: expected a list of column names, got sales.",
    ],
    ["no columns", { bind, inputs: [] }, "option inputs: expected a list of column names, got []."],
    ["a column twice", { bind, inputs: ["a", "b", "a"] }, "option inputs: expected every column once, got a twice."],
    ["a bias that is neither true nor false", { bind, bias: 1 }, "option bias: expected true or false, got 1."],
    [
      "first values of names that do not occur",
      { bind, init: { b_f: 1 } },
      "option init: expected a parameter of the equations: W, U, b, got b_f.",
    ],
    [
      "names that are none",
      { bind, sizes: { "h + 1": 1 } },
      'option sizes: expected a name as in the equations, such as b_f, got "h + 1".',
    ],
  ])("%s", (_, options, message) => {
    expect(() => cell("c", SOURCE, options as CellOptions)).toThrow(`[E_ARGUMENT] cell "c", ${message}`);
  });

  test("first values that no initialiser has", () => {
    expect(() => cell("c", SOURCE, { bind, init: { b: "ons" } } as unknown as CellOptions)).toThrow(
      '[E_ARGUMENT] cell "c", option init, b: expected',
    );
  });

  test("equations that are no text", () => {
    expect(() => cell("c", 7 as unknown as string)).toThrow(
      "[E_ARGUMENT] cell: expected a name and equations as text, got string and number.",
    );
  });
});

describe("options are read", () => {
  test("with names written like those in equations", () => {
    const read = cell("c", "h^ = σ_{g}(W_{x,h} x_t); y_t = V h^", {
      bind: { "σ_{g}": "tanh" },
      sizes: { "h^_t": 3, V: 2 },
      init: { "W_{x,h}": 0 },
      output: "y_{t}",
    });
    expect({ ...read.parameters({ input: 4, hidden: 9 }) }).toEqual({ W_x_h: [3, 4], V: [2, 3] });
    expect({ ...read.init }).toEqual({ W_x_h: 0 });
  });

  test("once: what the caller changes later has no effect", () => {
    const inputs = ["a", "b"];
    const W = [3, 2];
    const read = cell("c", "h_t = W x_t", { inputs, parameters: { W } });
    inputs.push("c");
    W[0] = 9;
    expect(read.inputs).toEqual(["a", "b"]);
    expect({ ...read.parameters({ input: 2, hidden: 1 }) }).toEqual({ W: [3, 2] });
  });
});
