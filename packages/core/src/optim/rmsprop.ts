import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { add, div, max, mul, sqrt, square, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { decayed } from "./decayed.ts";
import type { Optimizer } from "./optimizer.ts";
import { checkRate, type Rate, rateAt } from "./rate.ts";

export interface RmspropOptions {
  /** Step size η, or a schedule of it; 0.01 by default. */
  rate?: Rate;
  /** α: decay of the mean squared gradient; 0.99 by default. */
  alpha?: number;
  /** Added to the root, so that nothing is divided by zero; 1e-8 by default. */
  epsilon?: number;
  /** μ: how much of the last step's direction is kept; 0 by default. */
  momentum?: number;
  /** Whether the gradient's variance is divided by, not its mean square; false by default. */
  centered?: boolean;
  /** λ: pull towards zero, as part of the gradient; 0 by default. */
  weightDecay?: number;
}

/**
 * RMSprop: each parameter's steps are divided by the size that its gradients had lately.
 *
 *   g ← g + λ·w      s ← α·s + (1 − α)·g²      d = g / (√s + ε)      w ← w − η·d
 *
 * Centered, m ← α·m + (1 − α)·g and √(s − m²) stands for √s; with momentum, v ← μ·v + d stands for d.
 *
 * Errors: E_ARGUMENT unless η > 0, 0 ≤ α < 1, ε > 0, μ ≥ 0 and λ ≥ 0.
 * Source: Tieleman and Hinton 2012; Graves 2013, arXiv:1308.0850 (centered); torch.optim.RMSprop.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer<"meanSquare" | "mean" | "velocity", "rate"> {
  checkOptions("rmsprop", options, RMSPROP_OPTIONS);
  const { rate = 0.01, alpha = 0.99, epsilon = 1e-8, momentum = 0, centered = false, weightDecay = 0 } = options;
  checkRate("rmsprop, rate", rate);
  checkNumber("rmsprop, alpha", alpha, { from: 0, below: 1 });
  checkNumber("rmsprop, epsilon", epsilon, { above: 0 });
  checkNumber("rmsprop, momentum", momentum, { from: 0 });
  checkNumber("rmsprop, weightDecay", weightDecay, { from: 0 });
  const average = (before: Tensor, now: Tensor) => add(mul(alpha, before), mul(1 - alpha, now));
  return {
    name: "rmsprop",
    slots: ["meanSquare", ...(centered ? ["mean" as const] : []), ...(momentum > 0 ? ["velocity" as const] : [])],
    scalars: (step, _, losses) => ({ rate: rateAt("rmsprop, rate", rate, step, losses) }),
    update({ parameter, gradient, slots, scalars }) {
      const g = decayed(gradient, parameter, weightDecay);
      const meanSquare = average(slots.meanSquare, square(g));
      const mean = centered ? average(slots.mean, g) : g;
      // Rounding can take the difference below zero, where there is no root.
      const spread = centered ? max(sub(meanSquare, square(mean)), 0) : meanSquare;
      const direction = div(g, add(sqrt(spread), epsilon));
      const velocity = momentum > 0 ? add(mul(momentum, slots.velocity), direction) : direction;
      return { parameter: sub(parameter, mul(scalars.rate, velocity)), slots: { meanSquare, mean, velocity } };
    },
  };
}

const RMSPROP_OPTIONS = {
  rate: true,
  alpha: true,
  epsilon: true,
  momentum: true,
  centered: true,
  weightDecay: true,
} as const;
