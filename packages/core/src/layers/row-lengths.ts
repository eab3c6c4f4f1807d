import { ShapeError, SluiceError } from "../errors.ts";
import { hasSteps, ROWS } from "../graph/axes.ts";
import type { Size } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Axes, Bound } from "./bind.ts";
import { sequenceMask, zeroPadding } from "./sequence-mask.ts";

/** How many steps of each row are its own: the rest, behind them, is padding. */
export type Lengths = readonly number[] | Int32Array | Uint32Array | Float32Array | Float64Array;

const PREFIX = "lengths/";

/** The graph's input that holds the lengths along an axis of steps; inputs of models have no slash in their names. */
export const lengthsName = (axis: string): string => `${PREFIX}${axis}`;

/** The graph's input for the part of a batch's steps that is no padding, from above 0 to 1. */
export const shareName = (axis: string): string => `share/${axis}`;

/** The axis whose lengths an input holds. */
export const lengthsAxis = (name: string): string | undefined =>
  name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;

/**
 * Data together with the lengths of their rows, which are one more input then.
 *
 * Errors: E_ARGUMENT for a model with no axis of steps or several, and for lengths that are no whole numbers from 1 to T;
 * E_SHAPE unless there is one for every row.
 */
export function withLengths(where: string, bound: Bound, lengths: Lengths | undefined): Bound {
  if (lengths === undefined) return bound;
  const axes = Object.keys(bound.lengths);
  if (axes.length !== 1)
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, lengths`,
      expected: "a model with one axis of steps",
      got: axes.length === 0 ? "one without steps, or with a fixed number of them" : `one with ${axes.join(" and ")}`,
      ...(axes.length > 1 && { hint: "an input for the lengths, given to the recurrent layer: layer(x, { lengths })" }),
    });
  const [axis] = axes as [string];
  const steps = bound.lengths[axis]!;
  const isList = Array.isArray(lengths) || (ArrayBuffer.isView(lengths) && !(lengths instanceof DataView));
  if (!isList)
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, lengths`,
      expected: "a list of numbers",
      got: typeof lengths,
    });
  if (lengths.length !== bound.rows)
    throw new ShapeError({
      where: `${where}, lengths`,
      expected: `${bound.rows} numbers, one for every row`,
      got: `${lengths.length}`,
    });
  const wrong = Array.from(lengths as readonly number[]).findIndex(
    (length) => !(Number.isInteger(length) && length >= 1 && length <= steps),
  );
  if (wrong >= 0)
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, lengths, row ${wrong}`,
      expected: `a whole number from 1 to ${steps}, the number of steps that the data have`,
      got: String(lengths[wrong]),
    });
  const name = lengthsName(axis);
  return {
    ...bound,
    axes: { ...bound.axes, [name]: [] },
    arrays: { ...bound.arrays, [name]: { shape: [bound.rows], data: Float64Array.from(lengths as readonly number[]) } },
  };
}

/** The axes of a model's own inputs. */
export const withoutLengths = (axes: Readonly<Record<string, Axes>>): Readonly<Record<string, Axes>> =>
  Object.fromEntries(Object.entries(axes).filter(([name]) => lengthsAxis(name) === undefined));

/** The lengths among a graph's inputs, by axis. */
export function lengthsByAxis(inputs: Readonly<Record<string, Tensor>>): ReadonlyMap<Size, Tensor> {
  const found = new Map<Size, Tensor>();
  for (const [name, tensor] of Object.entries(inputs)) {
    const axis = lengthsAxis(name);
    if (axis !== undefined) found.set(axis, tensor);
  }
  return found;
}

/** Tensors by name with zeros in the padding of those that have steps. */
export const ownSteps = (
  tensors: Readonly<Record<string, Tensor>>,
  lengths: ReadonlyMap<Size, Tensor>,
): Readonly<Record<string, Tensor>> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, t]) => {
      const axis = t.shape[0]!;
      const known = hasSteps(t.shape) && t.shape[1] === ROWS ? lengths.get(axis) : undefined;
      return [name, known === undefined ? t : zeroPadding(t, sequenceMask(known, axis))];
    }),
  );
