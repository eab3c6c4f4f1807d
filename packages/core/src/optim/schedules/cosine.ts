import { checkNumber } from "../../checks/check-number.ts";
import { checkOptions } from "../../checks/check-options.ts";
import { cosPi } from "../../math/trigonometry.ts";
import { checkWhole } from "./check-whole.ts";
import type { Schedule } from "./schedule.ts";

export interface CosineOptions {
  /** Rate of the first step. */
  rate: number;
  /** Steps until the rate is at its least. */
  steps: number;
  /** The least rate; 0 by default. */
  least?: number;
}

/**
 * The rate goes down along half a wave, slowly at first and at the end. Steps beyond go up again, as the wave does.
 *
 *   η_s = least + (η − least) · (1 + cos(π·(s − 1) / steps)) / 2
 *
 * Errors: E_ARGUMENT unless η > 0, 0 ≤ least ≤ η, and `steps` is a positive integer.
 * Source: Loshchilov and Hutter 2017, arXiv:1608.03983; torch.optim.lr_scheduler.CosineAnnealingLR.
 */
export function cosine(options: CosineOptions): Schedule {
  checkOptions("cosine", options, { rate: true, steps: true, least: true });
  const { rate, steps, least = 0 } = options;
  checkNumber("cosine, rate", rate, { above: 0 });
  checkNumber("cosine, least", least, { from: 0, to: rate });
  checkWhole("cosine, steps", steps);
  return (step) => least + ((rate - least) * (1 + cosPi((step - 1) / steps))) / 2;
}
