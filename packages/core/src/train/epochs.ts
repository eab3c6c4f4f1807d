import { SluiceError } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import type { Threads } from "../program.ts";
import { aborted } from "./aborted.ts";
import { runOf } from "./checkpoint/run.ts";
import { Saving } from "./checkpoint/saving.ts";
import { DivergenceWatch } from "./divergence/divergence-watch.ts";
import { Watch } from "./early-stopping.ts";
import type { Epoch } from "./epoch.ts";
import { Breath } from "./event-loop.ts";
import type { Feed } from "./feed/feed.ts";
import type { Objective } from "./measure/objective.ts";
import { validating } from "./measure/validating.ts";
import { type Position, start } from "./position.ts";
import { compileStep } from "./step/step.ts";
import type { TrainOptions } from "./train-options.ts";

/** What the epochs of a training run on. */
export interface Ground {
  readonly goal: Objective;
  readonly feed: Feed;
  readonly threads: Threads | undefined;
}

/** The epochs of a training, one after the other; `train` says what they are. */
export async function* epochsOn<X, Y>(
  { goal, feed, threads }: Ground,
  model: Model<X, Y>,
  options: TrainOptions<X, Y>,
): AsyncGenerator<Epoch, void, undefined> {
  const { validation, signal, onProgress, accumulate = 1, epochs } = options;
  const { earlyStopping, checkpoint, resume, onResume } = options;
  const { network } = model;
  const { engine, parameters } = network;
  const { batch, steps } = feed;

  const losses: number[] = [];
  const step = compileStep(engine, goal, {
    optimizer: options.optimizer,
    clip: options.clip,
    losses,
    batch,
    accumulate,
    threads,
    frozen: network.frozen,
  });
  const { measuring } = step;
  const validate = validation === undefined ? undefined : await validating(model, validation, options, batch);
  const names = [...parameters.keys()];
  const weights = engine.backup(names);
  if (!weights.keep())
    throw new SluiceError("E_ARGUMENT", { where: "train", expected: "finite weights to start from", got: "others" });
  const at: Position = start(measuring.start());
  const watch =
    earlyStopping && new Watch(earlyStopping, { engine, parameters: names, hasValidation: validation !== undefined });
  const live = { engine, parameters: names, step, at, rowsAfter: feed.rowsAfter, losses, before: weights, watch };
  const saving =
    checkpoint === undefined
      ? undefined
      : new Saving(checkpoint, live, runOf(network, live, { goal, check: validate?.goal, feed, options }));
  const resumed = await saving?.begin(resume, epochs);
  if (resumed !== undefined) onResume?.(resumed);
  const interrupted = async () => {
    await saving?.write();
    throw aborted(at, { epochs, signal: signal!, checkpoint: saving?.name });
  };
  const stopping = new DivergenceWatch(network, goal, {
    step,
    losses,
    weights,
    feed,
    isClipped: options.clip !== undefined,
  });
  const breath = new Breath();
  const known = steps === undefined ? {} : { steps };
  while (at.epoch < epochs && !watch?.isOver(at.epoch)) {
    const index = at.epoch;
    const started = performance.now();
    if (at.step === 0) step.resetStates();
    const passage = feed.passage(index, at);
    try {
      for (;;) {
        if (signal?.aborted) await interrupted();
        // Not awaiting what is there saves a turn of the event loop's queue at every step.
        const coming = passage.next();
        const taken = coming instanceof Promise ? await coming : coming;
        if (taken === undefined) break;
        stopping.note(at, taken);
        const running = step.run(taken.inputs, taken.lengths, taken.part);
        const value = typeof running === "number" ? running : await running;
        if (!Number.isFinite(value)) throw await stopping.atLoss(at, value, taken);
        measuring.add(at.sums, value, taken);
        at.rows += taken.rows;
        at.step++;
        if (breath.isDue) {
          if (!taken.isLast)
            onProgress?.({ epoch: index, epochs, step: at.step, ...known, loss: measuring.loss(at.sums) });
          await breath.take();
        }
        if (!taken.isLast && saving?.isDue) await saving.write();
      }
    } finally {
      await passage.close();
    }
    const validated = await validate?.run(index, (looked) => {
      if (!Number.isFinite(looked.loss)) throw stopping.atValidation(index, looked, validate.goal);
      if (signal?.aborted) return interrupted();
      return breath.isDue ? breath.take() : undefined;
    });
    if (!weights.keep()) throw await stopping.atWeights(at);
    const mean = measuring.loss(at.sums);
    losses.push(validated?.loss ?? mean);
    onProgress?.({ epoch: index, epochs, step: at.step, ...known, loss: mean });
    const metrics = measuring.metrics(at.sums);
    const epoch = {
      index,
      loss: mean,
      ...(metrics !== undefined && { metrics }),
      ...(validated !== undefined && { validationLoss: validated.loss }),
      ...(validated?.metrics !== undefined && { validationMetrics: validated.metrics }),
    };
    const isBest = watch?.look(epoch);
    const seconds = (performance.now() - started) / 1000;
    Object.assign(at, start(measuring.start(), index + 1));
    let isLeft = true;
    try {
      yield { ...epoch, ...(isBest !== undefined && { isBest }), seconds };
      isLeft = false;
    } finally {
      if (isLeft || saving?.isDue) await saving?.write();
    }
  }
  await saving?.write();
  watch?.restore();
}
