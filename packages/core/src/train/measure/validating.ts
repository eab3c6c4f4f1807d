import type { Model } from "../../layers/model.ts";
import { type BatchSource, batchesOf, isSource, type TrainingData } from "../feed/data.ts";
import { boundBatches, firstOf } from "../feed/source-batches.ts";
import type { TrainOptions } from "../train-options.ts";
import { type Evaluated, evaluating, type Looked } from "./evaluating.ts";
import { type Objective, objective } from "./objective.ts";

/** What is measured after every epoch without being learned from. */
export interface Validation {
  readonly goal: Objective;
  run(epoch: number, between: (looked: Looked) => Promise<void> | undefined): Promise<Evaluated>;
}

const WHERE = "train, validation";

/** Compiles the validation of a training, whose batches have so many rows where a layer is stateful. Errors: as `objective`. */
export async function validating<X, Y>(
  model: Model<X, Y>,
  data: TrainingData<X, Y> | BatchSource<X, Y>,
  { loss, metrics }: TrainOptions<X, Y>,
  statefulBatch: number,
): Promise<Validation> {
  const first = isSource(data) ? await firstOf(WHERE, data) : data;
  const goal = objective(model, first, { where: WHERE, loss, metrics, carries: true });
  const evaluate = evaluating(model.network.engine, goal, { where: WHERE, statefulBatch });
  return {
    goal,
    run: (epoch, between) =>
      evaluate(between, isSource(data) ? boundBatches(WHERE, goal, batchesOf(WHERE, data, epoch), epoch) : undefined),
  };
}
