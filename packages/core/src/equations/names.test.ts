import { describe, expect, test } from "vitest";
import { lexPlain } from "./lex-plain.ts";
import { isParameterName } from "./names.ts";

/** What a text's tokens are: names with their time, numbers, powers and symbols. */
const lexed = (text: string) =>
  lexPlain({ name: "test", text }).map((token) => {
    if (token.kind === "name") return `${token.name} ${token.time}`;
    if (token.kind === "number") return token.value;
    if (token.kind === "power") return `^${token.exponent}`;
    return token.kind === "symbol" ? token.symbol : token.kind;
  });

describe("a plain-text name", () => {
  test.each([
    ["z_t", "z now"],
    ["z_{t}", "z now"],
    ["z_(t)", "z now"],
    ["z^t", "z now"],
    ["z^(t)", "z now"],
    ["h_{t-1}", "h previous"],
    ["h_(t-1)", "h previous"],
    ["h_{t−1}", "h previous"],
    ["h_{ t - 1 }", "h previous"],
    ["h^{t-1}", "h previous"],
    ["h^{(t-1)}", "h previous"],
    ["h^(t-1)", "h previous"],
    ["a^{<t-1>}", "a previous"],
    ["h^{⟨t⟩}", "h now"],
    ["hₜ", "h now"],
    ["hₜ₋₁", "h previous"],
    ["W", "W none"],
    ["W_zs", "W_zs none"],
    ["W_{zs}", "W_zs none"],
    ["W_{z,s}", "W_z_s none"],
    ["W^{(i)}", "W_i none"],
    ["W^i", "W_i none"],
    ["W^{(2)}", "W_2 none"],
    ["W_{x}^{(r)}", "W_x_r none"],
    ["h_{i,t}", "h_i now"],
    ["h_{t-1,i}", "h_i previous"],
    ["h^{(1)}_{t-1}", "h_1 previous"],
    ["x_t_sales", "x_sales now"],
    ["name_of_3_t", "name_of_3 now"],
    ["ĥ_t", "ĥ now"],
    ["h\u0302_t", "ĥ now"],
    ["h^_t", "ĥ now"],
    ["h^", "ĥ none"],
    ["h̃", "h̃ none"],
    ["h~_{t-1}", "h̃ previous"],
    ["~c_t", "c̃ now"],
    ["c_t~", "c̃ now"],
    ["h'_t", "h′ now"],
    ["h′_t", "h′ now"],
    ["h_t'", "h′ now"],
    ["h_{t}'", "h′ now"],
    ["h^{t'}", "h′ now"],
    ["h^{t-1'}", "h_{t-1′} none"],
    ["h_{t-1′}", "h_{t-1′} none"],
    ["__proto___t", "__proto__ now"],
    ["σ_g", "σ_g none"],
    ["t_t", "t now"],
  ])("%s", (text, expected) => {
    expect(lexed(text)).toEqual([expected, "end"]);
  });

  test.each<[string, (string | number)[]]>([
    ["f_t-1", ["f now", "-", 1]],
    ["f_t - 1", ["f now", "-", 1]],
    ["f^t-1", ["f now", "-", 1]],
    ["U_{z}h_{t-1}", ["U_z none", "h previous"]],
    ["U_zh_{t-1}", ["U_zh previous"]],
    ["2x_t", [2, "x now"]],
    ["x_t^2", ["x now", "^2"]],
    ["x^2_t", ["x now", "^2"]],
    ["x_t ^ 2", ["x now", "^2"]],
    ["x_t²", ["x now", "^2"]],
    ["(x)^{3}", ["(", "x none", ")", "^3"]],
    ["(x)³", ["(", "x none", ")", "^3"]],
    ["h^ = 1", ["ĥ none", "=", 1]],
    ["a + ^h", ["a none", "+", "ĥ none"]],
    [".5 1.5e-3 2.", [0.5, 0.0015, 2]],
    ["a ⊙ b ∘ c * d ∗ e", ["a none", "⊙", "b none", "⊙", "c none", "⊙", "d none", "⊙", "e none"]],
    ["a · b ⋅ c @ d", ["a none", "·", "b none", "·", "c none", "·", "d none"]],
    ["a − b – c - d", ["a none", "-", "b none", "-", "c none", "-", "d none"]],
    ["a # b\nc", ["a none", "newline", "c none"]],
    ["a\r\nb\rc", ["a none", "newline", "b none", "newline", "c none"]],
  ])("in %s", (text, expected) => {
    expect(lexed(text)).toEqual([...expected, "end"]);
  });
});

describe("a free name is a parameter by its form", () => {
  test.each(["W", "U", "V", "R", "b", "w", "u", "v", "p", "g", "W_xr", "b_f", "W1", "w_c_i", "b′", "Ŵ", "𝐖", "g_1"])(
    "%s is",
    (name) => {
      expect(isParameterName(name)).toBe(true);
    },
  );
  test.each(["price", "weather", "bias", "Wx", "k", "alpha", "c", "θ", "_W", "B"])("%s is not", (name) => {
    expect(isParameterName(name)).toBe(false);
  });
});
