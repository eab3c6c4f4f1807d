import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { SluiceError } from "../errors.ts";
import { add, mul, sub } from "../graph/ops.ts";
import { decayed } from "./decayed.ts";
import type { Optimizer } from "./optimizer.ts";
import { checkRate, type Rate, rateAt } from "./rate.ts";

export interface SgdOptions {
  /** Step size η, or a schedule of it. */
  rate: Rate;
  /** μ: how much of the last step's direction is kept; 0 by default. */
  momentum?: number;
  /** Whether to look one step of momentum ahead; false by default. */
  nesterov?: boolean;
  /** λ: pull towards zero, as part of the gradient; 0 by default. */
  weightDecay?: number;
}

/**
 * Stochastic gradient descent.
 *
 *   g ← g + λ·w      v ← μ·v + g      w ← w − η·v      (Nesterov: w ← w − η·(g + μ·v))
 *
 * Errors: E_ARGUMENT unless η > 0, μ ≥ 0, λ ≥ 0, and μ > 0 with `nesterov`.
 * Source: torch.optim.SGD, without dampening.
 */
export function sgd(options: SgdOptions): Optimizer<"velocity", "rate"> {
  checkOptions("sgd", options, { rate: true, momentum: true, nesterov: true, weightDecay: true });
  const { rate, momentum = 0, nesterov = false, weightDecay = 0 } = options;
  checkRate("sgd, rate", rate);
  checkNumber("sgd, momentum", momentum, { from: 0 });
  checkNumber("sgd, weightDecay", weightDecay, { from: 0 });
  if (nesterov && momentum === 0)
    throw new SluiceError("E_ARGUMENT", { where: "sgd, nesterov", expected: "a momentum above 0", got: "none" });
  return {
    name: "sgd",
    slots: momentum === 0 ? [] : ["velocity"],
    scalars: (step, _, losses) => ({ rate: rateAt("sgd, rate", rate, step, losses) }),
    update({ parameter, gradient, slots, scalars }) {
      const g = decayed(gradient, parameter, weightDecay);
      const velocity = momentum === 0 ? g : add(mul(momentum, slots.velocity), g);
      const direction = nesterov ? add(g, mul(momentum, velocity)) : velocity;
      return { parameter: sub(parameter, mul(scalars.rate, direction)), slots: { velocity } };
    },
  };
}
