import { ShapeError, SluiceError } from "../../errors.ts";
import { graphShape, hasSteps, ROWS, showPublic } from "../../graph/axes.ts";
import { constant, input, mean, mul, reshape } from "../../graph/ops.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/traverse.ts";
import { targetsOf } from "../../layers/bind.ts";
import type { Model } from "../../layers/model.ts";
import { drawn, isTensor, type Traced } from "../../layers/network.ts";
import { sequenceMask } from "../../layers/sequence-mask.ts";
import { at } from "../../layers/trace.ts";
import type { Loss, LossOptions } from "../../losses/loss.ts";
import type { Metric, Metrics } from "../../metrics/metric.ts";
import { type Examples, targetName, WEIGHTS } from "../feed/batches.ts";
import { bindBesides, bindRows, checkSameAxes } from "../feed/bind-examples.ts";
import type { TrainingData } from "../feed/data.ts";
import { meanOfOwnSteps } from "./mean-of-own-steps.ts";

/** What is told of a run beside its loss, as a mean over rows. */
export interface Measure {
  readonly name: string;
  readonly value: Tensor;
  readonly finish: (mean: number) => number;
}

/** A model's loss on some data as a graph, with the data bound to it. */
export interface Objective extends Examples {
  readonly traced: Traced;
  readonly loss: Tensor;
  readonly measures: readonly Measure[];
  /** What the terms of a batch count on average, where data have weights. */
  readonly counted: Tensor | undefined;
  /** Of the random numbers that a step of training draws; undefined where nothing is learned. */
  readonly seed: number | undefined;
  /** Whether stateful layers go on from batch to batch. */
  readonly carries: boolean;
  /** Binds more data to the same graph: `where` is what errors call them. Errors: as `objective`; E_SHAPE for other axes. */
  readonly bind: (where: string, data: TrainingData<unknown, unknown>) => Examples;
}

export interface ObjectiveOptions<Y> {
  /** What errors call the data. */
  where: string;
  loss?: Loss<Y> | undefined;
  metrics?: Metrics<Y> | undefined;
  /** Of a training. */
  seed?: number;
  /** Whether stateful layers go on from batch to batch. */
  carries?: boolean;
}

/**
 * Traces a model, a loss and metrics for data of these shapes: as layers act in training where there is a seed. A model
 * without weights gets them from it. Stateful layers go on from batch to batch where it `carries`.
 *
 * Errors: E_ARGUMENT for data without rows, targets that the loss refuses and weights that it does not read; E_SHAPE when
 * the data do not fit the model or each other, or the loss is not a scalar.
 */
export function objective<X, Y>(
  model: Model<X, Y>,
  data: TrainingData<X, Y>,
  { where, loss = nothing, metrics = {}, seed, carries = false }: ObjectiveOptions<Y>,
): Objective {
  checkMetrics(where, metrics);
  const inputs = bindRows(where, model, data);
  if (seed !== undefined && !model.network.isInitialized) model.network.initialize(inputs.axes, drawn(seed));
  model.network.checkIndices(inputs);
  const traced = model.network.traced(inputs.axes, { training: seed !== undefined, carries });
  const asked: readonly (readonly [string, Metric<Y>])[] = [["loss", loss], ...Object.entries(metrics)];
  const placeOf = (i: number) => (i === 0 ? `${where}, loss` : `${where}, metrics, ${asked[i]![0]}`);
  asked.forEach(([, each], i) => {
    checkFunction(placeOf(i), each);
  });
  const readers = asked.map(([, each]) => each);
  const { targets, weights } = bindBesides(where, { traced, data, inputs }, readers);
  const symbols: Record<string, Tensor> = {};
  for (const [name, axes] of Object.entries(targets.axes)) symbols[name] = input(targetName(name), graphShape(axes));
  const weightOf = weights && input(WEIGHTS, graphShape(weights.axes.weights!));
  const one = (tensors: Readonly<Record<string, Tensor>>) => (traced.single ? tensors.y : tensors);
  const places = targetsOf(where, Object.values(traced.places).join(" and ") || undefined);
  const [value, ...measures] = asked.map(([name, each], i): Measure => {
    const place = placeOf(i);
    const given = each as unknown as (prediction: unknown, target: unknown, options?: LossOptions) => unknown;
    const mean = meanOfOwnSteps(
      (prediction, target, ...options) =>
        checkedLoss(
          place,
          at(places, () => calling(place, each, () => given(one(prediction), one(target), ...options))),
        ),
      {
        outputs: traced.outputs,
        targets: symbols,
        lengths: traced.lengths,
        weights: weightOf,
        countsByWeight: each.countsByWeight ?? false,
      },
    );
    if (weightOf !== undefined && each !== nothing)
      checkRead(i === 0 ? `${where}, weights` : `${place}, weights`, mean, weightOf);
    return { name, value: mean, finish: each.finish ?? ((mean) => mean) };
  });
  const counted = weightOf && mean(weightOfTerms(traced, weightOf));
  const bind = (place: string, more: TrainingData<unknown, unknown>): Examples => {
    const given = more as TrainingData<X, Y>;
    const rows = bindRows(place, model, given);
    checkSameAxes(place, inputs, rows);
    model.network.checkIndices(rows);
    const found = bindBesides(place, { traced, data: given, inputs: rows }, readers);
    checkSameAxes(`${place}, targets`, targets, found.targets);
    checkSameAxes(place, weights, found.weights);
    return { inputs: rows, ...found };
  };
  return { traced, loss: value!.value, measures, counted, inputs, targets, weights, seed, carries, bind };
}

function checkMetrics(where: string, metrics: unknown): void {
  if (typeof metrics === "object" && metrics !== null && !Array.isArray(metrics)) return;
  throw new SluiceError("E_ARGUMENT", {
    where: `${where}, metrics`,
    expected: "functions by the names under which they are told",
    got: Array.isArray(metrics) ? "a list" : metrics === null ? "null" : `a value of type ${typeof metrics}`,
    hint: "{ accuracy }",
  });
}

function checkFunction(where: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "a function of prediction and target",
    got: value === undefined ? "none" : `a value of type ${typeof value}`,
  });
}

/** Calls a loss. Errors: as the loss; E_ARGUMENT for a function that makes losses, such as `crossEntropy` without a call. */
function calling(where: string, { name }: { name: string }, call: () => unknown): unknown {
  const isMaker = (error: unknown) =>
    error instanceof SluiceError && error.code === "E_ARGUMENT" && name !== "" && error.where === name;
  const wrong = (cause?: unknown) =>
    new SluiceError("E_ARGUMENT", {
      where,
      expected: "a function of prediction and target",
      got: `${name || "a function"}, which makes one`,
      hint: `${name}()`,
      cause,
    });
  let value: unknown;
  try {
    value = call();
  } catch (cause) {
    // It took the prediction for its options.
    throw isMaker(cause) ? wrong(cause) : cause;
  }
  if (typeof value === "function") throw wrong();
  return value;
}

/** In place of a loss where none is asked for. */
const nothing = () => constant(0);

/** What each term of an output counts: 0 in the padding. */
function weightOfTerms({ outputs, lengths }: Traced, weights: Tensor): Tensor {
  const axis = Object.values(outputs).find(({ shape }) => hasSteps(shape) && lengths.has(shape[0]!))?.shape[0];
  if (typeof axis !== "string") return weights;
  return mul(reshape(sequenceMask(lengths.get(axis)!, axis), [axis, ROWS]), weights);
}

function checkedLoss(where: string, value: unknown): Tensor {
  if (isTensor(value) && value.shape.length === 0) return value;
  throw new ShapeError({
    where,
    expected: "a scalar tensor",
    got: isTensor(value) ? showPublic(value.shape) : `a value of type ${typeof value}`,
    hint: "the mean over rows, steps and outputs",
  });
}

function checkRead(where: string, loss: Tensor, weights: Tensor): void {
  if (ancestors([loss]).includes(weights.node)) return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "a loss that reads weights",
    got: "one that does not depend on them",
    hint: "a loss of the library, or one that gives its third argument on to such a loss",
  });
}
