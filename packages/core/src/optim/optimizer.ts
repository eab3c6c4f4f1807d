import { SluiceError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";

/** Numbers of one step, computed in float64 outside the graph. */
export type Scalars<Name extends string = string> = Readonly<Record<Name, number>>;

/**
 * How parameters follow their gradients: a description that holds no state, so that one object serves many trainings.
 *
 * An optimizer of one's own is such an object: `slots` are arrays shaped as each parameter and zero at first; `scalars`
 * gives a step's numbers; `update` is traced once per parameter.
 */
export interface Optimizer<Slot extends string = string, Scalar extends string = string> {
  readonly name: string;
  readonly slots: readonly Slot[];
  /** The numbers of step 1, 2, … from those of the step before (none at step 1): running products, schedules. */
  scalars(step: number, previous: Scalars<Scalar> | undefined): Scalars<Scalar>;
  update(state: OptimizerState<Slot, Scalar>): OptimizerUpdate<Slot>;
}

/** A parameter at one step. Shapes: `parameter`, `gradient` and every slot alike; the scalars []. */
export interface OptimizerState<Slot extends string = string, Scalar extends string = string> {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<Slot, Tensor>>;
  readonly scalars: Readonly<Record<Scalar, Tensor>>;
}

/** New values. */
export interface OptimizerUpdate<Slot extends string = string> {
  readonly parameter: Tensor;
  readonly slots: Readonly<Record<Slot, Tensor>>;
}

/** Errors: E_ARGUMENT, naming the option, unless the value lies in the interval. */
export function checkOption(
  where: string,
  value: number,
  { above, from, below }: { above?: number; from?: number; below?: number },
): void {
  const low = above !== undefined ? value > above : value >= from!;
  if (Number.isFinite(value) && low && (below === undefined || value < below)) return;
  const lower = above !== undefined ? `above ${above}` : `of at least ${from}`;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: `a number ${lower}${below === undefined ? "" : ` and below ${below}`}`,
    got: typeof value === "number" ? String(value) : `a value of type ${typeof value}`,
  });
}
