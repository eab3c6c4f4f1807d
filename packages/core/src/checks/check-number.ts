import { SluiceError } from "../errors.ts";

/** Where a number may lie: above or from the lower bound, below or to the upper one. */
export interface Interval {
  readonly above?: number;
  readonly from?: number;
  readonly below?: number;
  readonly to?: number;
}

/** Errors: E_ARGUMENT, naming the option, unless the value is a finite number in the interval. */
export function checkNumber(where: string, value: unknown, { above, from, below, to }: Interval): void {
  if (
    Number.isFinite(value) &&
    (above === undefined || (value as number) > above) &&
    (from === undefined || (value as number) >= from) &&
    (below === undefined || (value as number) < below) &&
    (to === undefined || (value as number) <= to)
  )
    return;
  const bounds = [
    above !== undefined && `above ${above}`,
    from !== undefined && `of at least ${from}`,
    below !== undefined && `below ${below}`,
    to !== undefined && `of at most ${to}`,
  ].filter((bound) => bound !== false);
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: `a number ${bounds.join(" and ")}`,
    got: typeof value === "number" ? String(value) : `a value of type ${typeof value}`,
  });
}
