import { describe, expect, test } from "vitest";
import { EquationError } from "../errors.ts";
import { type CellOptions, cell } from "./index.ts";

const R = String.raw;

/** One rule in both dialects: the same cell, here as it is printed. */
type Rule = [rule: string, plain: string, latex: string, printed: string, options?: CellOptions];

function both(rules: Rule[]) {
  test.each(rules)("%s", (_, plain, latex, printed, options) => {
    expect(`${cell("plain", plain, options)}`).toBe(printed);
    expect(`${cell("latex", latex, options)}`).toBe(printed);
  });
}

function refusal(source: string, options?: CellOptions): EquationError {
  try {
    cell("c", source, options);
  } catch (error) {
    if (error instanceof EquationError) return error;
    throw error;
  }
  throw new Error(`read: ${source}`);
}

describe("dialects", () => {
  both([
    [
      "name and time are one run in plain text, single letters in LaTeX",
      "z_t = U_z h_{t-1}; h_t = f_t - 1 + z_t-1; f_t = σ(W_fx x_t)",
      R`z_t = U_zh_{t-1} \\ h_t = f_t - 1 + z_t-1 \\ f_t = \sigma(W_{fx}x_t)`,
      "z_t = U_z h_{t-1}\nh_t = f_t − 1 + z_t − 1\nf_t = σ(W_fx x_t)",
    ],
    [
      "# starts a comment",
      "# gates\nh_t = W x_t # and so on",
      "# gates\n\\relax h_t = W x_t # and so on",
      "h_t = W x_t",
    ],
    [
      "; within brackets joins, elsewhere it ends an equation",
      "h_t = W [h_{t-1}; x_t]; y_t = h_t",
      R`h_t = W \left[h_{t-1}; x_t\right]; y_t = h_t`,
      "h_t = W [h_{t-1}, x_t]\ny_t = h_t",
    ],
    [
      "a line that starts with an operator goes on",
      "h_t = W x_t\n  ⊙ h_{t-1}\n  − 1",
      "h_t = W x_t\n  \\odot h_{t-1}\n  - 1",
      "h_t = (W x_t) ⊙ h_{t-1} − 1",
    ],
  ]);
});

describe("names and time", () => {
  both([
    [
      "an untimed left side is of step t",
      "ĥ = W x_t; h_t = ĥ_t + ĥ_{t-1}",
      R`\hat h = W x_t \\ h_t = \hat h_t + \hat{h}_{t-1}`,
      "ĥ_t = W x_t\nh_t = ĥ_t + ĥ_{t-1}",
    ],
    [
      "accents in every spelling are part of the name",
      "h^_t = W x_t; ~c_t = h^_t; h_t = ĥ_t + c~_t",
      R`\hat{h}_t = W x_t \\ \tilde c_t = ĥ_t \\ h_t = \widehat{h}_t + c̃_t`,
      "ĥ_t = W x_t\nc̃_t = ĥ_t\nh_t = ĥ_t + c̃_t",
    ],
    [
      "scripts split at commas: time, power, label",
      "h_{i,t} = W^{(i)} x_t^2 + h_{t-1,i}; h_t = h_{i,t}",
      R`h_{i,t} = W^{(i)} x_t^2 + h_{t-1,i} \\ h_t = h_{i,t}`,
      "h_i_t = W_i x_t^2 + h_i_{t-1}\nh_t = h_i_t",
    ],
    [
      "x_{t-1} is the input of the step before",
      "h_t = W x_{t-1} + h_{t-1}",
      R`h_t = W x_{t-1} + h_{t-1}\,`,
      "h_t = W x_{t-1} + h_{t-1}",
    ],
    [
      "the one name that differs in case is meant",
      "c_t = W X_t + C_{t-1}",
      R`c_t = W X_t + \mathbf{C}_{t-1}`,
      "c_t = W x_t + c_{t-1}",
    ],
  ]);

  test.each(["h_t = h_{t-2}", R`h_t = \tanh(h_{t-2})`, "h^{(t)} = h^{(t+1)}"])("%s is refused", (source) => {
    expect(refusal(source).message).toContain("expected t or t-1 as time");
  });

  test.each([
    "r = σ([W_r x]_j)",
    R`r_j = \sigma([\mathbf{W}_r\mathbf{x}]_j + [\mathbf{U}_r\mathbf{h}_{\langle t-1\rangle}]_j)`,
  ])("the unit index in %s is refused", (source) => {
    expect(refusal(source).message).toContain("Try the same equation without the index");
  });

  test.each(["z_t = W q_t", R`z_t = \tanh(q_t)`])("the undefined value in %s is an error", (source) => {
    expect(refusal(source).message).toContain("expected a value that an equation defines, got q_t");
  });
});

describe("parameters", () => {
  test.each(["W", "U", "V", "R", "b", "w", "u", "v", "p", "g"])(
    "%s is one, with any label, in both dialects",
    (letter) => {
      for (const source of [`h_t = ${letter}_xy ⊙ x_t`, R`h_t = ${letter}_{xy} \odot x_t`])
        expect(Object.keys(cell("c", source).parameters({ input: 2, hidden: 2 }))).toEqual([`${letter}_xy`]);
    },
  );

  test("of other letters are declared, or errors that offer the nearest name", () => {
    expect({
      ...cell("c", R`h_t = \alpha \odot x_t + K x_t`, { parameters: ["\\alpha", "K"] }).parameters({
        input: 2,
        hidden: 2,
      }),
    }).toEqual({ α: [2], K: [2, 2] });
    expect(refusal(R`\mathrm{gate}_t = W x_t \\ h_t = \mathrm{gaet}`).message).toContain("Try gate_t.");
  });

  test("are vectors beside ⊙ and +, matrices where they multiply", () => {
    const shapes = cell("c", R`h_t = \sigma(W x_t + R \odot h_{t-1} + V)`).parameters({ input: 3, hidden: 5 });
    expect({ ...shapes }).toEqual({ W: [5, 3], R: [5], V: [5] });
  });
});

describe("products", () => {
  both([
    [
      "matrices apply side by side and by a dot or @",
      "h_t = W x_t + U · h_{t-1} + V @ x_t",
      R`h_t = Wx_t + U \cdot h_{t-1} + V @ x_t`,
      "h_t = W x_t + U h_{t-1} + V x_t",
    ],
    [
      "circles and stars are elementwise",
      "h_t = x_t ⊙ x_t ∘ x_t * x_t ∗ x_t",
      R`h_t = x_t \odot x_t \circ x_t * x_t \ast x_t`,
      "h_t = x_t ⊙ x_t ⊙ x_t ⊙ x_t ⊙ x_t",
    ],
    [
      "a vector beside a chain scales it",
      "h_t = r_t U h_{t-1} + 0.5 x_t; r_t = x_t",
      R`h_t = r_tUh_{t-1} + 0.5x_t \\ r_t = x_t`,
      "h_t = r_t ⊙ (U h_{t-1}) + 0.5 ⊙ x_t\nr_t = x_t",
    ],
    [
      "a function without parentheses takes the next chain",
      "h_t = tanh W x_t + b",
      R`h_t = \tanh Wx_t + b`,
      "h_t = tanh(W x_t) + b",
    ],
    [
      "a chain that ends in a matrix makes a cell of row vectors",
      "h_t = tanh(x_t W_xh + h_{t-1} W_hh)",
      R`\mathbf{h}_t = \tanh(\mathbf{x}_t\mathbf{W}_{xh} + \mathbf{h}_{t-1}\mathbf{W}_{hh})`,
      "h_t = tanh(x_t W_xh + h_{t-1} W_hh)",
    ],
  ]);

  test.each(["h_t = W x_t + h_{t-1} U", R`h_t = \tanh(Wx_t + h_{t-1}U)`])("both sides in %s are refused", (source) => {
    expect(refusal(source).message).toContain("Try one of the two throughout the cell.");
  });
});

describe("columns", () => {
  both([
    [
      "by number, by name in brackets, by name in any script",
      "h_t = W x_t[0] + V x_t[holiday] + U x_{weather,t} + R x^{sales}_{t-1}",
      R`h_t = W x_t[0] + V X_t[holiday] + U x_{\text{weather},t} + R x^{(sales)}_{t-1}`,
      "h_t = W x_t[sales] + V x_t[holiday] + U x_t[weather] + R x_{t-1}[sales]",
      { inputs: ["sales", "holiday", "weather"] },
    ],
    [
      "in any language",
      "h_t = W x_t[销量] + V x_{节假日,t}",
      R`h_t = W x_t[销量] + V x_{\text{节假日},t}`,
      "h_t = W x_t[销量] + V x_t[节假日]",
      { inputs: ["销量", "节假日"] },
    ],
  ]);
});

describe("functions", () => {
  const unary = ["tanh", "relu", "exp", "log", "softplus", "softmax", "hard_sigmoid", "abs", "sqrt"];
  test.each(unary)("%s, with a backslash, without, and in operatorname", (name) => {
    const written = name.replace("_", "\\_");
    const spellings = [
      `${name}(x_t)`,
      R`${name}(x_t)\,`,
      R`\operatorname{${written}}(x_t)`,
      R`\mathrm{${written}} x_t`,
    ];
    if (name !== "hard_sigmoid") spellings.push(`\\${name}(x_t)`, `\\${name} x_t`);
    for (const text of spellings) expect(`${cell("c", `h_t = ${text}`)}`).toBe(`h_t = ${name}(x_t)`);
  });

  test.each([..."σδ", "sigmoid", "\\sigma", "\\delta", "\\sigmoid", "\\operatorname{sigmoid}"])("%s is σ", (name) => {
    expect(`${cell("c", `h_t = ${name}(x_t)`)}`).toBe("h_t = σ(x_t)");
  });

  test("min, max and norm", () => {
    const printed = "h_t = min(x_t, 1) + max(x_t, 0, 2) + norm(x_t, 1, 0)";
    expect(`${cell("c", printed)}`).toBe(printed);
    expect(`${cell("c", R`h_t = \min(x_t, 1) + \max\left\{x_t, 0, 2\right\} + \norm(x_t, 1, 0)`)}`).toBe(printed);
  });

  test.each(["f", "φ", "σ_g", "σ_c", "\\phi", "\\varphi", "\\sigma_g", "\\sigma_{c}", "\\psi", "\\mathrm{act}"])(
    "%s is a slot, never σ",
    (name) => {
      const source = `h_t = ${name}(W x_t)`;
      expect(refusal(source).message).toContain("expected a known or bound function");
      expect(`${cell("c", source, { bind: { [name]: "relu" } })}`).toBe("h_t = relu(W x_t)");
    },
  );
});

describe("what is given out and carried", () => {
  test.each([
    ["i_t = σ(W x_t); c_t = i_t ⊙ c_{t-1}; h_t = i_t ⊙ tanh(c_t)", "h", ["c"]],
    [R`c_t = \sigma(Wx_t) \odot c_{t-1} + h_{t-1} \\ h_t = \tanh(c_t)`, "h", ["h", "c"]],
    [R`h_t = \tanh(Wx_t + Uh_{t-1}) \\ y_t = Vh_t \\ z_t = y_t`, "y", ["h"]],
  ])("%s", (source, output, states) => {
    const read = cell("c", source);
    expect([read.output, read.states]).toEqual([output, states]);
  });

  test("several unused values are an error that lists them", () => {
    expect(refusal(R`a_t = Wx_t \\ b_t = \tanh(Ux_t)`).message).toContain("got several: a_t, b_t.");
  });
});

describe("errors", () => {
  test("of sizes name both sides and where each came from, in LaTeX too", () => {
    const error = refusal(R`o_t = V x_t \\ p_t = Ux_t \\ h_t = o_t \odot p_t`, { sizes: { o: 2, p: 3 } });
    expect(error.message.split("\n")).toEqual([
      '[E_EQUATION] cell "c", line 1, column 46: expected one size for everything in an elementwise product, got o_t of size 2 (sizes: { o: 2 }) and p_t of size 3 (sizes: { p: 3 }).',
      R`  1 | o_t = V x_t \\ p_t = Ux_t \\ h_t = o_t \odot p_t`,
      "    |                                              ^^^",
    ]);
  });
});

describe("limits hold for what is written out, so that every cell can be read again", () => {
  test("names, numbers and operations", () => {
    const norms = (count: number) => `h_t = ${Array.from({ length: count }, () => "norm(x_t)").join(" + ")}`;
    expect(`${cell("c", norms(249))}`).toContain("b_norm249");
    expect(refusal(norms(250)).message).toContain(
      "expected a cell of at most 1,000 names, numbers and operations, got more, written out.",
    );
  });

  test("nested brackets", () => {
    const nested = (depth: number) => `h_t = ${"x_t U (".repeat(depth)}x_t${")".repeat(depth)}`;
    expect(`${cell("c", nested(40))}`.length).toBeGreaterThan(400);
    expect(refusal(nested(60)).message).toContain("100 deep at most, got more, written out.");
  });

  test("text", () => {
    const name = (i: number) => `${"a".repeat(60)}${i}`;
    const long = Array.from({ length: 505 }, (_, i) => `${name(i)}=${i ? name(i - 1) : "x"}`).join("\n");
    expect(long.length).toBeLessThan(65_536);
    expect(refusal(long).message).toContain("expected at most 64 KiB of text, got 66 KiB, written out.");
  });
});
