import { SluiceError } from "../errors.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * An optimizer for each group of parameters, by a pattern of their names in which `*` stands for any characters. The first
 * pattern that fits a name counts.
 *
 *     { "linear.*": sgd({ rate: 0.1 }), "*": adam() }
 */
export type ParameterGroups = Readonly<Record<string, Optimizer>>;

/**
 * The optimizer of every parameter that learns, by name; `all` are the model's parameters, frozen ones included.
 *
 * Errors: E_ARGUMENT when a parameter that learns fits no pattern, or a pattern no parameter at all.
 */
export function optimizersOf(
  optimizer: Optimizer | ParameterGroups,
  names: readonly string[],
  all: readonly string[] = names,
): ReadonlyMap<string, Optimizer> {
  if (isOptimizer(optimizer)) return new Map(names.map((name) => [name, optimizer]));
  const groups = Object.entries(optimizer).map(([pattern, each]) => ({ pattern, each, fits: matcher(pattern) }));
  for (const { pattern, fits } of groups)
    if (!all.some(fits))
      throw groupError(`patterns that fit parameters (${all.join(", ")})`, `"${pattern}", which fits none`);
  return new Map(
    names.map((name) => {
      const group = groups.find(({ fits }) => fits(name));
      if (group === undefined)
        throw groupError("a pattern for every parameter", `none that fits ${name}`, 'a last group "*"');
      return [name, group.each];
    }),
  );
}

const isOptimizer = (optimizer: Optimizer | ParameterGroups): optimizer is Optimizer =>
  typeof optimizer.update === "function";

function matcher(pattern: string): (name: string) => boolean {
  const parts = pattern.split("*");
  return (name) => {
    const last = parts.at(-1)!;
    if (parts.length === 1) return name === pattern;
    if (!name.startsWith(parts[0]!)) return false;
    let at = parts[0]!.length;
    // The leftmost place for each part leaves most room for the rest.
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  };
}

const groupError = (expected: string, got: string, hint?: string) =>
  new SluiceError("E_ARGUMENT", { where: "train, optimizer", expected, got, ...(hint !== undefined && { hint }) });
