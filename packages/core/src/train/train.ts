import type { Model } from "../layers/model.ts";
import { Threads } from "../program.ts";
import type { Epoch } from "./epoch.ts";
import { epochsOn } from "./epochs.ts";
import { ArrayFeed } from "./feed/array-feed.ts";
import { type BatchSource, isSource, type TrainingData } from "./feed/data.ts";
import { begin, SourceFeed } from "./feed/source-feed.ts";
import { objective } from "./measure/objective.ts";
import { checkStateful } from "./stateful.ts";
import { checkTrainOptions, type TrainOptions } from "./train-options.ts";

export type { Epoch, Progress } from "./epoch.ts";
export type { TrainOptions } from "./train-options.ts";

/**
 * Trains a model, one epoch per turn of the loop.
 *
 *     for await (const { index, loss } of train(model, { x, y }, { loss: mse, optimizer: adam(), epochs: 100, seed: 1 }))
 *       console.log(index, loss);
 *
 * Work is done as the loop asks for it; leaving the loop stops it, and training again goes on from the weights that the
 * model has then, with an optimizer that starts afresh, unless it goes on from a checkpoint. One compiled program does a
 * whole step. The event loop gets its turn about every 50 ms.
 *
 * Data that do not fit in memory are given as a source of batches, `({ epoch }) => batches`, which is gone through anew for every
 * epoch and closed however the training ends; it says itself how many rows a step has, and in which order they come.
 *
 * Shapes: x and y as the model takes and gives them, rows first; a whole series is one row.
 * Errors: E_ARGUMENT for options that cannot be and data without rows; E_SHAPE when data and model do not fit;
 * E_ABORTED when the signal stops it, the weights being those of the last step; E_DIVERGED, naming the step and the first
 * layer, when a loss, a gradient or a weight is no longer finite, the weights being those from the end of the epoch before;
 * E_FORMAT when there are checkpoints to go on from and none is sound, E_FILE when one cannot be read or written; E_BACKEND,
 * the weights being those of the last step, when a thread cannot be started or dies; E_MEMORY, before the first step, when
 * training needs more memory than there is, and as E_BACKEND when a thread gets none.
 */
export function train<X, Y>(
  model: Model<X, Y>,
  data: TrainingData<X, Y> | BatchSource<X, Y>,
  options: TrainOptions<X, Y>,
): AsyncGenerator<Epoch, void, undefined> {
  checkTrainOptions(data, options);
  return epochs(model, data, options);
}

/** Starts threads where they are of use, and ends them and what is being read however the training ends. */
async function* epochs<X, Y>(
  model: Model<X, Y>,
  data: TrainingData<X, Y> | BatchSource<X, Y>,
  options: TrainOptions<X, Y>,
): AsyncGenerator<Epoch, void, undefined> {
  const { loss, metrics, seed, accumulate = 1 } = options;
  const begun = isSource(data) ? await begin(data as BatchSource<unknown, unknown>) : undefined;
  let threads: Threads | undefined;
  try {
    const first = (begun === undefined ? data : begun.first) as TrainingData<X, Y>;
    const goal = objective(model, first, {
      where: begun === undefined ? "train" : "train, epoch 0, batch 0",
      loss,
      metrics,
      seed,
      carries: true,
    });
    const { rows } = goal.inputs;
    const { carried } = goal.traced.trace;
    const batch = begun === undefined ? Math.min(options.batch ?? 32, rows) : rows;
    checkStateful(carried, { rows, batch, shuffle: options.shuffle });
    const feed =
      begun === undefined
        ? new ArrayFeed(goal, { batch, accumulate, seed, shuffle: options.shuffle ?? carried.length === 0 })
        : new SourceFeed(goal, begun, accumulate);
    const isShared = model.network.engine.backend === "wasm";
    threads = isShared ? Threads.forRows(batch, options.threads ?? 1) : undefined;
    yield* epochsOn({ goal, feed, threads }, model, options);
  } finally {
    threads?.close();
    await begun?.unread.return();
  }
}
