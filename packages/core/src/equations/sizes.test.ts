import { describe, expect, test } from "vitest";
import { type CellOptions, type CellSizes, cell } from "./index.ts";

const shapes = (source: string, options: CellOptions = {}, sizes: CellSizes = { input: 3, hidden: 5 }) => ({
  ...cell("test", source, options).parameters(sizes),
});

describe("parameters are exactly those written", () => {
  test("in order of first appearance, [out, in] before column vectors", () => {
    const found = shapes("h_t = tanh(U h_{t-1} + W x_t)");
    expect(found).toEqual({ U: [5, 5], W: [5, 3] });
    expect(Object.keys(found)).toEqual(["U", "W"]);
  });

  test("in order of first appearance, [in, out] behind row vectors", () => {
    const found = shapes("h_t = tanh((b ⊙ h_{t-1}) U + x_t W)");
    expect(found).toEqual({ b: [5], U: [5, 5], W: [3, 5] });
    expect(Object.keys(found)).toEqual(["b", "U", "W"]);
  });

  test("a vector where only ⊙, / or + stand beside it, capital or not", () => {
    expect(shapes("h_t = R ⊙ h_{t-1} / V + U")).toEqual({ R: [5], V: [5], U: [5] });
  });

  test("a matrix where it multiplies, small or not", () => {
    expect(shapes("h_t = u h_{t-1} + w · x_t + 2 b")).toEqual({ u: [5, 5], w: [5, 3], b: [5] });
  });

  test("the size of what is joined is the sum", () => {
    expect(shapes("z_t = σ(W_z [h_{t-1}, x_t, x_t[0]])\nh_t = z_t ⊙ h_{t-1}")).toEqual({ W_z: [5, 9] });
  });

  test("one column makes one column of weights", () => {
    expect(shapes("h_t = W x_t[2] + U x_{t-1}[0]")).toEqual({ W: [5, 1], U: [5, 1] });
  });

  test("counts them all: 6,272 for an LSTM of 16 inputs and 32 units with one bias a gate", () => {
    const gate = (name: string, f: string) => `${name}_t = ${f}(W_${name} x_t + U_${name} h_{t-1} + b_${name})`;
    const source = `${gate("i", "σ")}\n${gate("f", "σ")}\n${gate("g", "tanh")}\n${gate("o", "σ")}
      c_t = f ⊙ c_{t-1} + i ⊙ g\nh_t = o ⊙ tanh(c_t)`;
    const found = cell("lstm", source).parameters({ input: 16, hidden: 32 });
    expect(found.count).toBe(6272);
    expect(Object.keys(found)).not.toContain("count");
  });
});

describe("the call declares", () => {
  test("names that are parameters whatever their form", () => {
    expect(shapes("h_t = alpha ⊙ h_{t-1} + K x_t", { parameters: ["alpha", "K"] })).toEqual({ alpha: [5], K: [5, 3] });
  });

  test("functions' names and small letters before brackets as parameters", () => {
    const read = cell("test", "h_t = g (x_t + 1) + tanh (x_t)", { parameters: ["g", "tanh"] });
    expect(`${read}`).toBe("h_t = g · (x_t + 1) + tanh x_t");
  });

  test("shapes, which make vectors and matrices", () => {
    const parameters = { w: [5], W: [4, 3], s: [1] };
    const read = cell("test", "h_t = w h_{t-1} + s ⊙ (V W x_t)", { parameters });
    expect(`${read}`).toBe("h_t = w ⊙ h_{t-1} + s ⊙ (V W x_t)");
    expect({ ...read.parameters({ input: 3, hidden: 9 }) }).toEqual({ w: [5], s: [1], V: [5, 4], W: [4, 3] });
    expect(read.sizeOf("h", { input: 3, hidden: 9 })).toBe(5);
  });

  test("shapes as the equation writes them in row-vector cells", () => {
    expect(shapes("h_t = x_t W + h_{t-1} U", { parameters: { W: [3, 4] } })).toEqual({ W: [3, 4], U: [4, 4] });
  });
});

describe("sizes", () => {
  test("that stay open are hidden, but for those that the call sets", () => {
    const source = "S_t = tanh(U x_t + W S_{t-1}); O_t = softmax(V S_t)";
    expect(shapes(source)).toEqual({ U: [5, 3], W: [5, 5], V: [5, 5] });
    const read = cell("rnn", source, { sizes: { O: 2 } });
    expect({ ...read.parameters({ input: 3, hidden: 5 }) }).toEqual({ U: [5, 3], W: [5, 5], V: [2, 5] });
    expect(["S", "O", "x"].map((value) => read.sizeOf(value, { input: 3, hidden: 5 }))).toEqual([5, 2, 3]);
  });

  test("may be set of a parameter: a vector's own, a matrix's result", () => {
    expect(shapes("a_t = V x_t; h_t = U a_t + b", { sizes: { V: 7, b: 2 } })).toEqual({ V: [7, 3], U: [2, 7], b: [2] });
  });

  test("go through every equation, whatever the order", () => {
    const source = "h_t = a_t ⊙ h_{t-1}\na_t = σ(b_t)\nb_t = c_t + 1\nc_t = V x_t";
    expect(shapes(source, { sizes: { h: 4 } })).toEqual({ V: [4, 3] });
  });

  test("are the input's where the equations say so", () => {
    const read = cell("highway", "z_t = σ(W x_t); h_t = z_t ⊙ x_t + (1 − z_t) ⊙ h_{t-1}");
    expect({ ...read.parameters({ input: 3, hidden: 5 }) }).toEqual({ W: [3, 3] });
    expect(read.sizeOf("h", { input: 3, hidden: 5 })).toBe(3);
  });

  test("of 1 stretch beside others", () => {
    const read = cell("shared gate", "z_t = σ(W x_t); h_t = z_t ⊙ h_{t-1} + V x_t", { sizes: { z: 1 } });
    expect({ ...read.parameters({ input: 3, hidden: 5 }) }).toEqual({ W: [1, 3], V: [5, 3] });
    expect(["z", "h"].map((value) => read.sizeOf(value, { input: 3, hidden: 5 }))).toEqual([1, 5]);
  });

  test("of one column, and of numbers, are 1", () => {
    const read = cell("parts", "a_t = x_t[0] − x_{t-1}[0]; k_t = 0.5; h_t = k_t ⊙ h_{t-1} + a_t ⊙ u");
    expect(["a", "k", "h"].map((value) => read.sizeOf(value, { input: 3, hidden: 5 }))).toEqual([1, 1, 5]);
  });

  test("of a part follow from a whole", () => {
    const parameters = { b: [8] };
    expect(shapes("c_t = V x_t; h_t = tanh([c_t, x_t] + b)", { parameters })).toEqual({ V: [5, 3], b: [8] });
  });

  test.each<[string, Parameters<typeof shapes>, string]>([
    [
      "the declared columns and the input disagree",
      ["h_t = W x_t", { inputs: ["a", "b"] }],
      '[E_SHAPE] cell "test": expected an input of 2 columns (inputs: 2 declared columns), got 3.',
    ],
    [
      "a declared shape and the input disagree",
      ["h_t = W x_t", { parameters: { W: [4, 2] } }],
      '[E_SHAPE] cell "test": expected an input of 2 columns (W x_t at line 1, column 7; parameters: { W: [4, 2] }), got 3.',
    ],
    [
      "a column is missing",
      ["h_t = W x_t[3]"],
      '[E_SHAPE] cell "test": expected an input of at least 4 columns, as the equations read x_t[3], got 3.',
    ],
    [
      "nothing is left for a part",
      ["c_t = V x_t; h_t = tanh([c_t, x_t] + b)", { parameters: { b: [3] } }],
      '[E_SHAPE] cell "test", V: expected a size from 1 to 2147483647, got 3 - input = 0 for input 3 and hidden 5.',
    ],
    [
      "hidden is no whole number",
      ["h_t = W x_t", {}, { input: 3, hidden: 2.5 }],
      '[E_ARGUMENT] cell "test": expected a whole number of 1 or more for hidden, got 2.5.',
    ],
  ])("are refused when %s", (_, call, message) => {
    expect(() => shapes(...call)).toThrow(message);
  });

  test("of unknown names are refused with the nearest", () => {
    expect(() => cell("test", "hidden_t = W x_t").sizeOf("hiden", { input: 1, hidden: 1 })).toThrow(
      '[E_ARGUMENT] cell "test", sizeOf: expected one of hidden, x, got hiden. Try hidden.',
    );
  });
});

describe("bias: true", () => {
  const biased = (source: string, options: CellOptions = {}) => `${cell("test", source, { bias: true, ...options })}`;

  test.each([
    [
      "one to each gate",
      "z_t = σ(W x_t + U h_{t-1}); h_t = z_t ⊙ h_{t-1}",
      "z_t = σ(W x_t + U h_{t-1} + b_z)\nh_t = z_t ⊙ h_{t-1}",
    ],
    ["none where one is written", "h_t = tanh(W x_t + b)", "h_t = tanh(W x_t + b)"],
    [
      "one outside a gated product",
      "h_t = tanh(W x_t + h_{t-1} ⊙ (U h_{t-1}))",
      "h_t = tanh(W x_t + h_{t-1} ⊙ (U h_{t-1}) + b_h)",
    ],
    ["one to an output without activation", "y_t = V x_t", "y_t = V x_t + b_y"],
    [
      "one to each of several gates in one equation",
      "h_t = σ(W x_t) ⊙ tanh(V x_t)",
      "h_t = σ(W x_t + b_h) ⊙ tanh(V x_t + b_h_2)",
    ],
    ["one after normalised products", "h_t = tanh(norm(W x_t, 1, 0))", "h_t = tanh(norm(W x_t, 1, 0) + b_h)"],
    ["names that are free", "z_t = b_h ⊙ x_t; h_t = W z_t", "z_t = b_h ⊙ x_t\nh_t = W z_t + b_h_2"],
    ["names for accented gates", "ĥ_t = W x_t; h_t = ĥ_t + h_{t-1}", "ĥ_t = W x_t + b_ĥ\nh_t = ĥ_t + h_{t-1}"],
  ])("adds %s", (_, source, expected) => {
    expect(biased(source)).toBe(expected);
  });
});

describe("norm", () => {
  test("brings a gain and a shift of its own, and their first values", () => {
    const read = cell("test", "h_t = tanh(norm(W x_t) + norm(U h_{t-1}, g_u) + b)", { init: { b: 2 } });
    expect(`${read}`).toBe("h_t = tanh(norm(W x_t, g_norm1, b_norm1) + norm(U h_{t-1}, g_u, b_norm2) + b)");
    expect({ ...read.init }).toEqual({ g_norm1: 1, b_norm1: 0, g_u: 1, b_norm2: 0, b: 2 });
    expect(read.parameters({ input: 3, hidden: 5 }).count).toBe(15 + 5 + 5 + 25 + 5 + 5 + 5);
  });

  test("has none where numbers stand in their place", () => {
    expect(shapes("h_t = norm(W x_t, 1, 0)")).toEqual({ W: [5, 3] });
  });
});
