import { cell } from "../equations/index.ts";

/**
 * Elman's simple recurrent network.
 *
 *   h = tanh(W x + U h' + b)      with h' the h of the step before
 *
 * Shapes: x [B, F]; h [B, H]; W [H, F], U [H, H], b [H].   Units: x scaled, no unit.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: Elman 1990, Finding Structure in Time, Cognitive Science 14(2), 179–211.
 */
export const rnn = cell("rnn", "h_t = tanh(W x_t + U h_{t-1} + b)");
