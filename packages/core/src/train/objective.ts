import { ShapeError, SluiceError } from "../errors.ts";
import { graphShape, showPublic } from "../graph/axes.ts";
import { input } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Arrays, type Bound, bindTargets } from "../layers/bind.ts";
import type { Model } from "../layers/model.ts";
import { drawn, isTensor, type Traced } from "../layers/network.ts";
import type { Loss } from "../losses/loss.ts";
import { targetName } from "./batches.ts";
import type { TrainingData } from "./data.ts";

/** A model's loss on some data as a graph, with the data bound to it. */
export interface Objective {
  readonly traced: Traced;
  readonly loss: Tensor;
  readonly inputs: Bound;
  readonly targets: Bound;
  /** Of the random numbers that a step of training draws; undefined where nothing is learned. */
  readonly seed: number | undefined;
}

/**
 * Traces a model and a loss for data of these shapes: as layers act in training where there is a seed. A model without
 * weights gets them from it.
 *
 * Errors: E_ARGUMENT for data without rows; E_SHAPE when the data do not fit the model or each other, or the loss is not a scalar.
 */
export function objective<X, Y>(
  model: Model<X, Y>,
  data: TrainingData<X, Y>,
  { where, loss, seed }: { where: string; loss: Loss<Y>; seed?: number },
): Objective {
  const inputs = model.bind(where, data.x);
  if (inputs.rows === 0) throw new SluiceError("E_ARGUMENT", { where, expected: "at least one row", got: "none" });
  if (seed !== undefined && !model.network.isInitialized) model.network.initialize(inputs.axes, drawn(seed));
  const traced = model.network.traced(inputs.axes, { training: seed !== undefined });
  const shapes = Object.fromEntries(Object.entries(traced.outputs).map(([name, { shape }]) => [name, shape]));
  const targets = bindTargets(where, { single: traced.single, shapes }, data.y as Arrays, inputs);
  const symbols: Record<string, Tensor> = {};
  for (const [name, axes] of Object.entries(targets.axes)) symbols[name] = input(targetName(name), graphShape(axes));
  const value = (loss as unknown as (prediction: unknown, target: unknown) => unknown)(
    traced.single ? traced.outputs.y : traced.outputs,
    traced.single ? symbols.y : symbols,
  );
  if (!isTensor(value) || value.shape.length > 0)
    throw new ShapeError({
      where: `${where}, loss`,
      expected: "a scalar tensor",
      got: isTensor(value) ? showPublic(value.shape) : `a value of type ${typeof value}`,
      hint: "the mean over rows, steps and outputs",
    });
  return { traced, loss: value, inputs, targets, seed };
}
