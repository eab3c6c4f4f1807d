import { SluiceError } from "../../errors.ts";

/** Errors: E_ARGUMENT, naming the option, unless the value is an integer of at least `from`. */
export function checkWhole(where: string, value: unknown, from = 1): void {
  if (Number.isSafeInteger(value) && (value as number) >= from) return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: `an integer of at least ${from}`,
    got: typeof value === "number" ? String(value) : `a value of type ${typeof value}`,
  });
}
