import { type CellParts, codedCell } from "../cells/coded-cell.ts";
import { byName } from "../equations/cell.ts";
import type { Cell, CellSizes } from "../equations/index.ts";
import { ShapeError } from "../errors.ts";
import { ROWS } from "../graph/axes.ts";
import { placeholder } from "../graph/scan.ts";
import type { Shape, Size } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import type { Init } from "../math/init.ts";
import { formatError, type JsonObject, readInteger, readList, readObject, readText } from "./checked-json.ts";
import type { JsonValue } from "./json.ts";
import { applyOp, saveOp } from "./saved-op.ts";

const KEYS = ["name", "inputs", "states", "parameters", "output", "watch", "init", "steps"];
const MOST_NAMES = 1000;
const MOST_SIZES = 100;
const MOST_OPERATIONS = 10_000;
const MOST_AXES = 16;
const LARGEST = 2 ** 31 - 1;

/** A step as operations, for one size of input. Values are numbered: x, states, parameters, then what each operation gives. */
interface SavedStep {
  readonly sizes: CellSizes;
  readonly states: readonly number[];
  readonly parameters: readonly (readonly number[])[];
  readonly operations: readonly { readonly op: JsonObject; readonly of: readonly number[] }[];
  /** The number of every value that is watched. */
  readonly values: readonly number[];
}

/**
 * A cell from code as a model file holds it: the operations of its step, for each of the sizes that a layer uses it with.
 *
 * Errors: E_ARGUMENT for a step that a file cannot hold, one with a loop of its own.
 */
export function saveCoded(given: Cell, uses: readonly CellSizes[]): JsonObject {
  const firstUses = uses.filter(({ input }, i) => uses.findIndex((other) => other.input === input) === i);
  return {
    name: given.name,
    inputs: given.inputs === undefined ? null : [...given.inputs],
    states: [...given.states],
    parameters: Object.keys(given.parameters(uses[0]!)),
    output: given.output,
    watch: [...given.watch],
    init: { ...given.init } as Record<string, JsonValue>,
    steps: firstUses.map((sizes) => saveStep(given, sizes)),
  };
}

function saveStep(given: Cell, sizes: CellSizes): JsonObject {
  const leaf = (name: string, shape: Shape): [string, Tensor] => [name, placeholder(shape, name)];
  const x = placeholder([ROWS, sizes.input], "x");
  const states = given.states.map((state) => leaf(state, [ROWS, given.sizeOf(state, sizes)]));
  const shapes = Object.entries(given.parameters(sizes) as Readonly<Record<string, readonly number[]>>);
  const parameters = shapes.map(([name, shape]) => leaf(name, shape));
  const values = given.step(x, byName(states), byName(parameters));

  const results = given.watch.map((name) => values[name]!);
  const leaves = [x, ...[...states, ...parameters].map(([, tensor]) => tensor)];
  const numbers = new Map(leaves.map((tensor, i) => [tensor, i]));
  const operations = ancestors(results, numbers).map(({ op, inputs, outputs }) => {
    const of = inputs.map((tensor) => numbers.get(tensor)!);
    const saved = { op: saveOp(op), of };
    numbers.set(outputs[0]!, numbers.size);
    return saved;
  });
  return {
    sizes: { ...sizes },
    states: states.map(([, tensor]) => tensor.shape[1] as number),
    parameters: shapes.map(([, shape]) => [...shape]),
    operations,
    values: results.map((tensor) => numbers.get(tensor)!),
  };
}

/**
 * Reads a cell from code from a model file: its operations are applied, nothing is evaluated. It has the sizes that it was
 * saved with and no others.
 *
 * Errors: E_FORMAT for content that saveCoded does not write; some of it only when a step is traced.
 */
export function loadCoded(json: unknown, where: string): { cell: Cell; operations: number } {
  const saved = readObject(json, where, KEYS);
  const names = (key: string) => {
    const found = readList(saved[key], `${where}, ${key}`, MOST_NAMES).map((name) =>
      readText(name, `${where}, ${key}`),
    );
    const wrong = found.find((name, i) => name === "count" || found.indexOf(name) !== i);
    if (wrong !== undefined) throw formatError(`${where}, ${key}`, "names of their own", wrong);
    return found;
  };
  const name = readText(saved.name, `${where}, name`);
  const [states, parameters, watch] = [names("states"), names("parameters"), names("watch")];
  const steps = readList(saved.steps, `${where}, steps`, MOST_SIZES).map((step, i) =>
    loadStep(step, `${where}, steps ${i}`, {
      states: states.length,
      parameters: parameters.length,
      watch: watch.length,
    }),
  );
  if (steps.length === 0) throw formatError(`${where}, steps`, "a step", "none");

  const stepFor = (input: number, hidden?: number): SavedStep => {
    const found = steps.find(({ sizes }) => sizes.input === input && (hidden ?? sizes.hidden) === sizes.hidden);
    if (found !== undefined) return found;
    throw new ShapeError({
      where: `cell "${name}", from a file`,
      expected: `the sizes it was saved with: ${steps.map(({ sizes }) => `input ${sizes.input} and hidden ${sizes.hidden}`).join("; ")}`,
      got: `input ${input}${hidden === undefined ? "" : ` and hidden ${hidden}`}`,
    });
  };
  const parts: CellParts = {
    name,
    inputs: saved.inputs === null ? undefined : names("inputs"),
    states,
    parameters,
    output: readText(saved.output, `${where}, output`),
    watch,
    init: readObject(saved.init, `${where}, init`) as Readonly<Record<string, Init>>,
    shapes({ input, hidden }) {
      const step = stepFor(input, hidden);
      return {
        states: new Map(states.map((state, i) => [state, step.states[i]!])),
        parameters: new Map(parameters.map((parameter, i) => [parameter, step.parameters[i]!])),
      };
    },
    step(x, before, weights) {
      const { operations, values } = stepFor(x.shape[1] as number);
      const found = [
        x,
        ...states.map((state) => before[state]!),
        ...parameters.map((parameter) => weights[parameter]!),
      ];
      const at = (number: number) => found[number] ?? fail(where, found.length, number);
      for (const { op, of } of operations)
        found.push(applyOp(withRows(op, x.shape[0]!), of.map(at), `${where}, step`, [ROWS]));
      return byName(watch.map((value, i) => [value, at(values[i]!)]));
    },
  };
  for (const required of [parts.output, ...states])
    if (!watch.includes(required)) throw formatError(`${where}, watch`, `a value ${required}`, watch);
  return { cell: codedCell(parts), operations: Math.max(...steps.map(({ operations }) => operations.length)) };
}

function loadStep(
  json: unknown,
  where: string,
  count: { states: number; parameters: number; watch: number },
): SavedStep {
  const saved = readObject(json, where, ["sizes", "states", "parameters", "operations", "values"]);
  const { input, hidden } = readObject(saved.sizes, `${where}, sizes`, ["input", "hidden"]);
  const integers = (value: unknown, of: string, low: number, longest: number) =>
    readList(value, `${where}, ${of}`, longest).map((number) => readInteger(number, `${where}, ${of}`, low, LARGEST));
  const exactly = <Item>(items: readonly Item[], of: string, wanted: number): readonly Item[] => {
    if (items.length !== wanted) throw formatError(`${where}, ${of}`, `${wanted} of them`, items.length);
    return items;
  };
  return {
    sizes: {
      input: readInteger(input, `${where}, input`, 1, LARGEST),
      hidden: readInteger(hidden, `${where}, hidden`, 1, LARGEST),
    },
    states: exactly(integers(saved.states, "states", 1, MOST_NAMES), "states", count.states),
    parameters: exactly(
      readList(saved.parameters, `${where}, parameters`, MOST_NAMES).map((shape) =>
        integers(shape, "parameters", 1, MOST_AXES),
      ),
      "parameters",
      count.parameters,
    ),
    operations: readList(saved.operations, `${where}, operations`, MOST_OPERATIONS).map((operation) => {
      const { op, of } = readObject(operation, `${where}, operations`, ["op", "of"]);
      return { op: readObject(op, `${where}, operations`), of: integers(of, "operations", 0, MOST_NAMES) };
    }),
    values: exactly(integers(saved.values, "values", 0, MOST_NAMES), "values", count.watch),
  };
}

/** An operation for so many rows: saved ones are for any number, `B`. */
function withRows(op: JsonObject, rows: Size): JsonObject {
  if (rows === ROWS) return op;
  const sized = (size: JsonValue) => (size === ROWS ? rows : size);
  return {
    ...op,
    ...(Array.isArray(op.shape) && { shape: op.shape.map(sized) }),
    ...(op.axis !== undefined && { axis: sized(op.axis) }),
  };
}

function fail(where: string, count: number, number: number): never {
  throw formatError(`${where}, step`, `a value below ${count}`, number);
}
