import { nearest } from "../checks/nearest.ts";
import type { CellSizes } from "../equations/index.ts";
import { SluiceError } from "../errors.ts";
import { type Init, resolveInit } from "../math/init.ts";
import type { CellShapes } from "./traced-step.ts";

/** How long an axis is: H, F, a number, or what a function makes of H and F: `({ hidden }) => 4 * hidden`. */
export type AxisLength = "hidden" | "input" | number | ((sizes: CellSizes) => number);

/** What sizes depend on. */
interface Axes {
  readonly states: Readonly<Record<string, AxisLength>>;
  readonly parameters: Readonly<Record<string, readonly AxisLength[]>>;
}

const LARGEST = 2 ** 31 - 1;

/** The sizes of a cell from code. Errors: E_ARGUMENT where one is no whole number above 0. */
export function shapesOf(cell: string, { states, parameters }: Axes, sizes: CellSizes): CellShapes {
  const checked = (what: string, size: number, of = "") => {
    if (Number.isInteger(size) && size >= 1 && size <= LARGEST) return size;
    throw argumentError(`cell "${cell}", ${what}`, `a whole number from 1 to ${LARGEST}${of}`, `${size}`);
  };
  const { input, hidden } = sizes;
  checked("input", input);
  checked("hidden", hidden);
  const length = (what: string, axis: AxisLength) => {
    const size = typeof axis === "function" ? axis({ input, hidden }) : typeof axis === "number" ? axis : sizes[axis];
    return checked(what, size, ` for input ${input} and hidden ${hidden}`);
  };
  return {
    states: new Map(Object.entries(states).map(([name, axis]) => [name, length(`state ${name}`, axis)])),
    parameters: new Map(
      Object.entries(parameters).map(([name, shape]) => [name, shape.map((axis) => length(`parameter ${name}`, axis))]),
    ),
  };
}

const OPTIONS = ["states", "parameters", "output", "inputs", "init", "step"];

/** Checks a definition as far as its types would have: E_ARGUMENT. */
export function checkDefinition(cell: unknown, definition: unknown): void {
  if (typeof cell !== "string" || cell === "" || !isRecord(definition))
    throw argumentError("defineCell", "a name and a definition", `${typeof cell} and ${typeof definition}`);
  const where = `cell "${cell}"`;
  for (const option of Object.keys(definition))
    if (!OPTIONS.includes(option)) throw unknownName(where, option, OPTIONS);
  const { states, parameters, inputs, init = {}, step } = definition;
  if (typeof step !== "function") throw argumentError(`${where}, step`, "a function", typeof step);
  for (const [what, record] of Object.entries({ states, parameters, init }))
    if (!isRecord(record)) throw argumentError(`${where}, ${what}`, "a record by name", typeof record);
  for (const [name, size] of Object.entries(states as object)) checkAxes(`${where}, state`, name, [size]);
  for (const [name, shape] of Object.entries(parameters as object))
    checkAxes(`${where}, parameter`, name, Array.isArray(shape) ? shape : [shape]);
  if (inputs !== undefined && !isColumnList(inputs))
    throw argumentError(`${where}, inputs`, "a list of different column names", JSON.stringify(inputs));
  for (const [name, value] of Object.entries(init as Record<string, Init>)) {
    if (!Object.hasOwn(parameters as object, name))
      throw unknownName(`${where}, init`, name, Object.keys(parameters as object));
    resolveInit(value, `${where}, init of ${name}`);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isColumnList = (value: unknown) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((name) => typeof name === "string" && name !== "") &&
  new Set(value).size === value.length;

function checkAxes(where: string, name: string, axes: readonly unknown[]): void {
  if (name === "" || name.includes("/") || name === "count")
    throw argumentError(where, "a name that is not empty, has no / and is not count", `"${name}"`);
  for (const axis of axes)
    if (axis !== "hidden" && axis !== "input" && typeof axis !== "number" && typeof axis !== "function")
      throw argumentError(`${where} ${name}`, '"hidden", "input", a number or a function of both', `${axis}`);
}

export const argumentError = (where: string, expected: string, got: string, hint?: string) =>
  new SluiceError("E_ARGUMENT", { where, expected, got, ...(hint !== undefined && { hint }) });

export const unknownName = (where: string, name: string, known: readonly string[]) =>
  argumentError(where, `one of ${known.join(", ") || "no names"}`, name, nearest(name, known));
