import { describe, expect, test } from "vitest";
import { lex } from "./dialect.ts";

/** What a text's tokens are, read as LaTeX: names with their time, numbers, powers and symbols. */
const lexed = (text: string, words: string[] = []) =>
  lex({ name: "test", text: `\\relax ${text}` }, words)
    .slice(0, -2) // the end of the formula and of the text
    .map((token) => {
      if (token.kind === "name") return `${token.name} ${token.time}`;
      if (token.kind === "number") return token.value;
      if (token.kind === "power") return `^${token.exponent}`;
      return token.kind === "symbol" ? token.symbol : token.kind;
    });

const R = String.raw;

describe("a LaTeX name", () => {
  test.each([
    ["h", "h none"],
    ["z_t", "z now"],
    ["z_{t}", "z now"],
    ["z^t", "z now"],
    ["z^{t}", "z now"],
    ["z^{(t)}", "z now"],
    ["h_{t-1}", "h previous"],
    ["h_{t - 1}", "h previous"],
    ["h_{t−1}", "h previous"],
    ["h^{t-1}", "h previous"],
    ["h^{(t-1)}", "h previous"],
    ["h_{(t-1)}", "h previous"],
    ["h^{<t-1>}", "h previous"],
    [R`h^{\langle t-1 \rangle}`, "h previous"],
    [R`h_{t\,-\,1}`, "h previous"],
    ["h_{t{-}1}", "h previous"],
    ["hₜ₋₁", "h previous"],
    ["W_z", "W_z none"],
    ["W_{zs}", "W_zs none"],
    ["W_{z,s}", "W_z_s none"],
    ["W^{(i)}", "W_i none"],
    ["W^i", "W_i none"],
    ["W^{(2)}", "W_2 none"],
    ["W_2", "W_2 none"],
    ["W^T", "W_T none"],
    ["W^{[1]}", "W_1 none"],
    ["W_x^{(r)}", "W_x_r none"],
    ["h_{i,t}", "h_i now"],
    ["h_{t-1,i}", "h_i previous"],
    ["a^{[1]<t>}", "a_1 now"],
    [R`W_{\text{in}}`, "W_in none"],
    [R`W_\text{in}`, "W_in none"],
    [R`W_{\mathrm{in}}`, "W_in none"],
    [R`W_\mathrm{in}`, "W_in none"],
    [R`W_{\mathbf{h}r}`, "W_hr none"],
    [R`W_\alpha`, "W_α none"],
    [R`W_{\tilde{h}}`, "W_h̃ none"],
    [R`\sigma_g`, "σ_g none"],
    [R`\Gamma_u`, "Γ_u none"],
    [R`\varphi`, "φ none"],
    [R`\hat h`, "ĥ none"],
    [R`\hat h_t`, "ĥ now"],
    [R`\hat{h}_{t-1}`, "ĥ previous"],
    [R`\hat{h_t}`, "ĥ now"],
    [R`\tilde{c}^{(t)}`, "c̃ now"],
    [R`\widetilde{c_i}^{t}`, "c̃_i now"],
    [R`\bar{\mathrm{new}}_t`, "n̄ew now"],
    [R`\tilde{\alpha}`, "α̃ none"],
    ["ĥ_t", "ĥ now"],
    ["h'", "h′ none"],
    ["h'_t", "h′ now"],
    ["h_t'", "h′ now"],
    ["h''_{t-1}", "h′′ previous"],
    [R`h^{\prime}`, "h′ none"],
    [R`h^\prime`, "h′ none"],
    [R`h^{\prime\prime}_t`, "h′′ now"],
    ["h_i'", "h′_i none"],
    ["h_{i'}", "h_i′ none"],
    ["h^{t'}", "h′ now"],
    ["h^{t-1'}", "h_{t-1′} none"],
    [R`h^{t-1^{\prime}}`, "h_{t-1′} none"],
    [R`c^*_t`, "c_star now"],
    [R`\mathrm{gate}_t`, "gate now"],
    [R`\operatorname{my\_act}`, "my_act none"],
    [R`\text{hidden}_{t-1}`, "hidden previous"],
    [R`\mathrm{h}_t`, "h now"],
    [R`\mathrm{h_t}`, "h now"],
    [R`\mathcal{H}_t`, "H now"],
    [R`\boldsymbol{\theta}`, "θ none"],
    ["{h}_t", "h now"],
    [R`{\tilde {c}}_{t}`, "c̃ now"],
    [R`{\bf W}_z`, "W_z none"],
    [R`\mathbf{W}_{xr}`, "W_xr none"],
    [R`\mathbf W_{xr}`, "W_xr none"],
    [R`\mathbf{\tilde{h}}_t`, "h̃ now"],
    [R`\tilde{\mathbf{h}}_t`, "h̃ now"],
    [R`\tilde\mathbf{h}_t`, "h̃ now"],
    [R`\bm{h_{t-1}}`, "h previous"],
    ["𝐖_z", "W_z none"],
    ["销_t", "销 now"],
  ])("%s", (text, expected) => {
    expect(lexed(text)).toEqual([expected]);
  });

  test("in bold is another name where the plain one occurs too", () => {
    expect(lexed(R`\mathbf{c}_t c_t \mathbf{h}`)).toEqual(["𝐜 now", "c now", "h none"]);
  });
});

describe("a run of letters", () => {
  test.each<[string, (string | number)[]]>([
    ["U_zh_{t-1}", ["U_z none", "h previous"]],
    ["r_tUh_{t-1}", ["r now", "U none", "h previous"]],
    ["WX_t", ["W none", "X now"]],
    ["f_t-1", ["f now", "-", 1]],
    ["tanh(c)", ["tanh none", "(", "c none", ")"]],
    ["o_ttanh(c)", ["o now", "tanh none", "(", "c none", ")"]],
    ["otanh(c)", ["o none", "tanh none", "(", "c none", ")"]],
    [R`2tanh\left(c\right)`, [2, "tanh none", "(", "c none", ")"]],
    ["tanh c", ["tanh none", "c none"]],
    ["ReLU(c)", ["ReLU none", "(", "c none", ")"]],
    ["hard_sigmoid(c)", ["hard_sigmoid none", "(", "c none", ")"]],
    [R`hard\_sigmoid(c)`, ["hard_sigmoid none", "(", "c none", ")"]],
    ["tanh_t", ["t none", "a none", "n none", "h now"]],
    ["act(c)", ["act none", "(", "c none", ")"]],
    ["zc(1)", ["z none", "c none", "(", 1, ")"]],
    ["x_t[holiday]", ["x now", "[", "holiday none", "]"]],
    [R`X_t[\text{unit price}]`, ["X now", "[", "unit price none", "]"]],
    [R`x_{t}[is\_open]`, ["x now", "[", "is_open none", "]"]],
    ["x_t[节假日]", ["x now", "[", "节假日 none", "]"]],
    ["X_t[0]", ["X now", "[", 0, "]"]],
    ["W [h_t]", ["W none", "[", "h now", "]"]],
  ])("in %s", (text, expected) => {
    expect(lexed(text)).toEqual(expected);
  });

  test("is one name where the call binds it", () => {
    expect(lexed("myact c", ["myact"])).toEqual(["myact none", "c none"]);
    expect(lexed("my_act(c)", ["my_act"])).toEqual(["my_act none", "(", "c none", ")"]);
  });
});

describe("commands", () => {
  test.each<[string, (string | number)[]]>([
    [R`a \odot b \circ c \ast d * e ⊙ f`, ["a", "⊙", "b", "⊙", "c", "⊙", "d", "⊙", "e", "⊙", "f"]],
    [R`a \cdot b · c @ d`, ["a", "·", "b", "·", "c", "·", "d"]],
    [R`a\ +\ b \, - \; c~-\!d`, ["a", "+", "b", "-", "c", "-", "d"]],
    [R`\left( a \right) \bigl[ b \bigr] \left\{ c \right\}`, ["(", "a", ")", "[", "b", "]", "(", "c", ")"]],
    [R`\left. a \right.`, ["a"]],
    [R`\sigma a \delta b`, ["σ", "a", "δ", "b"]],
    [R`\tanh a \relu b \ReLU c \ln d`, ["tanh", "a", "relu", "b", "relu", "c", "log", "d"]],
    [R`\operatorname{softplus} a`, ["softplus", "a"]],
    [R`\operatorname*{softmax} a`, ["softmax", "a"]],
    [R`\tanh{a + b}`, ["tanh", "(", "a", "+", "b", ")"]],
    [R`\sqrt{a}`, ["sqrt", "(", "a", ")"]],
    [R`\frac{a}{b}`, ["(", "(", "a", ")", "/", "(", "b", ")", ")"]],
    [R`\frac12`, ["(", "(", 1, ")", "/", "(", 2, ")", ")"]],
    [R`a^2 + b_f^{2} + (c)^3 + d²`, ["a", "^2", "+", "b_f", "^2", "+", "(", "c", ")", "^3", "+", "d", "^2"]],
    [R`{a^{2}}^{3}`, ["a", "^2", "^3"]],
    [R`\mathbf{1} - \mathbf{a}`, [1, "-", "a"]],
    [R`\mathbf{W x}`, ["W", "x"]],
    ["0.5 .5 1e-3", [0.5, 0.5, 0.001]],
    [R`a := b \coloneqq c`, ["a", "=", "b", "=", "c"]],
    [R`{a + b} c`, ["a", "+", "b", "c"]],
    [R`\underbrace{a + b}_{\text{gate}} c`, ["a", "+", "b", "c"]],
    [R`a \label{eq:a} \tag{3} \nonumber b`, ["a", "b"]],
    [R`a \quad \text{update gate}`, ["a", "newline"]],
    [R`a \qquad (3)`, ["a", "newline"]],
    [R`a \text{ (the gate)} b`, ["a", "b"]],
    [R`a \\ b \\[2pt] c \\* d`, ["a", "newline", "b", "newline", "c", "newline", "d"]],
    [R`a.`, ["a", "newline"]],
    ["a % b\nc # d", ["a", "newline", "c"]],
    [R`\begin{aligned} a &= b \end{aligned}`, ["a", "newline", "=", "b"]],
    ["\\begin{aligned}[t] a\nb \\\\ c\\end{aligned}", ["a", "b", "newline", "c"]],
    [R`\begin{array}{ll} a \\ b \end{array}`, ["a", "newline", "b"]],
    [R`\left[\begin{array}{c} a \\ b \end{array}\right]`, ["[", "a", ";", "b", "]"]],
    [R`\begin{bmatrix} a \\ b \\ \end{bmatrix}`, ["[", "a", ";", "b", "]"]],
    [R`\begin{bmatrix} a & b \end{bmatrix}`, ["[", "a", ",", "b", "]"]],
  ])("in %s", (text, expected) => {
    expect(lexed(text).map((token) => (typeof token === "string" ? token.split(" ")[0] : token))).toEqual(expected);
  });
});

describe("a source is LaTeX", () => {
  const isLatex = (text: string) => lex({ name: "test", text }).at(-2)?.kind === "newline";
  test.each([R`h = \tanh c`, "$$h = U_zc$$", "$h = c$", "h^{(t)} = c", R`h = c \\ c = 1`])(
    "when it holds %s",
    (text) => {
      expect(isLatex(text)).toBe(true);
    },
  );
  test.each(["h_t = U_zc", R`h = c # \tanh`, "h^{(t-1)} + h^{t}"])("but not when it holds %s", (text) => {
    expect(isLatex(text)).toBe(false);
  });
});
