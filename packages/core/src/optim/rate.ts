import { checkNumber } from "../checks/check-number.ts";
import { SluiceError } from "../errors.ts";
import type { Schedule } from "./schedules/schedule.ts";

/** A step size η: the same at every step, or one for each. */
export type Rate = number | Schedule;

/** Errors: E_ARGUMENT, naming the option, unless the rate is above 0 or a schedule. */
export function checkRate(where: string, rate: Rate): void {
  if (typeof rate !== "function") checkNumber(where, rate, { above: 0 });
}

/** The rate of a step. Errors: E_ARGUMENT when a schedule gives none that can be. */
export function rateAt(where: string, rate: Rate, step: number, losses: readonly number[] = []): number {
  if (typeof rate === "number") return rate;
  const value = rate(step, losses);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new SluiceError("E_ARGUMENT", {
    where: `${where} of step ${step}`,
    expected: "a finite number of at least 0 from the schedule",
    got: String(value),
  });
}
