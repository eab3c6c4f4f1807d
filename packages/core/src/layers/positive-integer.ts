import { SluiceError } from "../errors.ts";

/** Errors: E_ARGUMENT unless the value is an integer of at least 1. */
export function positiveInteger(where: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) > 0) return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "a positive integer",
    got: typeof value === "number" ? String(value) : `a value of type ${typeof value}`,
  });
}
