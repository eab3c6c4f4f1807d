import { ROWS } from "../graph/axes.ts";
import { Carry, checkWholeBatches, finalsOf } from "../layers/carried-states.ts";
import { rowsAtOnce } from "../layers/forward.ts";
import type { Engine } from "../program.ts";
import { Batches } from "./batches.ts";
import type { Objective } from "./objective.ts";

/**
 * Compiles the loss alone; the function given back computes its mean over the rows with the weights of the moment, and
 * calls `between` after every batch. Stateful layers go on from batch to batch, each of `statefulBatch` rows.
 */
export function lossOn(
  engine: Engine,
  goal: Objective,
  { statefulBatch }: { statefulBatch: number },
): (between: () => Promise<void> | undefined) => Promise<number> {
  const { loss, inputs } = goal;
  const { rows, lengths } = inputs;
  const { carried } = goal.traced.trace;
  const batch = carried.length > 0 ? Math.min(statefulBatch, rows) : rowsAtOnce(inputs);
  checkWholeBatches("train, validation", carried, rows, batch);
  const results = { loss, ...finalsOf(carried) };
  const program = engine.compile({ results }, { capacity: { ...lengths, [ROWS]: batch } });
  const examples = new Batches(goal);
  return async (between) => {
    let total = 0;
    const carry = new Carry();
    for (let from = 0; from < rows; from += batch) {
      const count = Math.min(batch, rows - from);
      const states = carry.inputs(carried, count, "train, validation");
      program.run({ ...examples.take(from, count), ...states }, { ...lengths, [ROWS]: count });
      carry.keep(carried, count, program);
      total += program.scalar("loss") * count;
      const pause = between();
      if (pause !== undefined) await pause;
    }
    return total / rows;
  };
}
