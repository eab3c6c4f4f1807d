import { SluiceError } from "../errors.ts";

/**
 * The addresses that names stand for: `z` where only one layer computes a z, else `gru.0.z`, the layer's label, the depth
 * and the value.
 *
 * Errors: E_ARGUMENT with the choice for a name that nobody computes or several do.
 */
export function addressesOf(names: readonly string[], watchable: Iterable<string>): string[] {
  const all = [...watchable];
  return names.map((name) => {
    const found = all.includes(name) ? [name] : all.filter((address) => address.endsWith(`.${name}`));
    if (found.length === 1) return found[0]!;
    throw new SluiceError("E_ARGUMENT", {
      where: `watch "${name}"`,
      expected:
        found.length > 1 ? `one of ${found.join(", ")}` : `one of ${all.join(", ") || "no values: no layer has any"}`,
      got: `"${name}"`,
    });
  });
}
