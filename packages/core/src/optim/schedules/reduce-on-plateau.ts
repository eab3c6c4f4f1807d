import { checkNumber } from "../../checks/check-number.ts";
import { checkOptions } from "../../checks/check-options.ts";
import { checkRate, type Rate, rateAt } from "../rate.ts";
import { checkWhole } from "./check-whole.ts";
import type { Schedule } from "./schedule.ts";

export interface ReduceOnPlateauOptions {
  /** The rate while the loss goes down, or a schedule that is reduced. */
  rate: Rate;
  /** What the rate is multiplied by; 0.1 by default. */
  factor?: number;
  /** Epochs without a better loss that are waited for; 10 by default. */
  patience?: number;
  /** The part by which a loss has to be below the best one to be better; 0.0001 by default. */
  threshold?: number;
  /** Epochs after a reduction that do not count; 0 by default. */
  cooldown?: number;
  /** The part of the rate that it never goes below; 0 by default. */
  least?: number;
}

/**
 * The rate goes down when the loss no longer does.
 *
 *   an epoch is bad unless loss < best · (1 − threshold)      after more than `patience` bad ones in a row: rate · factor
 *
 * The losses are those on the validation data, where there are any.
 *
 * Errors: E_ARGUMENT unless η > 0, 0 < factor < 1, 0 ≤ threshold < 1, 0 ≤ least ≤ 1, and epochs are integers of at least 0.
 * Source: torch.optim.lr_scheduler.ReduceLROnPlateau with a relative threshold.
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions): Schedule {
  checkOptions("reduceOnPlateau", options, PLATEAU_OPTIONS);
  const { rate, factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, least = 0 } = options;
  checkRate("reduceOnPlateau, rate", rate);
  checkNumber("reduceOnPlateau, factor", factor, { above: 0, below: 1 });
  checkNumber("reduceOnPlateau, threshold", threshold, { from: 0, below: 1 });
  checkNumber("reduceOnPlateau, least", least, { from: 0, to: 1 });
  checkWhole("reduceOnPlateau, patience", patience, 0);
  checkWhole("reduceOnPlateau, cooldown", cooldown, 0);
  return (step, losses) => {
    let part = 1;
    let best = Number.POSITIVE_INFINITY;
    let bad = 0;
    let resting = 0;
    for (const loss of losses) {
      // Below 0 a part of the best loss would be a step in the other direction.
      if (loss < best - threshold * Math.abs(best) || best === Number.POSITIVE_INFINITY) {
        best = loss;
        bad = 0;
      } else bad++;
      if (resting > 0) {
        resting--;
        bad = 0;
      }
      if (bad > patience) {
        part = Math.max(part * factor, least);
        resting = cooldown;
        bad = 0;
      }
    }
    return part * rateAt("reduceOnPlateau, rate", rate, step, losses);
  };
}

const PLATEAU_OPTIONS = {
  rate: true,
  factor: true,
  patience: true,
  threshold: true,
  cooldown: true,
  least: true,
} as const;
