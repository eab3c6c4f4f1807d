import { cell, model, recurrent } from "@sluice/core";

/**
 * A simple recurrent network with an output of its own, as rows of numbers.
 *
 *   h_t = tanh(x_t W_x + h_{t−1} W_h + b_h)      y_t = tanh(h_t W + b)
 *
 * Shapes: x [B, F]; h [B, H]; y [B, 1]; W_x [F, H], W_h [H, H], b_h [H], W [H, 1], b [1].   Units: x scaled, no unit.
 * Source: Elman 1990, Finding Structure in Time, Cognitive Science 14(2), 179–211.
 */
export const scripted = cell(
  "scripted",
  `
  h_t = tanh(x_t W_x + h_{t-1} W_h + b_h)
  y_t = tanh(h_t W + b)
`,
  { sizes: { y: 1 } },
);

/** The cell over a sequence of one feature: its output at every step, and the h that the last step leaves. */
export function scriptModel({ hidden, seed }: { hidden: number; seed: number }) {
  const layer = recurrent(scripted, { hidden, output: "sequence" });
  return model({ inputs: { x: ["T", 1] } }, ({ x }) => {
    const { output, states } = layer.unroll(x);
    return { y: output, h: states[0]!.h! };
  }).initialize({ seed });
}

/** mean = 1/n Σ v and variance = 1/n Σ (v − mean)². */
export function spread(values: ArrayLike<number>): { mean: number; variance: number } {
  const all = Array.from(values);
  const average = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const mean = average(all);
  return { mean, variance: average(all.map((value) => (value - mean) ** 2)) };
}

/** [T][1] A triangle wave with a period of 12 steps, between −1 and 1. */
export const wave = (steps: number) => Array.from({ length: steps }, (_, t) => [Math.abs((t % 12) - 6) / 3 - 1]);
