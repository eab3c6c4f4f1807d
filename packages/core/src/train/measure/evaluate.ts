import { checkOptions } from "../../checks/check-options.ts";
import { SluiceError } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import { positiveInteger } from "../../layers/positive-integer.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Metrics } from "../../metrics/metric.ts";
import { Breath } from "../event-loop.ts";
import { type BatchSource, batchesOf, isSource, noBatch, type TrainingData } from "../feed/data.ts";
import { boundBatches } from "../feed/source-batches.ts";
import { type Evaluated, evaluating } from "./evaluating.ts";
import { objective } from "./objective.ts";

export interface EvaluateOptions<Y> {
  /** `mse`, `mae`, or any function of prediction and target that gives a scalar. */
  loss?: Loss<Y>;
  /** Functions of prediction and target, by the names under which they are told. */
  metrics?: Metrics<Y>;
  /** Rows computed together where the data are arrays: as many as fit easily, unless told. Memory grows with it. */
  batch?: number;
  /** Stops before the next batch. */
  signal?: AbortSignal;
}

/** What was asked for. */
export interface Evaluation<Asked = { loss: unknown; metrics: Record<string, unknown> }> {
  /** Mean over the rows, or their own steps where the output has steps; undefined where none is asked for. */
  readonly loss: Asked extends { readonly loss: unknown } ? number : undefined;
  readonly metrics: {
    readonly [Name in keyof (Asked extends { readonly metrics: infer Named } ? Named : unknown)]: number;
  };
  readonly rows: number;
}

/**
 * A model's loss and metrics on some data, without learning from them: what `train` tells of its validation data.
 *
 *     const { loss, metrics } = await evaluate(net, { x, y }, { loss: crossEntropy(), metrics: { accuracy } });
 *
 * Data are arrays, or batches that are read one after the other. Dropout is off. The event loop gets its turn about every
 * 50 ms.
 *
 * Shapes: as in `train`.
 * Errors: E_ARGUMENT before the model has weights, without a loss or a metric, and for data without rows; E_SHAPE when data
 * and model do not fit; E_ABORTED when the signal stops it; E_MEMORY when a batch needs more memory than there is.
 */
export async function evaluate<X, Y, const Asked extends EvaluateOptions<Y>>(
  model: Model<X, Y>,
  data: TrainingData<X, Y> | BatchSource<X, Y>,
  options: Asked,
): Promise<Evaluation<Asked>> {
  const where = "evaluate";
  checkOptions<EvaluateOptions<Y>>(where, options, { loss: true, metrics: true, batch: true, signal: true });
  const { loss, metrics, batch, signal } = options;
  if (loss === undefined && Object.keys(metrics ?? {}).length === 0)
    throw new SluiceError("E_ARGUMENT", { where, expected: "a loss or a metric", got: "neither" });
  if (batch !== undefined) positiveInteger(`${where}, batch`, batch);
  // Asked first, so that a model without weights says so whatever it is given.
  const { engine } = model.network;
  const breath = new Breath();
  const between = () => {
    if (signal?.aborted)
      throw new SluiceError("E_ABORTED", {
        where,
        expected: "all rows",
        got: "a signal to stop",
        cause: signal.reason,
      });
    return breath.isDue ? breath.take() : undefined;
  };
  const goalOf = (first: TrainingData<X, Y>) => objective(model, first, { where, loss, metrics, carries: true });
  const told = ({ loss: mean, metrics = {}, rows }: Evaluated) =>
    ({ loss: loss === undefined ? undefined : mean, metrics, rows }) as Evaluation<Asked>;
  if (!isSource(data)) {
    const goal = goalOf(data);
    return told(await evaluating(engine, goal, { where, statefulBatch: goal.inputs.rows, batch })(between));
  }
  if (batch !== undefined)
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, batch`,
      expected: "none, since the data come in batches of their own",
      got: String(batch),
    });
  const unread = batchesOf(where, data, 0);
  try {
    const { value: first, done } = await unread.next();
    if (done) throw noBatch(where, 0);
    const goal = goalOf(first);
    const all = async function* () {
      yield first;
      yield* unread;
    };
    const run = evaluating(engine, goal, { where, statefulBatch: goal.inputs.rows });
    return told(await run(between, boundBatches(where, goal, all() as AsyncIterable<TrainingData<unknown, unknown>>)));
  } finally {
    await unread.return();
  }
}
