import { describe, expect, test } from "vitest";
import { cell } from "../equations/index.ts";
import { arithmetic } from "./arithmetic.ts";
import { cellNamed, cells } from "./index.ts";

const [F, H] = [3, 8];
const sizes = { input: F, hidden: H };

describe("the arithmetic of one step", () => {
  test.each([
    // Counted by hand: F H and H² a gate; two sums and a function a gate, then what joins the gates.
    ["rnn", F * H + H * H, 3 * H],
    ["rnn-relu", F * H + H * H, 3 * H],
    ["lstm", 4 * H * (F + H), (4 * 3 + 3 + 2) * H],
    ["gru", 3 * H * (F + H), (3 + 3 + 4 + 4) * H],
    ["gru-after", 3 * H * (F + H), (3 + 3 + 5 + 4) * H],
    ["mgu", 2 * H * (F + H), (3 + 4 + 4) * H],
    ["indrnn", F * H, 4 * H],
    ["min-gru", 2 * H * F, (2 + 1 + 4) * H],
    ["sales", 9 * H + 3 * H * H, (4 + 4 + 5 + 4) * H],
  ])("of %s", (name, multiplyAdds, elementwise) => {
    expect(arithmetic(cellNamed(name), sizes)).toEqual({ multiplyAdds, elementwise });
  });

  test("of an LSTM of 128 units and 8 columns", () => {
    expect(arithmetic(cellNamed("lstm"), { input: 8, hidden: 128 }).multiplyAdds).toBe(69_632);
  });

  test("a product with joined vectors is as long as both", () => {
    expect(arithmetic(cell("joined", "h_t = tanh(W [h_{t-1}; x_t])"), sizes)).toEqual({
      multiplyAdds: 8 * 11,
      elementwise: 8,
    });
  });

  test("row vectors count as column vectors do", () => {
    const rows = cell("rows", "h_t = tanh(x_t W + h_{t-1} U + b)");
    expect(arithmetic(rows, sizes)).toEqual(arithmetic(cellNamed("rnn"), sizes));
  });

  test("a normalisation sums its vector twice", () => {
    // x − mean, its square, divided, gain, shift: 5 a unit; two means: a sum a unit and a division; + ε and a root.
    expect(arithmetic(cell("normed", "h_t = norm(h_{t-1})"), sizes)).toEqual({
      multiplyAdds: 0,
      elementwise: 5 * 8 + 2 * (8 + 1) + 2,
    });
  });

  test("a value of one unit is computed once, however far it is spread", () => {
    const leaky = cell("leaky", "a_t = σ(w x_t[0])\nh_t = a_t ⊙ h_{t-1}", { sizes: { a: 1 } });
    expect(arithmetic(leaky, sizes)).toEqual({ multiplyAdds: 1, elementwise: 1 + 8 });
  });

  test("what nobody needs is not counted", () => {
    const plain = cell("plain", "h_t = tanh(U h_{t-1})");
    const seen = cell("seen", "h_t = tanh(U h_{t-1})\ns_t = exp(V x_t)", { output: "h" });
    expect(arithmetic(seen, sizes)).toEqual(arithmetic(plain, sizes));
  });

  test("the input that is carried on costs nothing", () => {
    const differences = cell("differences", "h_t = tanh(W (x_t − x_{t-1}))");
    expect(arithmetic(differences, sizes)).toEqual({ multiplyAdds: 24, elementwise: 3 + 8 });
  });

  test("names that records inherit are names like any other", () => {
    const odd = cell("odd", "__proto___t = tanh(W_constructor x_t + constructor_{t-1})\nconstructor_t = __proto___t");
    expect(arithmetic(odd, sizes).multiplyAdds).toBe(24);
  });

  test("sizes that cannot be are E_SHAPE", () => {
    expect(() => arithmetic(cellNamed("sales"), { input: 4, hidden: 2 })).toThrow(/^\[E_SHAPE\] cell "sales"/);
  });

  test("every cell of the library has some", () => {
    for (const one of cells) {
      const { multiplyAdds, elementwise } = arithmetic(one, sizes);
      expect([one.name, multiplyAdds > 0, elementwise > 0]).toEqual([one.name, true, true]);
    }
  });
});
