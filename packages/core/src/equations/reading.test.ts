import { describe, expect, test } from "vitest";
import { type CellOptions, cell } from "./index.ts";

/** The one right side of a cell y_t = …, as it is printed back. */
const printed = (right: string, options: CellOptions = {}) =>
  `${cell("test", `y_t = ${right}\nh_t = tanh(y_t + h_{t-1})`, { output: "h", ...options })}`.split("\n")[0]!.slice(6);

describe("products", () => {
  test.each([
    ["U h_{t-1}", "U h_{t-1}"],
    ["U · h_{t-1}", "U h_{t-1}"],
    ["U @ h_{t-1}", "U h_{t-1}"],
    ["h_{t-1} h_{t-1}", "h_{t-1} ⊙ h_{t-1}"],
    ["2 h_{t-1}", "2 ⊙ h_{t-1}"],
    ["2 U h_{t-1}", "2 ⊙ (U h_{t-1})"],
    ["h_{t-1} U h_{t-1}", "h_{t-1} ⊙ (U h_{t-1})"],
    ["U h_{t-1} 2", "U (h_{t-1} ⊙ 2)"],
    ["U V h_{t-1}", "U V h_{t-1}"],
    ["(U V) h_{t-1}", "U V h_{t-1}"],
    ["U (V h_{t-1})", "U V h_{t-1}"],
    ["U (2 h_{t-1} h_{t-1})", "U (2 ⊙ h_{t-1} ⊙ h_{t-1})"],
    ["b ⊙ h_{t-1} * g", "b ⊙ h_{t-1} ⊙ g"],
    ["h_{t-1} U", "h_{t-1} U"],
    ["h_{t-1} h_{t-1} U V", "(h_{t-1} ⊙ h_{t-1}) U V"],
    ["g · (h_{t-1} + 1)", "g · (h_{t-1} + 1)"],
    ["U [1, 2]", "U [1, 2]"],
  ])("%s", (text, expected) => {
    expect(printed(text)).toBe(expected);
  });
});

describe("precedence, from tight to loose: power, chain, ⊙ and /, sign, + and −", () => {
  test.each([
    ["U h_{t-1}^2", "U h_{t-1}^2"],
    ["(U h_{t-1})^2", "(U h_{t-1})^2"],
    ["h_{t-1} ⊙ U h_{t-1} + b", "h_{t-1} ⊙ (U h_{t-1}) + b"],
    ["h_{t-1} / b ⊙ g", "h_{t-1} / b ⊙ g"],
    ["h_{t-1} / (b ⊙ g)", "h_{t-1} / (b ⊙ g)"],
    ["-h_{t-1} ⊙ b", "−h_{t-1} ⊙ b"],
    ["-(h_{t-1} + b)", "−(h_{t-1} + b)"],
    ["-h_{t-1} + b - g", "−h_{t-1} + b − g"],
    ["h_{t-1} ⊙ -b", "h_{t-1} ⊙ (−b)"],
    ["h_{t-1} − (b − g)", "h_{t-1} − (b − g)"],
    ["+h_{t-1}", "h_{t-1}"],
    ["(h_{t-1} ⊙ b)^2 − [h_{t-1}]^3", "(h_{t-1} ⊙ b)^2 − h_{t-1}^3"],
  ])("%s", (text, expected) => {
    expect(printed(text)).toBe(expected);
  });
});

describe("functions", () => {
  test.each([
    ["tanh U h_{t-1} + b", "tanh(U h_{t-1}) + b"],
    ["tanh h_{t-1} ⊙ b", "tanh(h_{t-1}) ⊙ b"],
    ["U tanh h_{t-1}", "U tanh(h_{t-1})"],
    ["tanh (h_{t-1}) g_{t}", "tanh(h_{t-1}) ⊙ g_t"],
    ["sigmoid(h_{t-1}) + δ(b) + σ b", "σ(h_{t-1}) + σ(b) + σ(b)"],
    ["ReLU(h_{t-1}) + Tanh h_{t-1}", "relu(h_{t-1}) + tanh(h_{t-1})"],
    ["tanh(h_{t-1})^2", "tanh(h_{t-1})^2"],
    ["min(h_{t-1}, b, 1)", "min(h_{t-1}, b, 1)"],
  ])("%s", (text, expected) => {
    const source = `y_t = ${text}\ng_t = σ(h_{t-1})\nh_t = tanh(y_t + g_t)`;
    expect(`${cell("test", source)}`.split("\n")[0]!.slice(6)).toBe(expected);
  });

  test("left open are bound by the call", () => {
    const source = "h_t = f(W x_t + U h_{t-1}); y_t = σ_g φ V h_t";
    const bind = { f: "relu", σ_g: "hard_sigmoid", φ: "tanh" };
    expect(`${cell("open", source, { bind })}`).toBe("h_t = relu(W x_t + U h_{t-1})\ny_t = hard_sigmoid(tanh(V h_t))");
  });

  test("may be bound to others, as Keras 2 does with its recurrent activation", () => {
    expect(`${cell("keras", "h_t = σ(W x_t)", { bind: { σ: "hard_sigmoid" } })}`).toBe("h_t = hard_sigmoid(W x_t)");
  });

  test("give way to values of the same name", () => {
    expect(`${cell("gate", "f_t = σ(W x_t); h_t = f (1 − f_t) h_{t-1}")}`).toBe(
      "f_t = σ(W x_t)\nh_t = f_t ⊙ (1 − f_t) ⊙ h_{t-1}",
    );
  });
});

describe("equations", () => {
  const expected = ["z", "h"];
  test.each([
    ["one a line", "z_t = σ(W x_t)\nh_t = z_t ⊙ h_{t-1}"],
    ["typed with full-width marks", "z_t ＝ σ（W x_t）；h_t = z_t ＊ h_{t－1}，"],
    ["separated by ;", "z_t = σ(W x_t); h_t = z_t ⊙ h_{t-1};"],
    ["separated by , at the ends", "z_t = σ(W x_t),\nh_t = z_t ⊙ h_{t-1},"],
    ["over lines that start with an operator", "z_t = σ(W x_t)\n\n  h_t\n = z_t\n  # gate\n  ⊙ h_{t-1}"],
    ["over lines that end with an operator", "z_t =\nσ(W x_t)\nh_t = z_t ⊙\nh_{t-1}"],
    ["over lines within brackets", "z_t = σ(\n  W\n  x_t\n)\nh_t = z_t ⊙ h_{t-1}"],
    ["between comments and blank lines", "# a cell\n\nz_t = σ(W x_t) # \\sigma of x\n\n\nh_t = z_t ⊙ h_{t-1}\n#"],
  ])("stand %s", (_, source) => {
    expect(cell("test", source).watch).toEqual(expected);
  });

  test("come in any order", () => {
    const read = cell("test", "h_t = z ⊙ h_{t-1}\nz = σ(W r)\nr = σ(V x)");
    expect(read.watch).toEqual(["h", "z", "r"]);
    expect(`${read}`).toBe("h_t = z_t ⊙ h_{t-1}\nz_t = σ(W r_t)\nr_t = σ(V x_t)");
  });

  test("may name a value after a lag with a prime", () => {
    const read = cell("primed", "h^{t-1'} = h^{t-1} ⊙ r\nr = σ(W x)\nh' = tanh(U h^{t-1'})\nh_t = h'");
    expect(read.watch).toEqual(["h_{t-1′}", "r", "h′", "h"]);
    expect(read.states).toEqual(["h"]);
  });

  test("find a name in other case or bold, with a notice, once", () => {
    const read = cell("case", "c_t = W X_t + U X_t\nh_t = 𝐂_t ⊙ C_{t-1}");
    expect(`${read}`).toBe("c_t = W x_t + U x_t\nh_t = c_t ⊙ c_{t-1}");
    expect(read.notices).toEqual([
      "X_t at line 1, column 9 is read as x_t",
      "𝐂_t at line 2, column 7 is read as c_t",
      "C_{t-1} at line 2, column 14 is read as c_{t-1}",
    ]);
  });

  test("prefer the exact name, and a parameter where no time is written", () => {
    const read = cell("exact", "X_t = W x_t\nu_t = σ(X_t)\nh_t = u_t ⊙ h_{t-1} + U u");
    expect(read.notices).toEqual([]);
    expect(Object.keys(read.parameters({ input: 2, hidden: 3 }))).toEqual(["W", "U"]);
  });

  test("find columns whatever their case, with a notice", () => {
    const read = cell("columns", "h_t = W x_t[Holiday] + V x_t[Holiday]", { inputs: ["sales", "holiday"] });
    expect(`${read}`).toBe("h_t = W x_t[holiday] + V x_t[holiday]");
    expect(read.notices).toEqual(["column Holiday at line 1, column 9 is read as holiday"]);
  });

  test("print columns by number where their name cannot be typed", () => {
    expect(`${cell("columns", "h_t = W x_t[1] + V x_{t-1}[0]", { inputs: ["a", "a b"] })}`).toBe(
      "h_t = W x_t[1] + V x_{t-1}[a]",
    );
  });
});

describe("the output is", () => {
  const of = (source: string, output?: string) => cell("test", source, output === undefined ? {} : { output }).output;

  test("the one asked for, with or without its time", () => {
    expect(of("h_t = W x_t; y_t = V h_t", "h")).toBe("h");
    expect(of("h_t = W x_t; y_t = V h_t", "h_{t}")).toBe("h");
  });
  test("else y", () => {
    expect(of("y_t = W x_t; s_t = y_t + s_{t-1}")).toBe("y");
  });
  test("else the one value that no other equation of the step uses", () => {
    expect(of("S_t = tanh(U x_t + W S_{t-1}); O_t = softmax(V S_t)")).toBe("O");
  });
  test("of several such, the one that is a state", () => {
    expect(of("a_t = W x_t; h_t = U x_t + V h_{t-1}")).toBe("h");
  });
});

describe("the states", () => {
  test("are what a later step reads, the output's first, the input last", () => {
    const read = cell("test", "c_t = c_{t-1} + W x_{t-1}; a_t = σ(c_t); h_t = a_t ⊙ h_{t-1}");
    expect([read.states, read.output]).toEqual([["h", "c", "x"], "h"]);
    expect(read.watch).toEqual(["c", "a", "h"]);
    expect(read.sizeOf("x", { input: 3, hidden: 5 })).toBe(3);
  });
  test("may be none", () => {
    expect(cell("test", "y_t = W x_t").states).toEqual([]);
  });
});
