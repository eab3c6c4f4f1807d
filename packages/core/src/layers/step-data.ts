import { ShapeError } from "../errors.ts";
import { elementCount, sameShape, showShape } from "../graph/size.ts";
import { type ArrayData, toArray } from "./arrays.ts";
import { type Axes, dataByName } from "./bind.ts";
import type { NetworkDefinition } from "./network.ts";
import { isSteps } from "./steppable.ts";

/** One step of an input: the numbers of one row, or rows of them, [B, features]. */
export type StepData = ArrayData | Float32Array | Float64Array;

/** What `step` takes where `predict` takes X. */
export type StepOf<X> = X extends ArrayData ? StepData : { readonly [Name in keyof X]: StepData };

interface StepInput {
  readonly name: string;
  readonly where: string;
  /** Axes of one row, and how many numbers that is. */
  readonly axes: readonly number[];
  readonly count: number;
}

/** Reads steps of a model's inputs. */
export class StepReader {
  /** The last step that was read, as a program takes it. */
  readonly data: Record<string, ArrayLike<number>> = {};
  readonly #definition: NetworkDefinition;
  readonly #names: readonly string[];
  readonly #inputs: readonly StepInput[];

  constructor(definition: NetworkDefinition, axes: Readonly<Record<string, Axes>>) {
    this.#definition = definition;
    this.#names = Object.keys(axes);
    this.#inputs = Object.entries(axes).map(([name, all]) => {
      const ofStep = all.filter((size): size is number => !isSteps(size));
      return { name, where: `step, ${name}`, axes: ofStep, count: elementCount(ofStep) };
    });
  }

  /**
   * Reads a step of every input and gives the number of rows.
   *
   * Errors: E_ARGUMENT for a missing or unknown name or something else than numbers; E_SHAPE for numbers that do not fit.
   */
  read(x: StepData | Readonly<Record<string, StepData>>): number {
    const given = dataByName("step", this.#names, this.#definition.single, x);
    let rows: number | undefined;
    for (const input of this.#inputs) {
      const found = readInput(input, given[input.name]!);
      rows ??= found.rows;
      if (found.rows !== rows)
        throw new ShapeError({ where: input.where, expected: `${rows} rows, as before it`, got: `${found.rows}` });
      this.data[input.name] = found.values;
    }
    return rows ?? 1;
  }
}

function readInput({ where, axes, count }: StepInput, data: StepData): { rows: number; values: ArrayLike<number> } {
  const { shape, data: values } = toArray(where, isTyped(data) ? { shape: [data.length], data } : data);
  if (shape.length === 1 && shape[0] === count) return { rows: 1, values };
  if (shape[0]! > 0 && sameShape(shape.slice(1), axes)) return { rows: shape[0]!, values };
  throw new ShapeError({
    where,
    expected: `${count} ${count === 1 ? "number" : "numbers"} or ${showShape(["B", ...axes])}`,
    got: showShape(shape),
    hint: "predict for a whole sequence",
  });
}

const isTyped = (data: StepData): data is Float32Array | Float64Array => ArrayBuffer.isView(data);
