import { graphShape, hasSteps } from "../../graph/axes.ts";
import { elementCount } from "../../graph/size.ts";
import type { Bound } from "../../layers/bind.ts";
import { lengthsAxis, shareName } from "../../layers/row-lengths.ts";
import { copyRows } from "../../layers/rows.ts";
import type { ShapedArray } from "../../program.ts";

type Numbers = Float32Array | Float64Array;

interface Part {
  readonly name: string;
  readonly array: ShapedArray;
  readonly steps: boolean;
}

/** Data bound to a graph; all of them have as many rows. */
export interface Examples {
  readonly inputs: Bound;
  readonly targets: Bound;
  /** One array: how much rows, or steps of rows, count. */
  readonly weights: Bound | undefined;
}

/**
 * Rows of examples in the layout of a graph, in buffers that are made once: a buffer is overwritten by the next batch of
 * as many rows.
 */
export class Batches {
  readonly rows: number;
  readonly #parts: readonly Part[];
  readonly #buffers = new Map<number, Record<string, Numbers>>();
  /** What says which part of a batch's steps is no padding. */
  readonly #shares: readonly { readonly name: string; readonly of: string; readonly steps: number }[];

  constructor({ inputs, targets, weights }: Examples) {
    this.rows = inputs.rows;
    const parts = (bound: Bound, nameOf: (name: string) => string) =>
      Object.entries(bound.arrays).map(([name, array]) => ({
        name: nameOf(name),
        array,
        steps: hasSteps(graphShape(bound.axes[name]!)),
      }));
    this.#shares = Object.keys(inputs.arrays).flatMap((of) => {
      const axis = lengthsAxis(of);
      return axis === undefined ? [] : [{ name: shareName(axis), of, steps: inputs.lengths[axis]! }];
    });
    this.#parts = [
      ...parts(inputs, (name) => name),
      ...parts(targets, targetName),
      ...(weights === undefined ? [] : parts(weights, () => WEIGHTS)),
    ];
  }

  /** Rows `from` … of the examples, or of their order where one is given. */
  take(from: number, count: number, order?: ArrayLike<number> | undefined): Record<string, Numbers> {
    let buffers = this.#buffers.get(count);
    if (buffers === undefined) {
      buffers = {};
      for (const { name, array } of this.#parts) {
        const size = elementCount(array.shape.slice(1)) * count;
        buffers[name] = array.data instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
      }
      for (const { name } of this.#shares) buffers[name] = new Float64Array(1);
      this.#buffers.set(count, buffers);
    }
    for (const { name, array, steps } of this.#parts) copyRows(array, buffers[name]!, { from, count, steps, order });
    for (const { name, of, steps } of this.#shares) {
      let own = 0;
      for (const length of buffers[of]!) own += length;
      buffers[name]![0] = own / (count * steps);
    }
    return buffers;
  }
}

/** The graph's input that holds the targets of an output; inputs of models have no slash in their names. */
export const targetName = (output: string): string => `targets/${output}`;

/** The graph's input that says how much rows, or steps of rows, count. */
export const WEIGHTS = "loss/weights";
