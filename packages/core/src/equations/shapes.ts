import { ShapeError, SluiceError } from "../errors.ts";
import { type Shape, type Size, sameShape, showShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type CellSizes, countsOf, type Dim, evaluate, showDim } from "./dims.ts";
import type { Sizes } from "./sizes.ts";
import { INPUT } from "./vocabulary.ts";

/** Shapes by parameter; `count` is the number of all elements and is not enumerated. */
export type ParameterShapes = Readonly<Record<string, readonly number[]>> & { readonly count: number };

const LARGEST = 2 ** 31 - 1;

/** Errors: E_ARGUMENT when the sizes are no positive integers; E_SHAPE when the equations want another input. */
export function parameterShapes(cell: string, sizes: Sizes, asked: CellSizes): ParameterShapes {
  checkSizes(cell, sizes, asked);
  const shapes: Record<string, readonly number[]> = Object.create(null);
  let count = 0;
  for (const [name, dims] of sizes.parameters) {
    const shape = dims.map((dim) => positive(cell, name, dim, asked));
    shapes[name] = Object.freeze(shape);
    count += shape.reduce((product, size) => product * size, 1);
  }
  Object.defineProperty(shapes, "count", { value: count });
  return Object.freeze(shapes) as ParameterShapes;
}

export function valueSize(cell: string, value: string, dim: Dim, sizes: Sizes, asked: CellSizes): number {
  checkSizes(cell, sizes, asked);
  return positive(cell, value, dim, asked);
}

function checkSizes(cell: string, sizes: Sizes, asked: CellSizes): void {
  for (const name of ["input", "hidden"] as const)
    if (!(Number.isInteger(asked[name]) && asked[name] >= 1 && asked[name] <= LARGEST))
      throw new SluiceError("E_ARGUMENT", {
        where: `cell "${cell}"`,
        expected: `a whole number of 1 or more for ${name}`,
        got: `${asked[name]}`,
      });
  const input = evaluate(sizes.input, asked);
  if (input !== asked.input)
    throw new ShapeError({
      where: `cell "${cell}"`,
      expected: `an input of ${input} columns (${sizes.inputReasons.join("; ")})`,
      got: `${asked.input}`,
    });
  if (asked.input <= sizes.lastColumn)
    throw new ShapeError({
      where: `cell "${cell}"`,
      expected: `an input of at least ${sizes.lastColumn + 1} columns, as the equations read x_t[${sizes.lastColumn}]`,
      got: `${asked.input}`,
    });
}

function positive(cell: string, name: string, dim: Dim, asked: CellSizes): number {
  const size = evaluate(dim, asked);
  if (size >= 1 && size <= LARGEST) return size;
  throw new ShapeError({
    where: `cell "${cell}", ${name}`,
    expected: `a size from 1 to ${LARGEST}`,
    got: `${showDim(dim)} = ${size} for input ${asked.input} and hidden ${asked.hidden}`,
  });
}

/** What a step is given. */
export interface StepTensors {
  x: Tensor;
  previous: Readonly<Record<string, Tensor>>;
  parameters: Readonly<Record<string, Tensor>>;
}

/**
 * The sizes that a step's tensors imply, after checking that all of them agree.
 *
 * Errors: E_SHAPE when one is missing or has another shape than the rest ask for.
 */
export function checkStep(cell: string, sizes: Sizes, states: readonly string[], given: StepTensors): CellSizes {
  const { x } = given;
  const [batch, input] = x.shape;
  if (x.shape.length !== 2 || typeof input !== "number")
    throw new ShapeError({
      where: `cell "${cell}", x`,
      expected: "shape [B, F] with F a number",
      got: showShape(x.shape),
    });
  checkSizes(cell, sizes, { input, hidden: 1 });
  const wanted: { what: string; shape: Shape; dims: readonly (Size | Dim)[] }[] = [];
  for (const state of states) {
    const dim = state === INPUT ? sizes.input : sizes.values.get(state)!;
    const tensor = find(cell, `state ${state}`, given.previous, state);
    wanted.push({ what: `state ${state}`, shape: tensor.shape, dims: [batch!, dim] });
  }
  for (const [name, dims] of sizes.parameters)
    wanted.push({
      what: `parameter ${name}`,
      shape: find(cell, `parameter ${name}`, given.parameters, name).shape,
      dims,
    });

  const asked = { input, hidden: impliedHidden(wanted, input) ?? 1 };
  for (const { what, shape, dims } of wanted) {
    const expected = dims.map((dim) => (typeof dim === "object" ? evaluate(dim, asked) : dim));
    if (!sameShape(shape, expected))
      throw new ShapeError({
        where: `cell "${cell}", ${what}`,
        expected: `shape ${showShape(expected)}`,
        got: showShape(shape),
      });
  }
  return asked;
}

function find(cell: string, what: string, tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  if (Object.hasOwn(tensors, name)) return tensors[name]!;
  throw new ShapeError({
    where: `cell "${cell}", ${what}`,
    expected: "a tensor",
    got: `none among ${Object.keys(tensors).join(", ") || "none"}`,
  });
}

/** Hidden as the first size that depends on it tells. */
function impliedHidden(
  wanted: readonly { shape: Shape; dims: readonly (Size | Dim)[] }[],
  input: number,
): number | undefined {
  for (const { shape, dims } of wanted)
    for (const [i, dim] of dims.entries()) {
      const size = shape[i];
      if (typeof dim !== "object" || typeof size !== "number") continue;
      const counts = countsOf(dim);
      const hidden = (size - dim.constant - counts.input * input) / counts.hidden;
      if (counts.hidden !== 0 && Number.isInteger(hidden) && hidden >= 1) return hidden;
    }
  return undefined;
}
