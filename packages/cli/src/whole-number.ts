import { WrongUsage } from "./wrong-usage.ts";

/** A reader of a flag's whole number from `least` to `most`. */
export function wholeNumber(flag: string, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range =
    most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most.toLocaleString("en-US")}`;
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new WrongUsage({ where: flag, expected: `a whole number ${range}`, got: JSON.stringify(text) });
  };
}
