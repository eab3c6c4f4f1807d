import { describe, expect, test } from "vitest";
import { cell } from "../equations/index.ts";
import { cells } from "./cell-named.ts";
import { cellValues } from "./cell-values.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import { minLstm } from "./min-lstm.ts";
import { rnn } from "./rnn.ts";

const sizes = { input: 3, hidden: 4 };
const shown = (of: Parameters<typeof cellValues>[0]) =>
  cellValues(of, { ...sizes, input: of.inputs?.length ?? sizes.input }).map(
    ({ name, kind, range }) => `${name} ${kind} ${range === undefined ? "open" : range.join(" to ")}`,
  );

describe("what equations say of a cell's values", () => {
  test("an LSTM has three gates, a candidate, a state that is open and one within ±1", () => {
    expect(new Set(shown(lstm))).toEqual(
      new Set([
        "i gate 0 to 1",
        "f gate 0 to 1",
        "g candidate -1 to 1",
        "o gate 0 to 1",
        "c state open",
        "h state -1 to 1",
      ]),
    );
  });

  test("a GRU's state is a mixture of tanh values, so that it stays within ±1 from zero on", () => {
    expect(shown(gru)).toEqual(["z gate 0 to 1", "r gate 0 to 1", "n candidate -1 to 1", "h state -1 to 1"]);
  });

  test("the order in which a mixture is written does not matter", () => {
    const turned = cell("turned", "z_t = σ(W x_t)\nn_t = tanh(V x_t)\nh_t = n_t ⊙ z_t + h_{t-1} ⊙ (1 − z_t)");
    expect(shown(turned)).toContain("h state -1 to 1");
  });

  test("a simple network has a state and no gate", () => {
    expect(shown(rnn)).toEqual(["h state -1 to 1"]);
  });

  test("shares of values that are not negative are gates, however they came about", () => {
    const shares = cell(
      "shares",
      `f_t = σ(W_f x_t)
       i_t = σ(W_i x_t)
       a_t = f_t / (f_t + i_t)
       s_t = softmax(W_s x_t)
       k_t = hard_sigmoid(W_k x_t)
       q_t = 1 − f_t
       e_t = exp(W_e x_t)
       d_t = 2 tanh(W_d x_t)
       h_t = a_t ⊙ h_{t-1} + s_t ⊙ k_t ⊙ q_t ⊙ e_t ⊙ d_t`,
    );
    expect(shown(shares)).toEqual([
      "f gate 0 to 1",
      "i gate 0 to 1",
      "a gate 0 to 1",
      "s gate 0 to 1",
      "k gate 0 to 1",
      "q gate 0 to 1",
      "e value open",
      "d value -2 to 2",
      "h state open",
    ]);
    expect(shown(minLstm).filter((line) => line.includes("gate")).length).toBeGreaterThanOrEqual(2);
  });

  test("every cell of the library can be read so, with a state in each", () => {
    for (const each of Object.values(cells))
      expect(shown(each as typeof gru).filter((line) => line.includes("state")).length, `${each}`).toBeGreaterThan(0);
  });
});

describe("what gates do to states", () => {
  const roles = (of: typeof gru) =>
    Object.fromEntries(
      cellValues(of, sizes)
        .filter(({ kind }) => kind === "gate")
        .map(({ name, roles }) => [name, roles]),
    );

  test("of an LSTM: f keeps c, i writes to it, o writes to h, which is made anew", () => {
    expect(roles(lstm)).toEqual({
      f: [{ state: "c", keeps: "open", writes: undefined, carried: true }],
      i: [{ state: "c", keeps: undefined, writes: "open", carried: true }],
      o: [{ state: "h", keeps: undefined, writes: "open", carried: false }],
    });
  });

  test("of a GRU: z writes when open and keeps when closed; r stands inside of the candidate", () => {
    expect(roles(gru)).toEqual({ z: [{ state: "h", keeps: "closed", writes: "open", carried: true }], r: [] });
  });
});
