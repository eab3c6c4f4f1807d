import { cell } from "../equations/index.ts";

/**
 * Long short-term memory: three gates, a candidate, and a cell state that is added to.
 *
 *   i = σ(W_i x + U_i h' + b_i)      f = σ(W_f x + U_f h' + b_f)      o = σ(W_o x + U_o h' + b_o)
 *   g = tanh(W_g x + U_g h' + b_g)   c = f ⊙ c' + i ⊙ g               h = o ⊙ tanh(c)
 *
 * h' and c' are those of the step before. The parameters come in PyTorch's order of gates, i f g o, with one bias a
 * gate where PyTorch has two: 4 H (F + H + 1) in all.
 *
 * Shapes: x [B, F]; h, c [B, H]; W_· [H, F], U_· [H, H], b_· [H].   Units: x scaled, no unit.
 * Errors: E_SHAPE when x, h or c disagrees with F or H.
 * Source: Hochreiter and Schmidhuber 1997, Neural Computation 9(8); the forget gate: Gers, Schmidhuber and Cummins
 * 2000, Neural Computation 12(10).
 */
export const lstm = cell(
  "lstm",
  `
  i_t = σ(W_i x_t + U_i h_{t-1} + b_i)
  f_t = σ(W_f x_t + U_f h_{t-1} + b_f)
  g_t = tanh(W_g x_t + U_g h_{t-1} + b_g)
  o_t = σ(W_o x_t + U_o h_{t-1} + b_o)
  c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t
  h_t = o_t ⊙ tanh(c_t)
`,
);
