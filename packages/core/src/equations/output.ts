import { nearest } from "../checks/nearest.ts";
import { SluiceError } from "../errors.ts";
import { type Definition, uses } from "./expression.ts";
import { showName } from "./names.ts";
import { equationError, type Source } from "./source.ts";

/** Every value whose previous step some equation reads, in order of definition. */
export function statesOf(definitions: readonly Definition[]): string[] {
  const lagged = new Set(definitions.flatMap(({ right }) => uses(right, "state")).map((e) => e.name));
  return definitions.map(({ name }) => name).filter((name) => lagged.has(name));
}

/**
 * The value that a cell gives out: the one asked for; else y; else the one that no other equation of the step uses; of
 * several such the one that is a state.
 *
 * Errors: E_ARGUMENT when the one asked for is not defined; E_EQUATION with the list when several remain.
 */
export function outputOf(source: Source, definitions: readonly Definition[], asked: string | undefined): string {
  const names = definitions.map(({ name }) => name);
  if (asked !== undefined) {
    if (names.includes(asked)) return asked;
    const hint = nearest(asked, names);
    throw new SluiceError("E_ARGUMENT", {
      where: `cell "${source.name}", option output`,
      expected: `one of ${names.join(", ")}`,
      got: asked,
      ...(hint !== undefined && { hint }),
    });
  }
  if (names.includes("y")) return "y";
  const used = new Set(definitions.flatMap(({ right }) => uses(right, "value")).map((e) => e.name));
  const unused = names.filter((name) => !used.has(name));
  if (unused.length === 1) return unused[0]!;
  const states = new Set(statesOf(definitions));
  const unusedStates = unused.filter((name) => states.has(name));
  if (unusedStates.length === 1) return unusedStates[0]!;
  const last = definitions.findLast(({ name }) => unused.includes(name))!;
  throw equationError(source, last.at, {
    expected: "one value that no other equation uses, as output",
    got: `several: ${unused.map((name) => showName(name, "now")).join(", ")}`,
    hint: `{ output: "${(unusedStates[0] ?? unused.at(-1))!}" } to say which`,
  });
}
