import { checkNumber } from "../../checks/check-number.ts";
import { checkOptions } from "../../checks/check-options.ts";
import { powInteger } from "../../math/pow.ts";
import type { Schedule } from "./schedule.ts";

export interface ExponentialDecayOptions {
  /** Rate of the first step. */
  rate: number;
  /** What the rate is multiplied by at every step. */
  factor: number;
}

/**
 * The rate goes down by the same part at every step.
 *
 *   η_s = η · factor^(s − 1)
 *
 * Errors: E_ARGUMENT unless η > 0 and 0 < factor ≤ 1.
 * Source: torch.optim.lr_scheduler.ExponentialLR.
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkOptions("exponentialDecay", options, { rate: true, factor: true });
  const { rate, factor } = options;
  checkNumber("exponentialDecay, rate", rate, { above: 0 });
  checkNumber("exponentialDecay, factor", factor, { above: 0, to: 1 });
  return (step) => rate * powInteger(factor, step - 1);
}
