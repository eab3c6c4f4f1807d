import { ShapeError, SluiceError } from "../errors.ts";
import { graphShape, publicShape, ROWS, showPublic } from "../graph/axes.ts";
import { input } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import { type ArrayData, toArray } from "../layers/arrays.ts";
import { type Arrays, type Bound, bindTargets } from "../layers/bind.ts";
import type { Model } from "../layers/model.ts";
import { drawn, isTensor, type Traced } from "../layers/network.ts";
import { checkEach, type Loss, type LossOptions } from "../losses/loss.ts";
import { type Examples, targetName, WEIGHTS } from "./batches.ts";
import type { TrainingData } from "./data.ts";
import { meanOfOwnSteps } from "./mean-of-own-steps.ts";

/** A model's loss on some data as a graph, with the data bound to it. */
export interface Objective extends Examples {
  readonly traced: Traced;
  readonly loss: Tensor;
  /** Of the random numbers that a step of training draws; undefined where nothing is learned. */
  readonly seed: number | undefined;
}

/**
 * Traces a model and a loss for data of these shapes: as layers act in training where there is a seed. A model without
 * weights gets them from it. Stateful layers go on from batch to batch where it `carries`.
 *
 * Errors: E_ARGUMENT for data without rows, targets that the loss refuses and weights that it does not read; E_SHAPE when the data do not fit the model or each other, or the loss is not a scalar.
 */
export function objective<X, Y>(
  model: Model<X, Y>,
  data: TrainingData<X, Y>,
  { where, loss, seed, carries = false }: { where: string; loss: Loss<Y>; seed?: number; carries?: boolean },
): Objective {
  const inputs = model.bind(where, data.x, data.lengths);
  if (inputs.rows === 0) throw new SluiceError("E_ARGUMENT", { where, expected: "at least one row", got: "none" });
  if (seed !== undefined && !model.network.isInitialized) model.network.initialize(inputs.axes, drawn(seed));
  model.network.checkIndices(inputs);
  const traced = model.network.traced(inputs.axes, { training: seed !== undefined, carries });
  const shapes = Object.fromEntries(Object.entries(traced.outputs).map(([name, { shape }]) => [name, shape]));
  const targets = bindTargets(where, { single: traced.single, shapes }, data.y as Arrays, inputs);
  const symbols: Record<string, Tensor> = {};
  for (const [name, axes] of Object.entries(targets.axes)) symbols[name] = input(targetName(name), graphShape(axes));
  if (traced.single && data.lengths === undefined)
    loss.checkTargets?.(targets.arrays.y!, publicShape(traced.outputs.y!.shape));
  const weights = data.weights === undefined ? undefined : bindWeights(where, data.weights, inputs, targets);
  const weightOf = weights && input(WEIGHTS, graphShape(weights.axes.weights!));
  const given = loss as unknown as (prediction: unknown, target: unknown, options?: LossOptions) => unknown;
  const one = (tensors: Readonly<Record<string, Tensor>>) => (traced.single ? tensors.y : tensors);
  const value = meanOfOwnSteps(
    (prediction, target, ...options) => checkedLoss(where, given(one(prediction), one(target), ...options)),
    {
      outputs: traced.outputs,
      targets: symbols,
      lengths: traced.lengths,
      weights: weightOf,
      countsByWeight: loss.countsByWeight ?? false,
    },
  );
  if (weightOf !== undefined) checkRead(where, value, weightOf);
  return { traced, loss: value, inputs, targets, weights, seed };
}

function checkedLoss(where: string, value: unknown): Tensor {
  if (isTensor(value) && value.shape.length === 0) return value;
  throw new ShapeError({
    where: `${where}, loss`,
    expected: "a scalar tensor",
    got: isTensor(value) ? showPublic(value.shape) : `a value of type ${typeof value}`,
    hint: "the mean over rows, steps and outputs",
  });
}

/** Weights of rows, or of rows and the steps that targets have. */
function bindWeights(where: string, data: ArrayData, inputs: Bound, targets: Bound): Bound {
  const array = toArray(`${where}, weights`, data);
  checkEach(`${where}, weights`, array, {
    expected: "a finite number of at least 0",
    accepts: (weight) => weight >= 0 && weight < Number.POSITIVE_INFINITY,
  });
  const steps = Object.values(targets.axes).find(([first]) => typeof first === "string")?.[0];
  const shape = steps === undefined || array.shape.length === 1 ? [ROWS] : [steps, ROWS];
  return bindTargets(where, { single: true, shapes: { weights: shape } }, array, inputs);
}

function checkRead(where: string, loss: Tensor, weights: Tensor): void {
  if (ancestors([loss]).includes(weights.node)) return;
  throw new SluiceError("E_ARGUMENT", {
    where: `${where}, weights`,
    expected: "a loss that reads weights",
    got: "one that does not depend on them",
    hint: "a loss of the library, or one that gives its third argument on to such a loss",
  });
}
