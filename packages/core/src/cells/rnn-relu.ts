import { cell } from "../equations/index.ts";

/**
 * The simple recurrent network with rectified units; it learns long spans when U starts as the identity.
 *
 *   h = max(W x + U h' + b, 0)      with h' the h of the step before
 *
 * Shapes: x [B, F]; h [B, H]; W [H, F], U [H, H], b [H].   Units: x scaled, no unit; h is not bounded.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: Le, Jaitly and Hinton 2015, arXiv:1504.00941.
 */
export const rnnRelu = cell("rnn-relu", "h_t = relu(W x_t + U h_{t-1} + b)");
