import { ShapeError, SluiceError } from "../errors.ts";
import { hasSteps, ROWS } from "../graph/axes.ts";
import { type Shape, type Size, showShape } from "../graph/size.ts";
import type { ShapedArray } from "../program.ts";
import { type ArrayData, toArray } from "./arrays.ts";

/** The axes of one row of an array: `["T", 3]` for steps of three features, `[2]` for two numbers. */
export type Axes = readonly Size[];

/** Arrays that belong together: as many rows everywhere, and one length per named axis. */
export interface Bound {
  readonly rows: number;
  readonly lengths: Readonly<Record<string, number>>;
  readonly axes: Readonly<Record<string, Axes>>;
  readonly arrays: Readonly<Record<string, ShapedArray>>;
}

/** One array where a model has one input (or output), a record of arrays where it names them. */
export type Arrays = ArrayData | Readonly<Record<string, ArrayData>>;

/**
 * Data for a model's inputs. Where no axes are declared they follow from the data: [B, F] or [B, T, F].
 *
 * Errors: E_ARGUMENT for a missing or unknown name, E_SHAPE for an array that does not fit its axes or the others.
 */
export function bindInputs(
  where: string,
  declared: Readonly<Record<string, Axes | undefined>>,
  data: { single: boolean; arrays: Arrays; reading?: Reading | undefined },
): Bound {
  const given = named(where, Object.keys(declared), data.single, data.arrays);
  const { fixesSteps } = data.reading ?? {};
  const steps = new Map<Size, number>();
  return bind(
    () => where,
    given,
    (name, array) => {
      const axes = declared[name];
      if (axes !== undefined) return fixesSteps ? axes.map((size, i) => fixed(size, array.shape[i + 1], steps)) : axes;
      const found = axesOfData(array.shape, data.reading);
      if (found !== undefined) return found;
      throw new ShapeError({
        where: `${where}, ${name}`,
        expected: data.reading?.takesIndices ? "indices [B, T]" : "[B, features] or [B, T, features]",
        got: showShape(array.shape),
      });
    },
  );
}

/** The number of steps that the first data have for an axis of them; without one the axis stays open, and is refused. */
function fixed(size: Size, found: number | undefined, steps: Map<Size, number>): Size {
  if (typeof size === "number" || !found) return size;
  if (!steps.has(size)) steps.set(size, found);
  return steps.get(size)!;
}

/** What an input is read as whose axes do not stand in the model. */
export interface Reading {
  /** Whether the number of steps belongs to the model. */
  readonly fixesSteps?: boolean;
  /** Whether there are steps of single indices rather than features. */
  readonly takesIndices?: boolean;
}

function axesOfData(shape: readonly number[], { fixesSteps, takesIndices }: Reading = {}): Axes | undefined {
  const [, second, ...rest] = shape;
  if (second === undefined) return undefined;
  const isSequence = rest.length > 0 || takesIndices === true;
  return isSequence && !fixesSteps ? ["T", ...rest] : [second, ...rest];
}

/** What targets are for: the shapes of a model's outputs, and the place in the model that each comes from. */
export interface Outputs {
  readonly single: boolean;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly places?: Readonly<Record<string, string>>;
}

/** How errors call the targets of an output: with the place that it comes from, where that is known. */
export const targetsOf = (where: string, place: string | undefined): string =>
  place === undefined ? `${where}, targets` : `${where}, targets of ${place}`;

/** Targets for a model's outputs: rows as the inputs have, steps where the output has them, features as they come. */
export function bindTargets(where: string, outputs: Outputs, data: Arrays, inputs: Bound): Bound {
  const given = named(`${where}, targets`, Object.keys(outputs.shapes), outputs.single, data);
  return bind(
    (name) => targetsOf(where, outputs.places?.[name]),
    given,
    (name, array) => {
      const shape = outputs.shapes[name]!;
      return hasSteps(shape) ? [shape[0]!, ...array.shape.slice(2)] : array.shape.slice(1);
    },
    inputs,
  );
}

function named(where: string, names: readonly string[], single: boolean, data: Arrays): Record<string, ShapedArray> {
  const given = Object.entries(dataByName(where, names, single, data));
  return Object.fromEntries(given.map(([name, each]) => [name, toArray(`${where}, ${name}`, each)]));
}

/**
 * What users give for every name: one value, where they do not say its name, or a record of values.
 *
 * Errors: E_ARGUMENT for a missing or unknown name.
 */
export function dataByName<Data>(
  where: string,
  names: readonly string[],
  single: boolean,
  data: Data | Readonly<Record<string, Data>>,
): Record<string, Data> {
  if (single) return { [names[0]!]: data as Data };
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw new SluiceError("E_ARGUMENT", { where, expected: `arrays named ${names.join(", ")}`, got: "one array" });
  for (const name of Object.keys(data))
    if (!names.includes(name))
      throw new SluiceError("E_ARGUMENT", { where, expected: `arrays named ${names.join(", ")}`, got: `"${name}"` });
  return Object.fromEntries(
    names.map((name) => {
      if (!Object.hasOwn(data, name))
        throw new SluiceError("E_ARGUMENT", { where, expected: `an array named ${name}`, got: "none" });
      return [name, (data as Record<string, Data>)[name]!];
    }),
  );
}

function bind(
  where: (name: string) => string,
  arrays: Record<string, ShapedArray>,
  axesOf: (name: string, array: ShapedArray) => Axes,
  known?: Bound,
): Bound {
  const lengths: Record<string, number> = { ...known?.lengths };
  const axes: Record<string, Axes> = {};
  let rows = known?.rows;
  for (const [name, array] of Object.entries(arrays)) {
    axes[name] = axesOf(name, array);
    const wanted = [rows ?? ROWS, ...axes[name].map((size) => (Object.hasOwn(lengths, size) ? lengths[size]! : size))];
    const fits = (size: Size, i: number) =>
      typeof size === "number" ? size === array.shape[i] : i === 0 || array.shape[i]! > 0;
    if (wanted.length !== array.shape.length || !wanted.every(fits))
      throw new ShapeError({
        where: `${where(name)}, ${name}`,
        expected: showShape(wanted),
        got: showShape(array.shape),
      });
    rows = array.shape[0]!;
    const [first] = axes[name];
    if (typeof first === "string") lengths[first] = array.shape[1]!;
  }
  return { rows: rows ?? 0, lengths, axes, arrays };
}
