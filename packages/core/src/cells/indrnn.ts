import { cell } from "../equations/index.ts";

/**
 * Independently recurrent network: every unit sees of the step before only itself. Layers of it are stacked, so that
 * units meet there.
 *
 *   h = max(W x + u ⊙ h' + b, 0)      with h' the h of the step before
 *
 * The paper keeps |u| below 2^(1/T), for T steps, lest h explode; nothing here does: `init: { u: 1 }` starts with units
 * that add up. H (F + 2) parameters.
 *
 * Shapes: x [B, F]; h [B, H]; W [H, F], u, b [H].   Units: x scaled, no unit; h is not bounded.
 * Errors: E_SHAPE when x or h disagrees with F or H.
 * Source: Li et al. 2018, Independently Recurrent Neural Network (IndRNN), arXiv:1803.04831.
 */
export const indrnn = cell("indrnn", "h_t = relu(W x_t + u ⊙ h_{t-1} + b)");
