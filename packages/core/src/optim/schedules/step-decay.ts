import { checkNumber } from "../../checks/check-number.ts";
import { checkOptions } from "../../checks/check-options.ts";
import { powInteger } from "../../math/pow.ts";
import { checkWhole } from "./check-whole.ts";
import type { Schedule } from "./schedule.ts";

export interface StepDecayOptions {
  /** Rate of the first steps. */
  rate: number;
  /** Steps between two changes. */
  every: number;
  /** What the rate is multiplied by; 0.1 by default. */
  factor?: number;
}

/**
 * The rate goes down at once every so many steps.
 *
 *   η_s = η · factor^⌊(s − 1) / every⌋
 *
 * Errors: E_ARGUMENT unless η > 0, factor > 0, and `every` is a positive integer.
 * Source: torch.optim.lr_scheduler.StepLR.
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  checkOptions("stepDecay", options, { rate: true, every: true, factor: true });
  const { rate, every, factor = 0.1 } = options;
  checkNumber("stepDecay, rate", rate, { above: 0 });
  checkNumber("stepDecay, factor", factor, { above: 0 });
  checkWhole("stepDecay, every", every);
  return (step) => rate * powInteger(factor, Math.floor((step - 1) / every));
}
