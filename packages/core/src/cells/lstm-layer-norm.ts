import { cell } from "../equations/index.ts";

/**
 * Long short-term memory with layer normalisation of what its gates read and of what it gives out.
 *
 *   a_k = N(W_k x) ⊙ g_xk + N(U_k h') ⊙ g_hk + b_k      for k = i, f, g, o
 *   i = σ(a_i)   f = σ(a_f)   g = tanh(a_g)   o = σ(a_o)
 *   c = f ⊙ c' + i ⊙ g                                  h = o ⊙ tanh(N(c) ⊙ g_c + b_c)
 *
 * N(v) = (v − mean) / √(variance + 1e-5) over the H units; h' and c' are those of the step before. The gains are first 1
 * and b_c is 0. The paper takes mean and variance over the four gates together; here each gate has its own. Its two
 * shifts inside a_k would be added to b_k, which stands for all three. 4 H (F + H + 3) + 2 H parameters.
 *
 * Shapes: x [B, F]; h, c [B, H]; W_· [H, F], U_· [H, H], g_·, b_· [H].   Units: x in any unit: a_k does not see its scale.
 * Errors: E_SHAPE when x, h or c disagrees with F or H.
 * Source: Ba, Kiros and Hinton 2016, Layer Normalization, arXiv:1607.06450v1, supplement.
 */
export const lstmLayerNorm = cell(
  "lstm-layer-norm",
  `
  i_t = σ(norm(W_i x_t, g_xi, 0) + norm(U_i h_{t-1}, g_hi, 0) + b_i)
  f_t = σ(norm(W_f x_t, g_xf, 0) + norm(U_f h_{t-1}, g_hf, 0) + b_f)
  g_t = tanh(norm(W_g x_t, g_xg, 0) + norm(U_g h_{t-1}, g_hg, 0) + b_g)
  o_t = σ(norm(W_o x_t, g_xo, 0) + norm(U_o h_{t-1}, g_ho, 0) + b_o)
  c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t
  h_t = o_t ⊙ tanh(norm(c_t, g_c, b_c))
`,
);
