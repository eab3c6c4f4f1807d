import { type Definition, type Expression, uses } from "./expression.ts";
import { showName } from "./names.ts";
import { equationError, type Source } from "./source.ts";

/**
 * The definitions in an order in which each comes after the values it uses, otherwise as they stand.
 *
 * Errors: E_EQUATION for values that need each other within one step.
 */
export function ordered(source: Source, definitions: readonly Definition[]): Definition[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const done = new Set<string>();
  const path: { name: string; use: Expression | undefined }[] = [];
  const order: Definition[] = [];
  const visit = (name: string, use: Expression | undefined): void => {
    if (done.has(name)) return;
    const from = path.findIndex((step) => step.name === name);
    if (from >= 0)
      throw cycle(
        source,
        path.slice(from).map((step) => step.name),
        use!,
      );
    path.push({ name, use });
    for (const part of uses(byName.get(name)!.right, "value")) visit(part.name, part);
    path.pop();
    done.add(name);
    order.push(byName.get(name)!);
  };
  for (const { name } of definitions) visit(name, undefined);
  return order;
}

function cycle(source: Source, names: readonly string[], use: Expression) {
  const shown = [...names, names[0]!].map((name) => showName(name, "now")).join(" ← ");
  return equationError(source, use, {
    expected: "values that can be computed one after the other within a step",
    got: `a cycle: ${shown}`,
    hint: `the value of the step before, as in ${showName(names[0]!, "previous")}, at one place of the cycle`,
  });
}
