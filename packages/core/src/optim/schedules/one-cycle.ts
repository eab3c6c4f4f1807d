import { checkNumber } from "../../checks/check-number.ts";
import { checkOptions } from "../../checks/check-options.ts";
import { SluiceError } from "../../errors.ts";
import { cosPi } from "../../math/trigonometry.ts";
import { checkWhole } from "./check-whole.ts";
import type { Schedule } from "./schedule.ts";

export interface OneCycleOptions {
  /** The highest rate. */
  rate: number;
  /** All steps of the training. */
  steps: number;
  /** The part of the steps on the way up; 0.3 by default. */
  rise?: number;
  /** How many times the first rate is below the highest; 25 by default. */
  startDivisor?: number;
  /** How many times the last rate is below the first; 10,000 by default. */
  endDivisor?: number;
}

/**
 * The rate goes up along half a wave and down along another one, to far below where it started, and stays there.
 *
 *   from η/startDivisor at step 1 to η at step rise·steps, to η/(startDivisor·endDivisor) at the last step
 *
 * Errors: E_ARGUMENT unless η > 0, 0 < rise < 1 with 1 < rise·steps, divisors ≥ 1, and `steps` is a positive integer.
 * Source: Smith and Topin 2018, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR in two phases, momentum left alone.
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  checkOptions("oneCycle", options, { rate: true, steps: true, rise: true, startDivisor: true, endDivisor: true });
  const { rate, steps, rise = 0.3, startDivisor = 25, endDivisor = 10_000 } = options;
  checkNumber("oneCycle, rate", rate, { above: 0 });
  checkNumber("oneCycle, rise", rise, { above: 0, below: 1 });
  checkNumber("oneCycle, startDivisor", startDivisor, { from: 1 });
  checkNumber("oneCycle, endDivisor", endDivisor, { from: 1 });
  checkWhole("oneCycle, steps", steps);
  const top = rise * steps - 1;
  if (top <= 0)
    throw new SluiceError("E_ARGUMENT", {
      where: "oneCycle, steps",
      expected: "more than one step on the way up, rise · steps",
      got: `${rise} · ${steps}`,
    });
  const first = rate / startDivisor;
  const last = first / endDivisor;
  return (step) => {
    const done = Math.min(step, steps) - 1;
    return done <= top ? between(first, rate, done / top) : between(rate, last, (done - top) / (steps - 1 - top));
  };
}

/** From one number to another along half a wave. */
const between = (from: number, to: number, part: number) => to + ((from - to) / 2) * (1 + cosPi(part));
