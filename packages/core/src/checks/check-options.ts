import { SluiceError } from "../errors.ts";
import { nearest } from "./nearest.ts";

/**
 * Makes sure that a record of options has none that does not exist. Types say so too, but not to who writes JavaScript or
 * spreads an object into the call.
 *
 * `known` names every option of the type, so that the compiler notices one that was forgotten.
 * Errors: E_ARGUMENT, with the choice and the nearest name, for an unknown option, and for anything but a record.
 */
export function checkOptions<Options extends object>(
  where: string,
  options: Options,
  known: { readonly [Name in keyof NoInfer<Options>]-?: true },
): void {
  const names = Object.keys(known);
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new SluiceError("E_ARGUMENT", {
      where,
      expected: "a record of options",
      got: options === null ? "null" : Array.isArray(options) ? "a list" : `a value of type ${typeof options}`,
      hint: `{ ${names[0]}: … }`,
    });
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const hint = nearest(unknown, names);
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: `options among ${names.join(", ")}`,
    got: `"${unknown}"`,
    ...(hint !== undefined && { hint }),
  });
}
