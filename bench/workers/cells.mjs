/** @import { CellName } from "../harness/weights.mjs" */
import { cell, cellNamed, gruAfter, lstm, sales } from "@sluice/core";
import { zooName } from "../harness/weights.mjs";

/** A cell of the benchmark as equations: the library's own where it has one. @param {CellName} name */
export function cellOf(name) {
  const inZoo = zooName(name);
  return inZoo === undefined ? CELLS[/** @type {keyof typeof CELLS} */ (name)] : cellNamed(inZoo);
}

const CELLS = {
  lstm,
  gru: gruAfter,
  sales,
  "lstm-two-biases": cell(
    "lstm-two-biases",
    `
    i_t = σ(W_i x_t + b_i + U_i h_{t-1} + p_i)
    f_t = σ(W_f x_t + b_f + U_f h_{t-1} + p_f)
    g_t = tanh(W_g x_t + b_g + U_g h_{t-1} + p_g)
    o_t = σ(W_o x_t + b_o + U_o h_{t-1} + p_o)
    c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t
    h_t = o_t ⊙ tanh(c_t)
  `,
  ),
  "notes-lstm": cell(
    "notes-lstm",
    `
    i_t = σ(W_i [x_t, h_{t-1}] + b_i)
    f_t = σ(W_f [x_t, h_{t-1}] + b_f)
    g_t = tanh(W_g [x_t, h_{t-1}] + b_g)
    o_t = σ(W_o [x_t, h_{t-1}] + b_o)
    c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t
    h_t = o_t ⊙ tanh(c_t)
  `,
  ),
};
