import { SluiceError } from "../errors.ts";

/** Errors: E_ARGUMENT unless the value is a finite number above 0. */
export function positiveNumber(where: string, value: unknown): void {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "a number above 0",
    got: typeof value === "number" ? String(value) : `a value of type ${typeof value}`,
  });
}
