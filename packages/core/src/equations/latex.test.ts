import { describe, expect, test } from "vitest";
import { type CellOptions, cell } from "./index.ts";

const R = String.raw;

const GRU = `z_t = σ(W_z x_t + U_z h_{t-1} + b_z)
h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ tanh(W x_t)`;

describe("formulas as papers, books and notes typeset them read as", () => {
  test.each<[string, string, string, CellOptions?]>([
    [
      "the notes' sales cell",
      R`z_t=\delta(W_{zs}X_t[0]\ +\ W_{zh}X_t[1]\ +\ U_zh_{t-1})
\hat h=tanh(W_{s}X_t[0]\ +\ W_{h}X_t[1]\ +\ r_tUh_{t-1})
r_t=\delta(W_{rs}X_t[0]\ +\ U_rh_{t-1})
h_t=(1-z_t)\ast h_{t-1} + z_t \ast \hat h_t`,
      `z_t = σ(W_zs x_t[0] + W_zh x_t[1] + U_z h_{t-1})
ĥ_t = tanh(W_s x_t[0] + W_h x_t[1] + r_t ⊙ (U h_{t-1}))
r_t = σ(W_rs x_t[0] + U_r h_{t-1})
h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ ĥ_t`,
    ],
    [
      "the notes' update with a value of the step named t−1′",
      R`h^{t}=(1-z) \odot h^{t-1}+z \odot h^{\prime}
h^{t-1^{\prime}}=h^{t-1} \odot r
z = \sigma(W^z x^t)
r = \sigma(W^r x^t)
h^{\prime} = \tanh(W [x^t, h^{t-1^{\prime}}])`,
      `h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ h′_t
h_{t-1′} = h_{t-1} ⊙ r_t
z_t = σ(W_z x_t)
r_t = σ(W_r x_t)
h′_t = tanh(W [x_t, h_{t-1′}])`,
    ],
    [
      "a textbook's row vectors in bold, between prose",
      R`The gates are
$$\begin{aligned}
\mathbf{R}_t &= \sigma(\mathbf{X}_t \mathbf{W}_{\textrm{xr}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hr}} + \mathbf{b}_\textrm{r}),\\
\mathbf{Z}_t &= \sigma(\mathbf{X}_t \mathbf{W}_{\textrm{xz}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hz}} + \mathbf{b}_\textrm{z}),
\end{aligned}$$
where $\mathbf{W}_{\textrm{xr}} \in \mathbb{R}^{d \times h}$; 100% of {it. The state is
$$\tilde{\mathbf{H}}_t = \tanh(\mathbf{X}_t \mathbf{W}_{\textrm{xh}} + \left(\mathbf{R}_t \odot \mathbf{H}_{t-1}\right) \mathbf{W}_{\textrm{hh}} + \mathbf{b}_\textrm{h}),$$
$$\mathbf{H}_t = \mathbf{Z}_t \odot \mathbf{H}_{t-1}  + (1 - \mathbf{Z}_t) \odot \tilde{\mathbf{H}}_t.$$`,
      `R_t = σ(x_t W_xr + H_{t-1} W_hr + b_r)
Z_t = σ(x_t W_xz + H_{t-1} W_hz + b_z)
H̃_t = tanh(x_t W_xh + (R_t ⊙ H_{t-1}) W_hh + b_h)
H_t = Z_t ⊙ H_{t-1} + (1 − Z_t) ⊙ H̃_t`,
    ],
    [
      "torch's documentation of the GRU",
      R`\begin{array}{ll}
    r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{(t-1)} + b_{hr}) \\
    z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{(t-1)} + b_{hz}) \\
    n_t = \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{(t-1)}+ b_{hn})) \\
    h_t = (1 - z_t) \odot n_t + z_t \odot h_{(t-1)}
\end{array}`,
      `r_t = σ(W_ir x_t + b_ir + W_hr h_{t-1} + b_hr)
z_t = σ(W_iz x_t + b_iz + W_hz h_{t-1} + b_hz)
n_t = tanh(W_in x_t + b_in + r_t ⊙ (W_hn h_{t-1} + b_hn))
h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t-1}`,
    ],
    [
      "torch's documentation of the RNN, with transposed weights behind row vectors",
      R`h_t = \tanh(x_t W_{ih}^T + b_{ih} + h_{t-1}W_{hh}^T + b_{hh})`,
      "h_t = tanh(x_t W_ih_T + b_ih + h_{t-1} W_hh_T + b_hh)",
    ],
    [
      "an encyclopaedia's LSTM with its functions left open",
      R`{\begin{aligned}f_{t}&=\sigma _{g}(W_{f}x_{t}+U_{f}h_{t-1}+b_{f})\\{\tilde {c}}_{t}&=\sigma _{c}(W_{c}x_{t}+U_{c}h_{t-1}+b_{c})\\c_{t}&=f_{t}\odot c_{t-1}+(1-f_{t})\odot {\tilde {c}}_{t}\\h_{t}&=\sigma _{h}(c_{t})\end{aligned}}`,
      `f_t = σ(W_f x_t + U_f h_{t-1} + b_f)
c̃_t = tanh(W_c x_t + U_c h_{t-1} + b_c)
c_t = f_t ⊙ c_{t-1} + (1 − f_t) ⊙ c̃_t
h_t = tanh(c_t)`,
      { bind: { σ_g: "σ", "\\sigma_c": "tanh", "\\sigma_{h}": "tanh" } },
    ],
    [
      "a course's gates Γ and times in angles",
      R`\Gamma_u = \sigma(W_u[c^{<t-1>}, x^{<t>}] + b_u) \\ \tilde{c}^{<t>} = \tanh(W_c[c^{\langle t-1\rangle}, x^{<t>}]+b_c) \\
c^{<t>} = \Gamma_u * \tilde{c}^{<t>} + (1-\Gamma_u)*c^{<t-1>}`,
      `Γ_u_t = σ(W_u [c_{t-1}, x_t] + b_u)
c̃_t = tanh(W_c [c_{t-1}, x_t] + b_c)
c_t = Γ_u_t ⊙ c̃_t + (1 − Γ_u_t) ⊙ c_{t-1}`,
    ],
    [
      "a blog's LSTM with remarks, numbers and a column of values",
      R`f_t = \sigma\left(W_f\cdot[h_{t-1},x_t] + b_f\right) \quad \text{(forget gate)}
C_t = f_t * C_{t-1} + (1 - f_t) * \tilde{C}_t \qquad (3)
\tilde{C}_t = \tanh(W_C \begin{bmatrix} h_{t-1} \\ x_t \end{bmatrix} + b_C), \quad h_t = \operatorname{relu}(C_t)`,
      `f_t = σ(W_f [h_{t-1}, x_t] + b_f)
C_t = f_t ⊙ C_{t-1} + (1 − f_t) ⊙ C̃_t
C̃_t = tanh(W_C [h_{t-1}, x_t] + b_C)
h_t = relu(C_t)`,
    ],
    [
      "a textbook that sets a matrix and its vector in bold together",
      R`\begin{align} \boldsymbol{a}^{(t)} &= \boldsymbol{b} + \boldsymbol{W h}^{(t-1)} + \boldsymbol{U x}^{(t)}, \\ \boldsymbol{h}^{(t)} &= \tanh(\boldsymbol{a}^{(t)}), \\ \hat{\boldsymbol{y}}^{(t)} &= \text{softmax}(\boldsymbol{V} \boldsymbol{h}^{(t)}) \end{align}`,
      `a_t = b + W h_{t-1} + U x_t
h_t = tanh(a_t)
ŷ_t = softmax(V h_t)`,
    ],
    [
      "notes in Chinese, with full-width marks",
      R`更新门：$$z_t=\sigma（W_z\cdot[h_{t-1}，x_t]）$$，候选：$$\tilde{h_t}=\tanh（W\cdot[h_{t-1}，x_t]）；h_t=（1－z_t）＊h_{t-1}＋z_t＊\tilde{h_t}$$`,
      `z_t = σ(W_z [h_{t-1}, x_t])
h̃_t = tanh(W [h_{t-1}, x_t])
h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t`,
    ],
    [
      "peepholes",
      R`i_t = \sigma(W_{xi} x_t + W_{hi} c_{t-1} + w_{ci} \odot c_{t-1} + b_i) \\ c_t = (\mathbf{1} - i_t) c_{t-1} + i_t \tanh(W x_t)`,
      `i_t = σ(W_xi x_t + W_hi c_{t-1} + w_ci ⊙ c_{t-1} + b_i)
c_t = (1 − i_t) ⊙ c_{t-1} + i_t ⊙ tanh(W x_t)`,
    ],
    [
      "columns by name in brackets and in scripts",
      R`h_t = \tanh(W_p x_t[price] + V x_{holiday,t} + U X_t[\text{unit price}] + R x^{(t)}_{节假日})`,
      "h_t = tanh(W_p x_t[price] + V x_t[holiday] + U x_t[2] + R x_t[节假日])",
      { inputs: ["price", "holiday", "unit price", "节假日"] },
    ],
    [
      "layer normalisation and the step before of the input",
      R`h_t = \tanh(\operatorname{norm}(W x_t) + U x_{t-1})`,
      "h_t = tanh(norm(W x_t, g_norm1, b_norm1) + U x_{t-1})",
    ],
  ])("%s", (_, text, expected, options) => {
    expect(`${cell("test", text, options)}`).toBe(expected);
  });
});

describe("where formulas stand", () => {
  const equations = [
    R`z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)`,
    R`h_t = (1-z_t) \odot h_{t-1} + z_t \odot \tanh(W x_t)`,
  ] as const;
  test.each([
    ["in lines", equations.join("\n")],
    ["in lines that end with marks", `${equations[0]},\n${equations[1]}.`],
    ["in aligned", `\\begin{aligned}\n${equations.join(" \\\\\n").replaceAll(" = ", " &= ")}\n\\end{aligned}`],
    ["in two columns", `\\begin{align*}${equations.join(" & ").replaceAll(" = ", " &= ")}\\end{align*}`],
    ["in $$ within prose", `The gate $z$ is\n$$${equations[0]}$$\nand so the state is $$${equations[1]}$$ as {ever.`],
    ["in brackets within prose", `Here: \\[${equations[0]}\\] and 5$: \\[${equations[1]}\\].`],
    [
      "in environments within prose",
      equations.map((e) => `So\n\\begin{equation}\n${e}\n\\label{eq}\\end{equation}`).join("\n"),
    ],
    ["in dollars within prose", `Let $z_t$ be $${equations[0]}$ and $${equations[1]}$, where $W$ is a matrix.`],
    ["in parentheses within prose", equations.map((e) => `is \\(${e}\\) where`).join("\n")],
    ["with comments", `% gates\n${equations[0]} # writes\n% $$\n${equations[1]}`],
    [
      "broken anywhere in aligned",
      `\\begin{aligned}${equations.join("\\\\").replaceAll(/ (?=[(hU])/g, "\n")}\\end{aligned}`,
    ],
    ["broken before operators", equations.join("\n").replaceAll(" +", "\n  +")],
  ])("%s", (_, text) => {
    expect(`${cell("test", text)}`).toBe(GRU);
  });
});

describe("a transposed parameter", () => {
  test.each([
    [
      "before columns",
      R`h_t = \tanh(\mathbf{w}_z^\top \mathbf{x}_t + r_t), \quad r_t = W_r^{\top} x_t`,
      "h_t = tanh(w_z x_t + r_t)\nr_t = W_r x_t",
    ],
    ["behind rows", R`h_t = \tanh(x_tW_{ih}^\top + h_{t-1}W_{hh}^\intercal)`, "h_t = tanh(x_t W_ih + h_{t-1} W_hh)"],
    ["in plain text", "h_t = tanh(W^{⊤} x_t)", "h_t = tanh(W x_t)"],
  ])("%s is shaped as its product needs, with a notice", (_, source, printed) => {
    const read = cell("c", source);
    expect(`${read}`).toBe(printed);
    expect(read.notices[0]).toMatch(/\^.*⊤.* is read as|\^.*\\(top|intercal).* is read as/);
  });
});

describe("bold", () => {
  test("is dropped where a name is bold throughout", () => {
    const read = cell("test", R`\mathbf{h}_t = \tanh(\mathbf{W} \mathbf{x}_t + \mathbf{U} \mathbf{h}_{t-1})`);
    expect([`${read}`, read.notices]).toEqual(["h_t = tanh(W x_t + U h_{t-1})", []]);
  });

  test("beside plain is the one defined name, with a notice", () => {
    const read = cell("test", R`c_t = \sigma(W x_t) \circ \mathbf{C}_{t-1} + \mathbf{c}_{t-1}`);
    expect([`${read}`, read.notices]).toEqual([
      "c_t = σ(W x_t) ⊙ c_{t-1} + c_{t-1}",
      [
        R`\mathbf{C}_{t-1} at line 1, column 27 is read as c_{t-1}`,
        R`\mathbf{c}_{t-1} at line 1, column 46 is read as c_{t-1}`,
      ],
    ]);
  });

  test("beside plain is one parameter, with a notice", () => {
    const read = cell("test", R`h_t = \tanh(W x_t + \mathbf{W} h_{t-1})`, { parameters: { W: [3, 3] } });
    expect(Object.keys(read.parameters({ input: 3, hidden: 3 }))).toEqual(["W"]);
    expect(read.notices).toEqual([R`\mathbf{W} at line 1, column 21 is read as W`]);
  });

  test("beside plain is a value of its own where both are defined", () => {
    const read = cell("test", R`\mathbf{h}_t = W x_t \\ h_t = \tanh(\mathbf{h}_t + h_{t-1})`);
    expect([read.watch, read.states, read.notices]).toEqual([["𝐡", "h"], ["h"], []]);
  });

  test("of the input needs no notice, capital letters do", () => {
    expect(cell("test", R`h_t = W X_t[0] + \mathbf{X}_t[1]`).notices).toEqual([
      "X_t at line 1, column 9 is read as x_t",
      R`\mathbf{X}_t at line 1, column 18 is read as x_t`,
    ]);
  });
});

describe("options name what LaTeX names", () => {
  test("in either dialect", () => {
    const read = cell("test", R`\tilde{h}_t = f(W^{(i)} x_t); \mathbf{y}_t = \phi(V \tilde{h}_t)`, {
      bind: { f: "tanh", "\\phi": "relu" },
      sizes: { "\\tilde{h}": 2, "\\mathbf{y}_t": 3 },
      init: { "W^{(i)}": 0 },
      output: "\\mathbf{y}",
    });
    expect([read.output, { ...read.parameters({ input: 5, hidden: 9 }) }, { ...read.init }]).toEqual([
      "y",
      { W_i: [2, 5], V: [3, 2] },
      { W_i: 0 },
    ]);
  });
});

test("a value that is defined in bold and used without is the plain name, and is read again as it is printed", () => {
  const read = cell("bold", String.raw`\mathbf{h}_t = \tanh(W x_t + U h_{t-1})`);
  expect(read.states).toEqual(["h"]);
  expect(`${cell("again", read.toLatex())}`).toBe(`${read}`);
});
