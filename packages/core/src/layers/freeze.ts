import { SluiceError } from "../errors.ts";

/**
 * The parameters that a pattern stands for: a parameter's own name, a layer's, which means all that it has, or either with
 * `*` for any characters.
 *
 * Errors: E_ARGUMENT, with the names, where it stands for none.
 */
export function parametersLike(where: string, pattern: string, names: Iterable<string>): string[] {
  const all = [...names];
  const parts = String(pattern)
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const wanted = new RegExp(`^${parts.join(".*")}($|\\.)`);
  const found = all.filter((name) => wanted.test(name));
  if (found.length > 0 && pattern !== "") return found;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: `a pattern for some of ${all.join(", ")}`,
    got: JSON.stringify(pattern) ?? "none",
  });
}
