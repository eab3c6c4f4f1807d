import { type Cell, type CellSizes, cell } from "../equations/index.ts";
import { SluiceError } from "../errors.ts";
import type { Init } from "../math/init.ts";
import { type JsonObject, readInteger, readList, readObject, readText } from "./checked-json.ts";
import type { JsonValue } from "./json.ts";
import { loadCoded, saveCoded } from "./saved-step.ts";

const MOST_NAMES = 1000;
const LARGEST = 2 ** 31 - 1;

/** Sizes to tell by whether a size of a cell is a number or grows with them. */
const PROBES = [
  { input: 5, hidden: 3 },
  { input: 5, hidden: 4 },
  { input: 7, hidden: 3 },
] as const;

/** A cell from a file, and about how many operations one step of it makes, at most. */
export interface LoadedCell {
  readonly cell: Cell;
  readonly operations: number;
}

/**
 * A cell as a model file holds it: its equations in plain text, with what they cannot say; of a cell from code, the
 * operations of its step at the sizes that `uses` tells.
 *
 * Errors: E_ARGUMENT when the text would not give the same cell back, and for a step with a loop of its own.
 */
export function saveCell(given: Cell, uses: readonly CellSizes[]): JsonObject {
  if (given.source === "") return saveCoded(given, uses);
  const saved = {
    name: given.name,
    equations: String(given),
    inputs: given.inputs === undefined ? null : [...given.inputs],
    output: given.output,
    parameters: namesOf(given),
    sizes: fixedSizes(given),
    init: { ...given.init } as Record<string, JsonValue>,
  };
  const again = loadCell(saved, `cell ${given.name}`).cell;
  const same = (a: Cell) => JSON.stringify([a.states, a.output, a.watch, shapesOf(a)]);
  if (same(again) !== same(given))
    throw new SluiceError("E_ARGUMENT", {
      where: `saveModel, cell ${given.name}`,
      expected: "a cell that its equations and sizes describe",
      got: "one with sizes that they do not fix",
      hint: "the option sizes for every value whose size is a number",
    });
  return saved;
}

/**
 * Reads a cell from a model file. Nothing is evaluated.
 *
 * Errors: E_FORMAT, E_EQUATION and E_ARGUMENT for content that saveCell does not write.
 */
export function loadCell(json: unknown, where: string): LoadedCell {
  if ("steps" in readObject(json, where)) return loadCoded(json, where);
  const saved = readObject(json, where, ["name", "equations", "inputs", "output", "parameters", "sizes", "init"]);
  const names = (value: unknown, of: string) =>
    readList(value, `${where}, ${of}`, MOST_NAMES).map((name) => readText(name, `${where}, ${of}`));
  const sizes = Object.entries(readObject(saved.sizes, `${where}, sizes`)).map(([name, size]): [string, number] => [
    name,
    readInteger(size, `${where}, sizes`, 1, LARGEST),
  ]);
  const read = cell(readText(saved.name, `${where}, name`), readText(saved.equations, `${where}, equations`), {
    ...(saved.inputs !== null && { inputs: names(saved.inputs, "inputs") }),
    output: readText(saved.output, `${where}, output`),
    parameters: names(saved.parameters, "parameters"),
    sizes: Object.fromEntries(sizes),
    init: readObject(saved.init, `${where}, init`) as Readonly<Record<string, Init>>,
  });
  // An operation takes a character of the equations or more.
  return { cell: read, operations: String(read).length };
}

const probesOf = ({ inputs }: Cell) => PROBES.map((sizes) => ({ ...sizes, input: inputs?.length ?? sizes.input }));

const shapesOf = (given: Cell) =>
  probesOf(given).map((sizes) => [
    Object.entries(given.parameters(sizes)),
    given.watch.map((value) => given.sizeOf(value, sizes)),
  ]);

const namesOf = (given: Cell) => Object.keys(given.parameters(probesOf(given)[0]!));

/** Sizes of values that are the same whatever the input's and hidden sizes. */
function fixedSizes(given: Cell): Record<string, number> {
  const fixed: Record<string, number> = {};
  for (const value of given.watch) {
    const [first, ...others] = probesOf(given).map((sizes) => given.sizeOf(value, sizes));
    if (others.every((size) => size === first)) fixed[value] = first!;
  }
  return fixed;
}
