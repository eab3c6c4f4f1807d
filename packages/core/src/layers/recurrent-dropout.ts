import { SluiceError } from "../errors.ts";
import { less, mul, select } from "../graph/ops.ts";
import type { Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors, withInputs } from "../graph/traverse.ts";
import { RESOLUTION } from "./dropout.ts";
import { ownStates, type SizedCell, type Tensors } from "./sized-cell.ts";
import { uniformInTraining } from "./trace.ts";

/**
 * Variational dropout of states: what a cell's products read of the states before is dropped, the same units at all steps.
 *
 *   W (r ⊙ h_{t−1}) becomes W (r ⊙ m ⊙ h_{t−1})      m = 0 with probability p, else 1 / (1 − p)
 *
 * m is drawn for every row and unit, once a sequence. States that are added or multiplied unit by unit are left alone:
 * dropped step after step, nothing would be left of them.
 * The function given back runs a cell's step so. Errors: E_ARGUMENT for a cell without a product that reads a state.
 * Source: Gal and Ghahramani 2016, arXiv:1512.05287; Keras's recurrent_dropout.
 */
export function recurrentDropout(
  cell: SizedCell,
  shapeOf: (state: string) => Shape,
  p: number,
): (previous: Tensors, step: (previous: Tensors) => Tensors) => Tensors {
  if (p === 0) return (previous, step) => step(previous);
  const masks = ownStates(cell).map((state) => {
    const uniform = uniformInTraining(shapeOf(state));
    // Exact in float32, so that every backend drops the same.
    return { state, isDropped: uniform && less(uniform, Math.round(p * RESOLUTION) / RESOLUTION) };
  });
  return (previous, step) => {
    const values = step(previous);
    const read = masks.map(({ state, isDropped }): [Tensor, Tensor] => {
      const before = previous[state]!;
      if (isDropped === undefined) return [before, before];
      return [before, select(isDropped, 0, p < 1 ? mul(before, 1 / (1 - p)) : before)];
    });
    const names = Object.keys(values);
    const changed = beforeProducts(
      names.map((name) => values[name]!),
      new Map(read),
    );
    if (changed === undefined)
      throw new SluiceError("E_ARGUMENT", {
        where: "recurrent, recurrentDropout",
        expected: "a cell with a product that reads a state, such as U h_{t-1}",
        got: cell.name,
        hint: "zoneout",
      });
    return Object.fromEntries(names.map((name, i) => [name, changed[i]!]));
  };
}

/** The same values with `substitutes` in what products multiply, and nowhere else; undefined where no product does. */
function beforeProducts(
  values: readonly Tensor[],
  substitutes: ReadonlyMap<Tensor, Tensor>,
): readonly Tensor[] | undefined {
  const plain = new Map<Tensor, Tensor>();
  const read = new Map<Tensor, Tensor>(substitutes);
  const plainOf = (t: Tensor) => plain.get(t) ?? t;
  const readOf = (t: Tensor) => read.get(t) ?? plainOf(t);
  let found = false;
  for (const n of ancestors(values)) {
    const isProduct = n.op.kind === "matmul" && read.has(n.inputs[0]!);
    found ||= isProduct;
    const made = withInputs(n, n.inputs.map(isProduct ? readOf : plainOf));
    const isRead = !isProduct && n.inputs.some((t) => read.has(t));
    const other = isRead ? withInputs(n, n.inputs.map(readOf)) : undefined;
    n.outputs.forEach((output, i) => {
      if (made !== n) plain.set(output, made.outputs[i]!);
      if (other !== undefined) read.set(output, other.outputs[i]!);
    });
  }
  return found ? values.map(plainOf) : undefined;
}
