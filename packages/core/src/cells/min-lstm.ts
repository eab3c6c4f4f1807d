import { cell } from "../equations/index.ts";

/**
 * minLSTM: forgets and writes by two gates that see only the input and are made to add up to 1.
 *
 *   f̂ = W_f x + b_f      î = W_i x + b_i      h̃ = W_h x + b_h
 *   f = σ(f̂) / (σ(f̂) + σ(î))      i = σ(î) / (σ(f̂) + σ(î))      h = f ⊙ h' + i ⊙ h̃
 *
 * h' is the h of the step before. f is computed as σ(softplus(−î) − softplus(−f̂)), which is the same number and stays
 * one where both σ are near 0, and i as 1 − f. This is the paper's sequential form: in its form in logarithms h̃ passes
 * through a function that keeps it positive. 3 H (F + 1) parameters.
 *
 * Shapes: x [B, F]; h [B, H]; W_· [H, F], b_· [H].   Units: x scaled, no unit; h stays among the h̃ so far.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: Feng et al. 2024, Were RNNs All We Needed?, arXiv:2410.01201.
 */
export const minLstm = cell(
  "min-lstm",
  `
  f̂_t = W_f x_t + b_f
  î_t = W_i x_t + b_i
  f_t = σ(softplus(−î_t) − softplus(−f̂_t))
  i_t = 1 − f_t
  h̃_t = W_h x_t + b_h
  h_t = f_t ⊙ h_{t-1} + i_t ⊙ h̃_t
`,
);
