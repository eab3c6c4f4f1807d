import { cell } from "../equations/index.ts";

/**
 * Gated recurrent unit, with the reset gate after the product and a bias inside it.
 *
 *   z = σ(W_z x + U_z h' + b_z)                         r = σ(W_r x + U_r h' + b_r)
 *   n = tanh(W_n x + b_n + r ⊙ (U_n h' + b_hn))         h = (1 − z) ⊙ h' + z ⊙ n
 *
 * h' is the h of the step before. The form of PyTorch and of Keras (`reset_after`), but that z writes here and keeps
 * there: their W_z, U_z and b_z are these negated, and their two biases of z and of r are one here.
 *
 * Shapes: x [B, F]; h [B, H]; W_· [H, F], U_· [H, H], b_· [H].   Units: x scaled, no unit.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: version 1 of Cho et al. 2014, arXiv:1406.1078v1, as the cuDNN library computes it.
 */
export const gruAfter = cell(
  "gru-after",
  `
  z_t = σ(W_z x_t + U_z h_{t-1} + b_z)
  r_t = σ(W_r x_t + U_r h_{t-1} + b_r)
  n_t = tanh(W_n x_t + b_n + r_t ⊙ (U_n h_{t-1} + b_hn))
  h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ n_t
`,
);
