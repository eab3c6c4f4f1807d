import { checkOptions } from "../checks/check-options.ts";
import { SluiceError } from "../errors.ts";
import { positiveInteger } from "../layers/positive-integer.ts";
import type { Loss } from "../losses/loss.ts";
import type { Metrics } from "../metrics/metric.ts";
import { type Clip, checkClip } from "../optim/clip.ts";
import type { ParameterGroups } from "../optim/groups.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { type CheckpointOptions, checkCheckpoint, type Resumed } from "./checkpoint/saving.ts";
import { checkEarlyStopping, type EarlyStopping } from "./early-stopping.ts";
import type { Progress } from "./epoch.ts";
import { type BatchSource, isSource, type TrainingData } from "./feed/data.ts";

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
  /** Data, or a source of batches, that loss and metrics are also computed on after every epoch, without learning from it. */
  validation?: TrainingData<X, Y> | BatchSource<X, Y>;
  /**
   * What is told of every epoch beside the loss: functions of prediction and target, by name, such as `{ accuracy, mae }`.
   * Like the loss, they are means over what the steps gave before their updates, and over the validation data after them.
   */
  metrics?: Metrics<Y>;
  /**
   * Threads that share the rows of every step, 1 by default: 2, 4 or 8, where the machine has as many cores and steps take
   * more than a few milliseconds. Batches of fewer than 16 rows, and models whose rows depend on each other or that are stateful, take one. The
   * weights have the same bits whatever the number, unless steps are computed anew for want of memory: every thread has its own.
   */
  threads?: number;
  /** Ends the training when it no longer gets better, and gives the model the weights of its best epoch. */
  earlyStopping?: EarlyStopping;
  /**
   * Where everything that the training goes on from is kept, so that it can be killed at any moment: a file's path, or more.
   * It is written at the start, every 30 seconds unless told, when the signal stops the training or its loop is left, and at
   * the end.
   */
  checkpoint?: string | CheckpointOptions;
  /**
   * Whether to go on from the checkpoint, if there is one, to the bits of a training that was never stopped; `false` starts
   * over. Without it, one that is there is refused.
   */
  resume?: boolean;
  /** Called before the first step of a training that goes on. */
  onResume?: (resumed: Resumed) => void;
  /** Stops the training before its next step. */
  signal?: AbortSignal;
  /** Called after every epoch, and about every 50 ms within one. */
  onProgress?: (progress: Progress) => void;
}

/** Errors: E_ARGUMENT for options that do not exist or cannot be, with these data. */
export function checkTrainOptions<X, Y>(
  data: TrainingData<X, Y> | BatchSource<X, Y>,
  options: TrainOptions<X, Y>,
): void {
  checkOptions("train", options, TRAIN_OPTIONS);
  const { loss, optimizer, seed, signal } = options;
  if (typeof loss !== "function") throw wrong("loss", "a function of prediction and target", loss);
  if (typeof optimizer !== "object" || optimizer === null)
    throw wrong("optimizer", "an optimizer, or a record of them by patterns of parameters' names", optimizer);
  if (!Number.isSafeInteger(seed) || seed < 0) throw wrong("seed", "a whole number of at least 0", seed);
  positiveInteger("train, epochs", options.epochs);
  positiveInteger("train, batch", options.batch ?? 1);
  positiveInteger("train, threads", options.threads ?? 1);
  positiveInteger("train, accumulate", options.accumulate ?? 1);
  for (const name of ["shuffle", "resume"] as const)
    if (options[name] !== undefined && typeof options[name] !== "boolean")
      throw wrong(name, "true or false", options[name]);
  for (const name of ["onResume", "onProgress"] as const)
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw wrong(name, "a function", options[name]);
  if (signal !== undefined && typeof signal?.aborted !== "boolean") throw wrong("signal", "an AbortSignal", signal);
  if (options.clip !== undefined) checkClip(options.clip);
  if (options.earlyStopping !== undefined)
    checkEarlyStopping(options.earlyStopping, {
      hasValidation: options.validation !== undefined,
      metrics: Object.keys(options.metrics ?? {}),
    });
  checkCheckpoint(options);
  if (isSource(data)) checkOwnBatches(options);
}

const TRAIN_OPTIONS = {
  loss: true,
  optimizer: true,
  epochs: true,
  seed: true,
  batch: true,
  shuffle: true,
  accumulate: true,
  clip: true,
  validation: true,
  metrics: true,
  threads: true,
  earlyStopping: true,
  checkpoint: true,
  resume: true,
  onResume: true,
  signal: true,
  onProgress: true,
} as const;

/** Errors: E_ARGUMENT for what says how arrays become batches, where the data are batches already. */
function checkOwnBatches({ batch, shuffle }: { batch?: number; shuffle?: boolean }): void {
  for (const [name, value] of Object.entries({ batch, shuffle }))
    if (value !== undefined && value !== false)
      throw new SluiceError("E_ARGUMENT", {
        where: `train, ${name}`,
        expected: "none, since the data come in batches and an order of their own",
        got: String(value),
        hint:
          name === "batch" ? "batches of that many rows" : "another order of batches for every epoch: ({ epoch }) => …",
      });
}

const HINTS: Readonly<Record<string, string>> = {
  loss: "loss: mse",
  optimizer: "optimizer: adam()",
  seed: "seed: 1",
  resume: "resume: true, beside a checkpoint that says where it is",
  signal: "signal: controller.signal",
};

function wrong(name: keyof typeof TRAIN_OPTIONS, expected: string, value: unknown): SluiceError {
  const isMaker = name === "optimizer" && typeof value === "function";
  const hint = isMaker ? `${value.name}({ … }), which makes one` : HINTS[name];
  return new SluiceError("E_ARGUMENT", {
    where: `train, ${name}`,
    expected,
    got: shown(value),
    ...(hint !== undefined && { hint }),
  });
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "none";
  return typeof value === "number" ? String(value) : `a value of type ${typeof value}`;
}
