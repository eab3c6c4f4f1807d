import { SluiceError } from "@sluice/core";
import { nameHint } from "../table/nearest-name.ts";

/** Errors: E_ARGUMENT for an option that does not exist, with the nearest that does. */
export function checkNames(where: string, options: object, names: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const expected = `options among ${names.join(", ")}`;
  throw new SluiceError("E_ARGUMENT", { where, expected, got: unknown, hint: nameHint(unknown, names) });
}
