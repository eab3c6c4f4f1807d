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
  /**
   * The numbers of step 1, 2, … from those of the step before (none at step 1) and the losses of the epochs so far: running
   * products, rates of a schedule.
   */
  scalars(step: number, previous: Scalars<Scalar> | undefined, losses?: readonly number[]): Scalars<Scalar>;
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
