import { cell } from "../equations/index.ts";

/**
 * Long short-term memory with coupled gates: what is forgotten is what is written.
 *
 *   i = σ(W_i x + U_i h' + b_i)      f = 1 − i      o = σ(W_o x + U_o h' + b_o)
 *   g = tanh(W_g x + U_g h' + b_g)   c = f ⊙ c' + i ⊙ g      h = o ⊙ tanh(c)
 *
 * h' and c' are those of the step before. c stays within −1 and 1, as it is a mean of candidates. 3 H (F + H + 1)
 * parameters. The paper's variants have peepholes too; this one has none.
 *
 * Shapes: x [B, F]; h, c [B, H]; W_· [H, F], U_· [H, H], b_· [H].   Units: x scaled, no unit.
 * Errors: E_SHAPE when x, h or c disagrees with F or H.
 * Source: CIFG in Greff et al. 2017, LSTM: A Search Space Odyssey, arXiv:1503.04069v2.
 */
export const lstmCoupled = cell(
  "lstm-coupled",
  `
  i_t = σ(W_i x_t + U_i h_{t-1} + b_i)
  f_t = 1 − i_t
  g_t = tanh(W_g x_t + U_g h_{t-1} + b_g)
  o_t = σ(W_o x_t + U_o h_{t-1} + b_o)
  c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t
  h_t = o_t ⊙ tanh(c_t)
`,
);
