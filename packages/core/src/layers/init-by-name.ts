import { SluiceError } from "../errors.ts";
import { type Init, resolveInit } from "../math/init.ts";

/** First values by parameter name. */
export type InitByName = Readonly<Record<string, Init>>;

/** Errors: E_ARGUMENT when a name is not a parameter's or an initialisation does not exist. */
export function checkInitByName(where: string, init: InitByName, names: readonly string[]): void {
  for (const [name, value] of Object.entries(init)) {
    if (!names.includes(name))
      throw new SluiceError("E_ARGUMENT", {
        where: `${where}, init`,
        expected: `names among ${names.join(", ")}`,
        got: `"${name}"`,
      });
    resolveInit(value, `${where}, init of ${name}`);
  }
}
