import { cell } from "../equations/index.ts";

/**
 * minGRU: a gated unit whose gate and candidate see only the input, so that all their products are one for the whole
 * sequence.
 *
 *   z = σ(W_z x + b_z)      h̃ = W_h x + b_h      h = (1 − z) ⊙ h' + z ⊙ h̃
 *
 * h' is the h of the step before. This is the paper's sequential form: in its form in logarithms h̃ passes through a
 * function that keeps it positive. 2 H (F + 1) parameters.
 *
 * Shapes: x [B, F]; h [B, H]; W_· [H, F], b_· [H].   Units: x scaled, no unit; h stays among the h̃ so far.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: Feng et al. 2024, Were RNNs All We Needed?, arXiv:2410.01201.
 */
export const minGru = cell(
  "min-gru",
  `
  z_t = σ(W_z x_t + b_z)
  h̃_t = W_h x_t + b_h
  h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t
`,
);
