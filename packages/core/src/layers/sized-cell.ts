import type { Cell } from "../cells/cell.ts";
import type { CellSizes } from "../equations/index.ts";
import type { Tensor } from "../graph/tensor.ts";

export type Tensors = Readonly<Record<string, Tensor>>;

/** A cell at sizes of its own: what a loop over steps needs of it. */
export interface SizedCell {
  readonly name: string;
  /** Names of what is carried to the next step. */
  readonly states: readonly string[];
  readonly output: string;
  readonly watch: readonly string[];
  readonly init: Readonly<Record<string, unknown>>;
  readonly hidden: number;
  /** Shapes by parameter. */
  readonly parameters: ReadonlyMap<string, readonly number[]>;
  /** Width of a value or state. */
  sizeOf(value: string): number;
  /** One step: every value by name, the new states among them. */
  step(x: Tensor, previous: Tensors, parameters: Tensors): Tensors;
}

/** A cell at these sizes. Errors: E_SHAPE when it leaves no room for such sizes. */
export function sizedCell(cell: Cell, sizes: CellSizes): SizedCell {
  const { name, states, output, watch, init } = cell;
  return {
    ...{ name, states, output, watch, init },
    hidden: sizes.hidden,
    parameters: new Map(Object.entries(cell.parameters(sizes) as Readonly<Record<string, readonly number[]>>)),
    sizeOf: (value) => cell.sizeOf(value, sizes),
    step: (x, previous, parameters) => cell.step(x, previous, parameters),
  };
}

/** The states that a cell computes: the input of the step before, which some cells carry, is none of them. */
export const ownStates = ({ states, watch }: Pick<SizedCell, "states" | "watch">): string[] =>
  states.filter((state) => watch.includes(state));
