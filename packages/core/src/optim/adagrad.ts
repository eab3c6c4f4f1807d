import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { add, div, mul, sqrt, square, sub } from "../graph/ops.ts";
import { decayed } from "./decayed.ts";
import type { Optimizer } from "./optimizer.ts";
import { checkRate, type Rate, rateAt } from "./rate.ts";

export interface AdagradOptions {
  /** Step size η, or a schedule of it; 0.01 by default. */
  rate?: Rate;
  /** Added to the root, so that nothing is divided by zero; 1e-10 by default. */
  epsilon?: number;
  /** λ: pull towards zero, as part of the gradient; 0 by default. */
  weightDecay?: number;
}

/**
 * Adagrad: each parameter's steps shrink as its gradients add up.
 *
 *   g ← g + λ·w      s ← s + g²      w ← w − η·g / (√s + ε)
 *
 * Errors: E_ARGUMENT unless η > 0, ε > 0 and λ ≥ 0.
 * Source: Duchi et al. 2011; torch.optim.Adagrad, with a schedule for its lr_decay.
 */
export function adagrad(options: AdagradOptions = {}): Optimizer<"squares", "rate"> {
  checkOptions("adagrad", options, { rate: true, epsilon: true, weightDecay: true });
  const { rate = 0.01, epsilon = 1e-10, weightDecay = 0 } = options;
  checkRate("adagrad, rate", rate);
  checkNumber("adagrad, epsilon", epsilon, { above: 0 });
  checkNumber("adagrad, weightDecay", weightDecay, { from: 0 });
  return {
    name: "adagrad",
    slots: ["squares"],
    scalars: (step, _, losses) => ({ rate: rateAt("adagrad, rate", rate, step, losses) }),
    update({ parameter, gradient, slots, scalars }) {
      const g = decayed(gradient, parameter, weightDecay);
      const squares = add(slots.squares, square(g));
      const next = sub(parameter, mul(scalars.rate, div(g, add(sqrt(squares), epsilon))));
      return { parameter: next, slots: { squares } };
    },
  };
}
