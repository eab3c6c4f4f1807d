import { nearest } from "../checks/nearest.ts";
import { SluiceError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { CellSizes } from "./dims.ts";
import { lower } from "./lower.ts";
import type { CellOptions } from "./options.ts";
import { printLatex } from "./print-latex.ts";
import { type Reading, read } from "./read.ts";
import { checkStep, type ParameterShapes, parameterShapes, valueSize } from "./shapes.ts";
import { INPUT } from "./vocabulary.ts";

/**
 * A recurrent cell, read from its equations or from code: one step, with no notion of a sequence.
 *
 * Shapes: x [B, F]; states and values [B, size]; parameters as the equations write them, W [out, in] in W x and
 * [in, out] in x W.
 */
export interface Cell {
  readonly name: string;
  /** The equations as given; empty for a cell from code. */
  readonly source: string;
  /** Declared column names of the input. */
  readonly inputs: readonly string[] | undefined;
  /**
   * Names of what is carried to the next step, the output's state first. A cell that reads `x_{t-1}` carries its input
   * as the last of them, `x`, zero at first.
   */
  readonly states: readonly string[];
  /** Name of the value that the cell gives out. */
  readonly output: string;
  /** Every named value of a step, in order of definition. */
  readonly watch: readonly string[];
  /** First values by parameter: those of the options, and 1 and 0 for the gain and shift of `norm`. */
  readonly init: Readonly<Record<string, unknown>>;
  /** What was read otherwise than written: "C_{t-1} at line 5, column 20 is read as c_{t-1}". */
  readonly notices: readonly string[];
  /**
   * Shapes by parameter, in order of first appearance, and `count`, the number of all their elements.
   *
   * Errors: E_SHAPE when the equations leave no room for such sizes.
   */
  parameters(sizes: CellSizes): ParameterShapes;
  /**
   * Width of a named value or state; of `x`, the input's.
   *
   * Errors: E_ARGUMENT for a name that is neither; E_SHAPE as `parameters`.
   */
  sizeOf(value: string, sizes: CellSizes): number;
  /**
   * One step on symbolic tensors: every named value by name, the new states among them.
   *
   * Errors: E_SHAPE when x, a state or a parameter is missing or its shape disagrees with the others.
   */
  step(
    x: Tensor,
    previous: Readonly<Record<string, Tensor>>,
    parameters: Readonly<Record<string, Tensor>>,
  ): Readonly<Record<string, Tensor>>;
  /**
   * The equations as plain text; reading it with the same inputs, output, sizes and parameters gives the same cell. Of a
   * cell from code, what its step takes and gives.
   */
  toString(): string;
  /**
   * The equations as LaTeX, one a line in `aligned`; reading it gives the same cell as reading `toString()` does.
   *
   * Errors: E_ARGUMENT for a cell from code.
   */
  toLatex(): string;
}

/**
 * Reads a cell from its equations.
 *
 *     cell("gru", `
 *       z_t = σ(W_z x_t + U_z h_{t-1} + b_z)
 *       r_t = σ(W_r x_t + U_r h_{t-1} + b_r)
 *       n_t = tanh(W_n x_t + U_n (r_t ⊙ h_{t-1}) + b_n)
 *       h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ n_t
 *     `)
 *
 * `x` is the input, `h_{t-1}` the step before; free names of one letter W U V R b w u v p g, with any label, are
 * parameters. Side by side and `·` or `@` apply a matrix, `⊙`, `∘` or `*` multiply unit by unit. Nothing is evaluated.
 *
 * Errors: E_EQUATION with line and column for text that cannot be read; E_ARGUMENT for options that do not fit it.
 */
export function cell(name: string, source: string, options: CellOptions = {}): Cell {
  const reading = read(name, source, options);
  const { equations, printed, inOrder, sizes, output, states, inputs, notices } = reading;
  const watch = Object.freeze(equations.definitions.map((definition) => definition.name));
  const made: Cell = Object.freeze({
    name,
    source,
    inputs,
    states: Object.freeze(states),
    output,
    watch,
    init: byName(reading.init),
    notices: Object.freeze(notices),
    parameters: (asked: CellSizes) => parameterShapes(name, sizes, asked),
    sizeOf(value: string, asked: CellSizes) {
      const dim = value === INPUT ? sizes.input : sizes.values.get(value);
      if (dim !== undefined) return valueSize(name, value, dim, sizes, asked);
      const hint = nearest(value, watch);
      throw new SluiceError("E_ARGUMENT", {
        where: `cell "${name}", sizeOf`,
        expected: `one of ${[...watch, INPUT].join(", ")}`,
        got: value,
        ...(hint !== undefined && { hint }),
      });
    },
    step(x: Tensor, previous: Readonly<Record<string, Tensor>>, parameters: Readonly<Record<string, Tensor>>) {
      const asked = checkStep(name, sizes, states, { x, previous, parameters });
      const values = lower(
        inOrder,
        equations.orientation,
        {
          x,
          previous: (state) => previous[state]!,
          parameter: (p) => parameters[p]!,
          previousInput: () => previous[INPUT]!,
        },
        (value) => valueSize(name, value, sizes.values.get(value)!, sizes, asked),
      );
      const inSource = watch.map((value): [string, Tensor] => [value, values.get(value)!]);
      return byName(states.includes(INPUT) ? [...inSource, [INPUT, x]] : inSource);
    },
    toString: () => printed,
    toLatex: () => printLatex(equations),
  });
  READINGS.set(made, reading);
  return made;
}

const READINGS = new WeakMap<Cell, Reading>();

/** What was read of a cell's text; undefined for a cell from code. */
export const readingOf = (cell: Cell): Reading | undefined => READINGS.get(cell);

/** A record that inherits nothing, so that no name is special. */
export function byName<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  const record: Record<string, T> = Object.create(null);
  for (const [name, value] of entries) record[name] = value;
  return Object.freeze(record);
}
