import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { add, div, max, mul, sqrt, square, sub } from "../graph/ops.ts";
import { decayed } from "./decayed.ts";
import type { Optimizer } from "./optimizer.ts";
import { checkRate, type Rate, rateAt } from "./rate.ts";

export interface AdamOptions {
  /** Step size η, or a schedule of it; 0.001 by default. */
  rate?: Rate;
  /** Decay of the mean gradient; 0.9 by default. */
  beta1?: number;
  /** Decay of the mean squared gradient; 0.999 by default. */
  beta2?: number;
  /** Added to the root, so that nothing is divided by zero; 1e-8 by default. */
  epsilon?: number;
  /** λ: pull towards zero, as part of the gradient; 0 by default. See `adamw` for one that is not. */
  weightDecay?: number;
  /** Whether the largest mean squared gradient so far is divided by (AMSGrad), so that steps never grow; false by default. */
  amsgrad?: boolean;
}

export type AdamSlot = "mean" | "meanSquare" | "largest";
export type AdamScalar = "power1" | "power2" | "size" | "correction";

/**
 * Adam: steps of about η whatever the gradient's scale.
 *
 *   g ← g + λ·w      m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²
 *   w ← w − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)      (AMSGrad: with the largest v so far)
 *
 * Errors: E_ARGUMENT unless η > 0, 0 ≤ β < 1, ε > 0 and λ ≥ 0.
 * Source: Kingma and Ba 2015, arXiv:1412.6980; Reddi et al. 2018 (AMSGrad); operations in the order of torch.optim.Adam.
 */
export const adam = (options: AdamOptions = {}): Optimizer<AdamSlot, AdamScalar> => adamNamed("adam", options);

const ADAM_OPTIONS = { rate: true, beta1: true, beta2: true, epsilon: true, weightDecay: true, amsgrad: true } as const;

/** Adam under the name of an optimizer that is made from it. */
export function adamNamed(name: string, options: AdamOptions): Optimizer<AdamSlot, AdamScalar> {
  checkOptions(name, options, ADAM_OPTIONS);
  const { rate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, amsgrad = false } = options;
  checkRate(`${name}, rate`, rate);
  checkNumber(`${name}, beta1`, beta1, { from: 0, below: 1 });
  checkNumber(`${name}, beta2`, beta2, { from: 0, below: 1 });
  checkNumber(`${name}, epsilon`, epsilon, { above: 0 });
  checkNumber(`${name}, weightDecay`, weightDecay, { from: 0 });
  return {
    name,
    slots: amsgrad ? ["mean", "meanSquare", "largest"] : ["mean", "meanSquare"],
    scalars(step, previous, losses) {
      const power1 = (previous?.power1 ?? 1) * beta1;
      const power2 = (previous?.power2 ?? 1) * beta2;
      const size = rateAt(`${name}, rate`, rate, step, losses) / (1 - power1);
      return { power1, power2, size, correction: Math.sqrt(1 - power2) };
    },
    update({ parameter, gradient, slots, scalars }) {
      const g = decayed(gradient, parameter, weightDecay);
      const mean = add(mul(beta1, slots.mean), mul(1 - beta1, g));
      const meanSquare = add(mul(beta2, slots.meanSquare), mul(1 - beta2, square(g)));
      const largest = amsgrad ? max(slots.largest, meanSquare) : meanSquare;
      const scale = add(div(sqrt(largest), scalars.correction), epsilon);
      const next = sub(parameter, mul(scalars.size, div(mean, scale)));
      return { parameter: next, slots: { mean, meanSquare, largest } };
    },
  };
}
