import { cell } from "../equations/index.ts";

/**
 * Gated recurrent unit, with the reset gate before the product.
 *
 *   z = σ(W_z x + U_z h' + b_z)                r = σ(W_r x + U_r h' + b_r)
 *   n = tanh(W_n x + U_n (r ⊙ h') + b_n)       h = (1 − z) ⊙ h' + z ⊙ n
 *
 * h' is the h of the step before. Here z writes: near 1 it takes the candidate. In PyTorch and Keras z keeps instead,
 * h = (1 − z) ⊙ n + z ⊙ h', which is the same cell with W_z, U_z and b_z negated.
 *
 * Shapes: x [B, F]; h [B, H]; W_· [H, F], U_· [H, H], b_· [H].   Units: x scaled, no unit.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: Cho et al. 2014, arXiv:1406.1078; the update as in Chung et al. 2014, arXiv:1412.3555.
 */
export const gru = cell(
  "gru",
  `
  z_t = σ(W_z x_t + U_z h_{t-1} + b_z)
  r_t = σ(W_r x_t + U_r h_{t-1} + b_r)
  n_t = tanh(W_n x_t + U_n (r_t ⊙ h_{t-1}) + b_n)
  h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ n_t
`,
);
