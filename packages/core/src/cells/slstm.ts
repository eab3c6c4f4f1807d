import { cell } from "../equations/index.ts";

/**
 * sLSTM, the scalar cell of xLSTM: exponential gates, a normaliser n that counts what was written, and a stabiliser m
 * that keeps the exponentials small.
 *
 *   z = tanh(z̃)                    c = f c' + i z
 *   o = σ(õ)                        n = f n' + i
 *   i = exp(ĩ − m)                  h = o ⊙ c / n
 *   f = exp(log σ(f̃) + m' − m)      m = max(log σ(f̃) + m', ĩ)
 *
 * z̃, f̃ and õ are W x + U h' + b each, and ĩ is W_i x + U_i h'; h', c', n' and m' are those of the step before. c/n is a
 * weighted mean of all candidates z so far, out of which m cancels. So would the paper's bias of ĩ, which weighs c and n
 * alike: it is left out. i and f are the paper's stabilised gates i′ and f′, and log σ(f̃) is −softplus(−f̃). One head:
 * every U is a full matrix, where the paper has a block for every head; the convolution and the group normalisation of
 * the paper's blocks are no part of the cell. 1e-30 stands in for an n below. 4 H (F + H + 1) − H parameters.
 *
 * Shapes: x [B, F]; h, c, n, m [B, H]; W_· [H, F], U_· [H, H], b_· [H].   Units: x scaled, no unit; h within −1 and 1.
 * Errors: E_SHAPE when x or a state disagrees with F or H.
 * Source: Beck et al. 2024, xLSTM: Extended Long Short-Term Memory, arXiv:2405.04517v1, with the sigmoid forget gate.
 */
export const slstm = cell(
  "slstm",
  `
  z_t = tanh(W_z x_t + U_z h_{t-1} + b_z)
  ĩ_t = W_i x_t + U_i h_{t-1}
  f̃_t = W_f x_t + U_f h_{t-1} + b_f
  o_t = σ(W_o x_t + U_o h_{t-1} + b_o)
  m_t = max(m_{t-1} − softplus(−f̃_t), ĩ_t)
  i_t = exp(ĩ_t − m_t)
  f_t = exp(m_{t-1} − softplus(−f̃_t) − m_t)
  c_t = f_t ⊙ c_{t-1} + i_t ⊙ z_t
  n_t = f_t ⊙ n_{t-1} + i_t
  h_t = o_t ⊙ c_t / max(n_t, 1e-30)
`,
);
