import { add, div, mul, sqrt, square, sub } from "../graph/ops.ts";
import { checkOption, type Optimizer } from "./optimizer.ts";

export interface AdamOptions {
  /** Step size η; 0.001 by default. */
  rate?: number;
  /** Decay of the mean gradient; 0.9 by default. */
  beta1?: number;
  /** Decay of the mean squared gradient; 0.999 by default. */
  beta2?: number;
  /** Added to the root, so that nothing is divided by zero; 1e-8 by default. */
  epsilon?: number;
}

type Scalar = "power1" | "power2" | "size" | "correction";

/**
 * Adam: steps of about η whatever the gradient's scale.
 *
 *   m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²
 *   w ← w − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 *
 * Errors: E_ARGUMENT unless η > 0, 0 ≤ β < 1 and ε > 0.
 * Source: Kingma and Ba 2015, arXiv:1412.6980; operations in the order of torch.optim.Adam.
 */
export function adam(options: AdamOptions = {}): Optimizer<"mean" | "meanSquare", Scalar> {
  const { rate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  checkOption("adam, rate", rate, { above: 0 });
  checkOption("adam, beta1", beta1, { from: 0, below: 1 });
  checkOption("adam, beta2", beta2, { from: 0, below: 1 });
  checkOption("adam, epsilon", epsilon, { above: 0 });
  return {
    name: "adam",
    slots: ["mean", "meanSquare"],
    scalars(_, previous) {
      const power1 = (previous?.power1 ?? 1) * beta1;
      const power2 = (previous?.power2 ?? 1) * beta2;
      return { power1, power2, size: rate / (1 - power1), correction: Math.sqrt(1 - power2) };
    },
    update({ parameter, gradient, slots, scalars }) {
      const mean = add(mul(beta1, slots.mean), mul(1 - beta1, gradient));
      const meanSquare = add(mul(beta2, slots.meanSquare), mul(1 - beta2, square(gradient)));
      const scale = add(div(sqrt(meanSquare), scalars.correction), epsilon);
      return { parameter: sub(parameter, mul(scalars.size, div(mean, scale))), slots: { mean, meanSquare } };
    },
  };
}
