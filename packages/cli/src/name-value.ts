import { WrongUsage } from "./wrong-usage.ts";

/**
 * A reader of a flag that may be repeated, `name=value`: gives a record of all so far. `read` gives undefined for one
 * that cannot be; `expected` says what can.
 */
export function nameValue<Value>(flag: string, expected: string, read: (text: string) => Value | undefined) {
  return (text: string, before: Readonly<Record<string, Value>> = {}): Readonly<Record<string, Value>> => {
    const at = text.lastIndexOf("=");
    const name = text.slice(0, Math.max(0, at)).trim();
    const written = text.slice(at + 1).trim();
    const value = name === "" || written === "" ? undefined : read(written);
    if (value === undefined) throw new WrongUsage({ where: flag, expected, got: JSON.stringify(text) });
    if (Object.hasOwn(before, name))
      throw new WrongUsage({ where: flag, expected: "every name once", got: `${name} twice` });
    return { ...before, [name]: value };
  };
}
