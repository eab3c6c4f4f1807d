import { checkOptions } from "../../checks/check-options.ts";
import { checkRate, type Rate, rateAt } from "../rate.ts";
import { checkWhole } from "./check-whole.ts";
import type { Schedule } from "./schedule.ts";

export interface WarmUpOptions {
  /** Steps until the rate is reached. */
  steps: number;
  /** The rate, or the schedule that follows. */
  rate: Rate;
}

/**
 * The rate goes up in a straight line to where a schedule begins, and then follows it.
 *
 *   η_s = s/steps · rate_1 for s ≤ steps      rate_(s − steps) after that
 *
 * Errors: E_ARGUMENT unless `steps` is a positive integer and the rate is above 0 or a schedule.
 * Source: Goyal et al. 2017, arXiv:1706.02677.
 */
export function warmUp(options: WarmUpOptions): Schedule {
  checkOptions("warmUp", options, { steps: true, rate: true });
  const { steps, rate } = options;
  checkWhole("warmUp, steps", steps);
  checkRate("warmUp, rate", rate);
  return (step, losses) =>
    step <= steps
      ? (step / steps) * rateAt("warmUp, rate", rate, 1, losses)
      : rateAt("warmUp, rate", rate, step - steps, losses);
}
