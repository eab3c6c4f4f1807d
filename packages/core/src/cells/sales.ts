import { cell } from "../equations/index.ts";

/**
 * A gated recurrent unit for daily sales that names its three inputs; it has no biases.
 *
 *   z = σ(W_zs s + W_zh d + W_zw w + U_z h')      r = σ(W_rs s + W_rh d + W_rw w + U_r h')
 *   ĥ = tanh(W_s s + W_h d + W_w w + r ⊙ (U h'))  h = (1 − z) ⊙ h' + z ⊙ ĥ
 *
 * s, d and w are the columns sales, holiday and weather; h' is the h of the step before. The reset gate stands after
 * the product, and z writes.
 *
 * Shapes: x [B, 3]; h [B, H]; W_· [H, 1], U_· [H, H].   Units: sales and weather scaled, holiday 0 or 1.
 * Errors: E_SHAPE when x has not three columns or h disagrees with H.
 * Source: the gated recurrent unit of Cho et al. 2014, arXiv:1406.1078v1, with its input written column by column.
 */
export const sales = cell(
  "sales",
  `
  z_t = σ(W_zs x_t[sales] + W_zh x_t[holiday] + W_zw x_t[weather] + U_z h_{t-1})
  r_t = σ(W_rs x_t[sales] + W_rh x_t[holiday] + W_rw x_t[weather] + U_r h_{t-1})
  ĥ_t = tanh(W_s x_t[sales] + W_h x_t[holiday] + W_w x_t[weather] + r_t ⊙ (U h_{t-1}))
  h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ ĥ_t
`,
  { inputs: ["sales", "holiday", "weather"] },
);
