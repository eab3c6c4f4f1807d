import { byName } from "../equations/cell.ts";
import type { CellSizes } from "../equations/index.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { ROWS } from "../graph/axes.ts";
import { broadcast } from "../graph/ops.ts";
import { placeholder } from "../graph/scan.ts";
import { type Shape, sameShape, showShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";

export type Tensors = Readonly<Record<string, Tensor>>;

/** Widths by state, shapes by parameter. */
export interface CellShapes {
  readonly states: ReadonlyMap<string, number>;
  readonly parameters: ReadonlyMap<string, readonly number[]>;
}

/** A step as code, with what it takes. */
export interface CellStep {
  readonly name: string;
  readonly inputs: readonly string[] | undefined;
  readonly states: readonly string[];
  readonly parameters: readonly string[];
  /** Errors: E_ARGUMENT or E_SHAPE for sizes that cannot be. */
  shapes(sizes: CellSizes): CellShapes;
  step(x: Tensor, states: Tensors, parameters: Tensors): Tensors;
}

/** What a step is applied to. */
interface Given {
  readonly x: Tensor;
  readonly previous: Tensors;
  readonly parameters: Tensors;
}

/** A step on tensors of its own, for any number of rows. Errors: as `checkedStep`. */
export function traceStep(step: CellStep, sizes: CellSizes): Given & { readonly values: Tensors } {
  const { states, parameters } = step.shapes(sizes);
  const placeholders = (shapes: Iterable<readonly [string, Shape]>) =>
    byName([...shapes].map(([name, shape]): [string, Tensor] => [name, placeholder(shape, name)]));
  const given: Given = {
    x: placeholder([ROWS, sizes.input], "x"),
    previous: placeholders([...states].map(([state, size]) => [state, [ROWS, size]])),
    parameters: placeholders(parameters),
  };
  return { ...given, values: checkedStep(step, given) };
}

/**
 * Applies a step and sees to it that every state has a next one of its shape, and that every value is [B, size].
 *
 * `names` are the values to give, all of them by default. Errors: E_ARGUMENT for a value that is missing or no tensor;
 * E_SHAPE, naming the cell, the value and both shapes.
 */
export function checkedStep(step: CellStep, given: Given, names?: readonly string[]): Tensors {
  const { x, previous, parameters } = given;
  const where = `cell "${step.name}"`;
  checkInput(step, x, where);
  checkGiven(`${where}, state`, step.states, previous);
  checkGiven(`${where}, parameter`, step.parameters, parameters);
  const values = inCell(where, () => step.step(x, previous, parameters));
  if (typeof values !== "object" || values === null)
    throw wrongValue(where, "a record of tensors by name", String(values));
  return byName(
    [...new Set([...(names ?? [...Object.keys(values), ...step.states])])].map((name): [string, Tensor] => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined)
        throw wrongValue(where, `a value of ${name}`, `none among ${Object.keys(values).join(", ") || "none"}`);
      if (!isTensor(value)) throw wrongValue(where, `a tensor for ${name}`, `a value of type ${typeof value}`);
      if (step.states.includes(name)) checkNext(`${where}, next ${name}`, value, previous[name]!);
      return [name, inRows(`${where}, ${name}`, value, x)];
    }),
  );
}

const wrongValue = (where: string, expected: string, got: string) =>
  new SluiceError("E_ARGUMENT", { where: `${where}, what step gives`, expected, got });

const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && "node" in value && "shape" in value;

function checkNext(where: string, { shape }: Tensor, before: Tensor): void {
  if (sameShape(shape, before.shape)) return;
  const expected = `shape ${showShape(before.shape)}, as before the step`;
  throw new ShapeError({ where, expected, got: showShape(shape) });
}

/** A value with a row for every row of x. */
function inRows(where: string, value: Tensor, x: Tensor): Tensor {
  const { shape } = value;
  const full: Shape = [x.shape[0]!, shape.at(-1) ?? 1];
  if (typeof full[1] === "number" && (shape.length < 2 || (shape.length === 2 && shape[0] === full[0])))
    return broadcast(value, full);
  throw new ShapeError({ where, expected: `shape [${full[0]}, size] with size a number`, got: showShape(shape) });
}

function checkInput({ inputs }: CellStep, { shape }: Tensor, where: string): void {
  const features = shape[1];
  if (shape.length !== 2 || typeof features !== "number")
    throw new ShapeError({ where: `${where}, x`, expected: "shape [B, F] with F a number", got: showShape(shape) });
  if (inputs === undefined || features === inputs.length) return;
  const expected = `an input of ${inputs.length} columns (${inputs.join(", ")})`;
  throw new ShapeError({ where, expected, got: `${features}` });
}

function checkGiven(where: string, names: readonly string[], tensors: Tensors): void {
  const missing = names.find((name) => !Object.hasOwn(tensors, name));
  if (missing === undefined) return;
  const got = `none among ${Object.keys(tensors).join(", ") || "none"}`;
  throw new ShapeError({ where: `${where} ${missing}`, expected: "a tensor", got });
}

/** Opens the message of a shape error inside with the cell's name. */
function inCell<Result>(cell: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { where, expected, got, hint } = error;
    const parts = { where: `${cell}, ${where}`, expected, got, cause: error };
    throw new ShapeError(hint === undefined ? parts : { ...parts, hint });
  }
}
