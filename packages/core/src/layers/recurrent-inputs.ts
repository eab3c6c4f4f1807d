import type { Cell } from "../cells/cell.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { hasSteps, ROWS, showPublic } from "../graph/axes.ts";
import type { Tensor } from "../graph/tensor.ts";

/**
 * States by name for every depth, the lowest first, and where the direction is `both` for every direction of a depth,
 * forward first; what is missing starts as the layer's own first states do.
 */
export type InitialStates = readonly Readonly<Record<string, Tensor>>[];

/** What a recurrent layer takes beside its sequence. */
export interface RecurrentInputs {
  initial?: InitialStates;
  /** How many steps of each row are its own, [B]; the rest is padding. All of them where a model has no lengths. */
  lengths?: Tensor;
}

/** Errors: E_SHAPE unless x is a sequence. */
export function checkSequence(x: Tensor): void {
  if (x.shape.length === 3 && (hasSteps(x.shape) || x.shape[0] === ROWS)) return;
  throw new ShapeError({
    where: "input",
    expected: "a sequence [B, T, features]",
    got: showPublic(x.shape),
    hint: 'output: "sequence" in a recurrent layer before this one, or data with a step axis',
  });
}

/** Errors: E_ARGUMENT for what the layer does not take. */
export function checkInputs(inputs: RecurrentInputs): RecurrentInputs {
  const stranger = Object.keys(inputs).find((name) => name !== "initial" && name !== "lengths");
  if (stranger === undefined) return inputs;
  throw new SluiceError("E_ARGUMENT", {
    where: "recurrent, inputs beside the sequence",
    expected: "a record of initial and lengths",
    got: Array.isArray(inputs) ? "a list" : `"${stranger}"`,
    hint: "{ initial: [{ h }] }",
  });
}

/** Errors: E_ARGUMENT for more states than there are cells, and for states that the cell has not. */
export function checkInitial(cell: Cell, initial: InitialStates, most: number): void {
  if (initial.length > most)
    throw new SluiceError("E_ARGUMENT", {
      where: "initial states",
      expected: `at most ${most} records, one per depth and direction`,
      got: `${initial.length}`,
    });
  for (const given of initial)
    for (const state of Object.keys(given))
      if (!cell.states.includes(state))
        throw new SluiceError("E_ARGUMENT", {
          where: `initial states of ${cell.name}`,
          expected: `names among ${cell.states.join(", ")}`,
          got: `"${state}"`,
        });
}
