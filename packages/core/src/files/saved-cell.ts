import { type Cell, type CellSizes, cell } from "../equations/index.ts";
import { SluiceError } from "../errors.ts";
import type { Init } from "../math/init.ts";
import { type JsonObject, readInteger, readList, readObject, readText } from "./checked-json.ts";
import type { JsonValue } from "./json.ts";
import { loadCoded, saveCoded } from "./saved-step.ts";

const MOST_NAMES = 1000;
const LARGEST = 2 ** 31 - 1;

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
  const probes = probesOf(given, uses);
  const same = (a: Cell) => JSON.stringify([a.states, a.output, a.watch, shapesOf(a, probes)]);
  const wanted = same(given);
  for (const sizes of sizesToSave(given, probes)) {
    const saved = {
      name: given.name,
      equations: String(given),
      inputs: given.inputs === undefined ? null : [...given.inputs],
      output: given.output,
      parameters: Object.keys(given.parameters(probes[0])),
      sizes,
      init: { ...given.init } as Record<string, JsonValue>,
    };
    try {
      if (same(loadCell(saved, `cell ${given.name}`).cell) === wanted) return saved;
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
    }
  }
  throw new SluiceError("E_ARGUMENT", {
    where: `saveModel, cell ${given.name}`,
    expected: "a cell that its equations and sizes describe",
    got: "one with sizes that they do not fix",
    hint: "the option sizes for every value whose size is a number",
  });
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

type Probes = readonly [CellSizes, ...CellSizes[]];

/** Sizes at and around the cell's use, to tell by whether a size of its own is a number or grows with them. */
function probesOf(given: Cell, [used]: readonly CellSizes[]): Probes {
  const { input, hidden } = used!;
  const others = [
    { input, hidden: hidden + 1 },
    { input: input + 2, hidden },
  ];
  return [used!, ...others.filter((sizes) => fits(given, sizes))];
}

/** Not every cell takes any input. */
function fits(given: Cell, sizes: CellSizes): boolean {
  try {
    shapesOf(given, [sizes]);
    return true;
  } catch (error) {
    if (error instanceof SluiceError && error.code === "E_SHAPE") return false;
    throw error;
  }
}

const shapesOf = (given: Cell, probes: readonly CellSizes[]) =>
  probes.map((sizes) => [
    Object.entries(given.parameters(sizes)),
    given.watch.map((value) => given.sizeOf(value, sizes)),
  ]);

/**
 * Sizes that may say what the equations leave open: of values; else of what parameters give, too, which is the first of
 * their sizes, or the last in a cell of row vectors.
 */
function sizesToSave(given: Cell, probes: Probes): Record<string, number>[] {
  const shapes = probes.map((sizes) => given.parameters(sizes) as Readonly<Record<string, readonly number[]>>);
  const fixed = (names: readonly string[], sizeAt: (name: string, probe: number) => number) =>
    names.flatMap((name): [string, number][] => {
      const [first, ...others] = probes.map((_, probe) => sizeAt(name, probe));
      return others.every((size) => size === first) ? [[name, first!]] : [];
    });
  const values = fixed(given.watch, (name, probe) => given.sizeOf(name, probes[probe]!));
  const results = (end: 0 | -1) => fixed(Object.keys(shapes[0]!), (name, probe) => shapes[probe]![name]!.at(end)!);
  return [values, [...values, ...results(0)], [...values, ...results(-1)]].map(Object.fromEntries);
}
