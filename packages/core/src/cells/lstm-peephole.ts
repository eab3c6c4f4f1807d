import { cell } from "../equations/index.ts";

/**
 * Long short-term memory whose gates see the cell state, unit by unit: it can time and count.
 *
 *   i = σ(W_i x + U_i h' + p_i ⊙ c' + b_i)     f = σ(W_f x + U_f h' + p_f ⊙ c' + b_f)     c = f ⊙ c' + i ⊙ g
 *   g = tanh(W_g x + U_g h' + b_g)             o = σ(W_o x + U_o h' + p_o ⊙ c + b_o)      h = o ⊙ tanh(c)
 *
 * h' and c' are those of the step before; o alone sees the new c. 4 H (F + H + 1) + 3 H parameters.
 *
 * Shapes: x [B, F]; h, c [B, H]; W_· [H, F], U_· [H, H], p_·, b_· [H].   Units: x scaled, no unit.
 * Errors: E_SHAPE when x, h or c disagrees with F or H.
 * Source: Gers and Schmidhuber 2000, Recurrent Nets that Time and Count (IJCNN); with tanh of c as the vanilla LSTM of
 * Greff et al. 2017, arXiv:1503.04069v2.
 */
export const lstmPeephole = cell(
  "lstm-peephole",
  `
  i_t = σ(W_i x_t + U_i h_{t-1} + p_i ⊙ c_{t-1} + b_i)
  f_t = σ(W_f x_t + U_f h_{t-1} + p_f ⊙ c_{t-1} + b_f)
  g_t = tanh(W_g x_t + U_g h_{t-1} + b_g)
  c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t
  o_t = σ(W_o x_t + U_o h_{t-1} + p_o ⊙ c_t + b_o)
  h_t = o_t ⊙ tanh(c_t)
`,
);
