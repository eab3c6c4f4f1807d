import { SluiceError } from "../errors.ts";
import { ROWS } from "../graph/axes.ts";
import type { Model } from "../layers/model.ts";
import { positiveInteger } from "../layers/positive-integer.ts";
import type { Loss } from "../losses/loss.ts";
import { randomStream } from "../math/random.ts";
import { type Clip, checkClip } from "../optim/clip.ts";
import type { ParameterGroups } from "../optim/groups.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { Threads } from "../program.ts";
import { Batches } from "./batches.ts";
import type { TrainingData } from "./data.ts";
import { Breath } from "./event-loop.ts";
import { lossOn } from "./loss-on.ts";
import { type Objective, objective } from "./objective.ts";
import { checkStateful } from "./stateful.ts";
import { compileStep, type Part } from "./step.ts";
import { aborted, diverged } from "./stopped.ts";

export interface TrainOptions<X, Y> {
  /** `mse`, `mae`, or any function of prediction and target that gives a scalar. */
  loss: Loss<Y>;
  /** One for all parameters, or one for each group of them by a pattern of their names: `{ "linear.*": …, "*": … }`. */
  optimizer: Optimizer | ParameterGroups;
  /** How often to go through the data. */
  epochs: number;
  /** First weights, where the model has none yet, the order of the rows, and dropout: the same seed gives the same bits. */
  seed: number;
  /** Rows per step, 32 by default; the last step of an epoch takes what is left. */
  batch?: number;
  /**
   * Whether every epoch goes through the rows in an order of its own, true by default; a model with stateful layers goes
   * through them as they come. One batch of all rows needs none.
   */
  shuffle?: boolean;
  /**
   * Batches whose gradients the optimizer takes together, 1 by default: it sees their mean over all rows, as of one large
   * batch, in the memory of a small one.
   */
  accumulate?: number;
  /** Shortens gradients before the optimizer sees them: `{ norm }` of all parameters together, or each number to `{ value }`. */
  clip?: Clip;
  /** Data that the loss is also computed on after every epoch, without learning from it. */
  validation?: TrainingData<X, Y>;
  /**
   * Threads that share the rows of every step, 1 by default: 2, 4 or 8, where the machine has as many cores and steps take
   * more than a few milliseconds. Batches of fewer than 16 rows, and models whose rows depend on each other or that are stateful, take one. The
   * weights have the same bits whatever the number.
   */
  threads?: number;
  /** Stops the training before its next step. */
  signal?: AbortSignal;
  /** Called after every epoch, and about every 50 ms within one. */
  onProgress?: (progress: Progress) => void;
}

export interface Epoch {
  /** 0 for the first epoch of this training. */
  readonly index: number;
  /** Mean over the rows of the loss that each step had before its update. */
  readonly loss: number;
  /** The loss on the validation data after the epoch. */
  readonly validationLoss?: number;
  /** Seconds that the epoch took, validation included. */
  readonly seconds: number;
}

export interface Progress {
  /** 0-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss over the rows of this epoch so far. */
  readonly loss: number;
}

/**
 * Trains a model, one epoch per turn of the loop.
 *
 *     for await (const { index, loss } of train(model, { x, y }, { loss: mse, optimizer: adam(), epochs: 100, seed: 1 }))
 *       console.log(index, loss);
 *
 * Work is done as the loop asks for it; leaving the loop stops it, and training again goes on from the weights that the
 * model has then, with an optimizer that starts afresh. One compiled program does a whole step. The event loop gets its
 * turn about every 50 ms.
 *
 * Shapes: x and y as the model takes and gives them, rows first; a whole series is one row.
 * Errors: E_ARGUMENT for options that cannot be and data without rows; E_SHAPE when data and model do not fit;
 * E_ABORTED when the signal stops it, the weights being those of the last step; E_DIVERGED when a loss or a weight is no
 * longer finite, the weights being those from the end of the epoch before; E_BACKEND, the weights being those of the last
 * step, when a thread cannot be started or dies; E_MEMORY, before the first step, when training needs more memory than there
 * is, and as E_BACKEND when a thread gets none.
 */
export function train<X, Y>(
  model: Model<X, Y>,
  data: TrainingData<X, Y>,
  options: TrainOptions<X, Y>,
): AsyncGenerator<Epoch, void, undefined> {
  positiveInteger("train, epochs", options.epochs);
  positiveInteger("train, batch", options.batch ?? 1);
  positiveInteger("train, threads", options.threads ?? 1);
  positiveInteger("train, accumulate", options.accumulate ?? 1);
  if (options.clip !== undefined) checkClip(options.clip);
  randomStream(options.seed);
  return epochs(model, data, options);
}

/** Starts threads where they are of use, and ends them however the training ends. */
async function* epochs<X, Y>(
  model: Model<X, Y>,
  data: TrainingData<X, Y>,
  options: TrainOptions<X, Y>,
): AsyncGenerator<Epoch, void, undefined> {
  const goal = objective(model, data, { where: "train", loss: options.loss, seed: options.seed, carries: true });
  const batch = Math.min(options.batch ?? 32, goal.inputs.rows);
  checkStateful(goal.traced.trace.carried, { rows: goal.inputs.rows, batch, shuffle: options.shuffle });
  const isShared = model.network.engine.backend === "wasm";
  const threads = isShared ? Threads.forRows(batch, options.threads ?? 1) : undefined;
  try {
    yield* epochsOn(threads, goal, batch, model, options);
  } finally {
    threads?.close();
  }
}

async function* epochsOn<X, Y>(
  threads: Threads | undefined,
  goal: Objective,
  batch: number,
  model: Model<X, Y>,
  options: TrainOptions<X, Y>,
): AsyncGenerator<Epoch, void, undefined> {
  const { seed, loss, validation, signal, onProgress, accumulate = 1 } = options;
  const shuffle = options.shuffle ?? goal.traced.trace.carried.length === 0;
  const { engine, parameters } = model.network;
  const { rows, lengths } = goal.inputs;
  const steps = Math.ceil(rows / batch);
  const examples = new Batches(goal);
  const whole = steps === 1 ? examples.take(0, rows) : undefined;
  const full = { ...lengths, [ROWS]: batch };
  const rest = { ...lengths, [ROWS]: rows - (steps - 1) * batch };

  const losses: number[] = [];
  const step = compileStep(engine, goal, {
    optimizer: options.optimizer,
    clip: options.clip,
    losses,
    batch,
    accumulate,
    threads,
    frozen: model.network.frozen,
  });
  const check = validation && objective(model, validation, { where: "train, validation", loss, carries: true });
  const validate = check && lossOn(engine, check, { statefulBatch: batch });
  const weights = engine.backup([...parameters.keys()]);
  if (!weights.keep())
    throw new SluiceError("E_ARGUMENT", { where: "train", expected: "finite weights to start from", got: "others" });
  const stop = (when: string, parts: { expected: string; got: number | string }, on = goal) => {
    weights.restore();
    return diverged(when, parts, on);
  };
  const checkSignal = (epoch: number, step: number) => {
    if (signal?.aborted) throw aborted(epoch, step, { epochs: options.epochs, signal });
  };
  const breath = new Breath();
  for (let index = 0; index < options.epochs; index++) {
    const started = performance.now();
    step.resetStates();
    const order = shuffle && steps > 1 ? randomStream(seed, "shuffle", index).permutation(rows) : undefined;
    let total = 0;
    let done = 0;
    for (let i = 0; i < steps; i++) {
      checkSignal(index, i);
      const last = i === steps - 1;
      const count = last ? rest[ROWS]! : batch;
      const part = accumulate > 1 ? partOf(i, { steps, accumulate, batch, rows }) : undefined;
      const running = step.run(whole ?? examples.take(done, count, order), last ? rest : full, part);
      // Not awaiting a number saves a turn of the event loop's queue at every step.
      const value = typeof running === "number" ? running : await running;
      if (!Number.isFinite(value))
        throw stop(`step ${index * steps + i + 1} (epoch ${index}, step ${i + 1} of ${steps})`, {
          expected: "a finite loss",
          got: value,
        });
      total += value * count;
      done += count;
      if (breath.isDue) {
        if (!last) onProgress?.({ epoch: index, epochs: options.epochs, step: i + 1, steps, loss: total / done });
        await breath.take();
      }
    }
    const validationLoss =
      validate &&
      (await validate(() => {
        checkSignal(index, steps);
        return breath.isDue ? breath.take() : undefined;
      }));
    if (validationLoss !== undefined && !Number.isFinite(validationLoss))
      throw stop(`validation after epoch ${index}`, { expected: "a finite loss", got: validationLoss }, check);
    if (!weights.keep()) throw stop(`the last step of epoch ${index}`, { expected: "finite weights", got: "others" });
    losses.push(validationLoss ?? total / rows);
    onProgress?.({ epoch: index, epochs: options.epochs, step: steps, steps, loss: total / rows });
    const seconds = (performance.now() - started) / 1000;
    yield validationLoss === undefined
      ? { index, loss: total / rows, seconds }
      : { index, loss: total / rows, validationLoss, seconds };
  }
}

/** Which part of an optimizer's step a batch is; the last step of an epoch has what is left. */
function partOf(
  index: number,
  { steps, accumulate, batch, rows }: { steps: number; accumulate: number; batch: number; rows: number },
): Part {
  const first = index - (index % accumulate);
  const last = Math.min(first + accumulate, steps) - 1;
  const rowsOf = (from: number, to: number) => Math.min(to * batch, rows) - from * batch;
  return {
    share: rowsOf(index, index + 1) / rowsOf(first, last + 1),
    isFirst: index === first,
    isLast: index === last,
  };
}
