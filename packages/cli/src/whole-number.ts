import { WrongUsage } from "./wrong-usage.ts";

/** A reader of a flag's whole number of at least `least`. */
export function wholeNumber(flag: string, least: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && Number.isSafeInteger(value)) return value;
    throw new WrongUsage({ where: flag, expected: `a whole number from ${least} on`, got: JSON.stringify(text) });
  };
}
