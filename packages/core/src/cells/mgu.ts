import { cell } from "../equations/index.ts";

/**
 * Minimal gated unit: one gate both resets and writes.
 *
 *   f = σ(W_f x + U_f h' + b_f)      n = tanh(W_n x + U_n (f ⊙ h') + b_n)      h = (1 − f) ⊙ h' + f ⊙ n
 *
 * h' is the h of the step before. f near 0 keeps h', though it is called the forget gate. 2 H (F + H + 1) parameters.
 *
 * Shapes: x [B, F]; h [B, H]; W_· [H, F], U_· [H, H], b_· [H].   Units: x scaled, no unit.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: Zhou et al. 2016, Minimal Gated Unit for Recurrent Neural Networks, arXiv:1603.09420.
 */
export const mgu = cell(
  "mgu",
  `
  f_t = σ(W_f x_t + U_f h_{t-1} + b_f)
  n_t = tanh(W_n x_t + U_n (f_t ⊙ h_{t-1}) + b_n)
  h_t = (1 − f_t) ⊙ h_{t-1} + f_t ⊙ n_t
`,
);
