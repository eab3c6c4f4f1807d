import { cell } from "../equations/index.ts";

/**
 * Update gate recurrent network: a simple recurrent network with one gate that keeps.
 *
 *   g = σ(W_g x + U_g h' + b_g)      c = tanh(W_c x + U_c h' + b_c)      h = g ⊙ h' + (1 − g) ⊙ c
 *
 * h' is the h of the step before. The paper adds a constant to b_g, so that units keep at first: `init: { b_g: 1 }` does
 * that. 2 H (F + H + 1) parameters.
 *
 * Shapes: x [B, F]; h [B, H]; W_· [H, F], U_· [H, H], b_· [H].   Units: x scaled, no unit.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: Collins, Sohl-Dickstein and Sussillo 2017, Capacity and Trainability in Recurrent Neural Networks,
 * arXiv:1611.09913, with tanh.
 */
export const ugrnn = cell(
  "ugrnn",
  `
  g_t = σ(W_g x_t + U_g h_{t-1} + b_g)
  c_t = tanh(W_c x_t + U_c h_{t-1} + b_c)
  h_t = g_t ⊙ h_{t-1} + (1 − g_t) ⊙ c_t
`,
);
