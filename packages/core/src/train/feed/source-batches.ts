import type { Objective } from "../measure/objective.ts";
import type { Examples } from "./batches.ts";
import { type BatchSource, batchesOf, noBatch, type TrainingData } from "./data.ts";

/** The first batch of a source, whose shapes say what the graph is like. Errors: E_ARGUMENT when there is none. */
export async function firstOf<X, Y>(where: string, source: BatchSource<X, Y>): Promise<TrainingData<X, Y>> {
  for await (const batch of batchesOf(where, source, 0)) return batch;
  throw noBatch(where, 0);
}

/** The batches of one epoch, bound to an objective. Errors: E_ARGUMENT when there is none. */
export async function* boundBatches(
  where: string,
  goal: Objective,
  batches: AsyncIterable<TrainingData<unknown, unknown>>,
  epoch = 0,
): AsyncGenerator<Examples, void, undefined> {
  let count = 0;
  for await (const batch of batches) yield goal.bind(`${where}, batch ${count++}`, batch);
  if (count === 0) throw noBatch(where, epoch, { isRead: true });
}
