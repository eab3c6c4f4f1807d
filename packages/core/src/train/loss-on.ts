import { ROWS } from "../graph/axes.ts";
import { rowsAtOnce } from "../layers/forward.ts";
import type { Engine } from "../program.ts";
import { Batches } from "./batches.ts";
import type { Objective } from "./objective.ts";

/**
 * Compiles the loss alone; the function given back computes its mean over the rows with the weights of the moment, and
 * calls `between` after every batch.
 */
export function lossOn(
  engine: Engine,
  { loss, inputs, targets }: Objective,
): (between: () => Promise<void> | undefined) => Promise<number> {
  const { rows, lengths } = inputs;
  const batch = rowsAtOnce(inputs);
  const program = engine.compile({ results: { loss } }, { capacity: { ...lengths, [ROWS]: batch } });
  const examples = new Batches(inputs, targets);
  return async (between) => {
    let total = 0;
    for (let from = 0; from < rows; from += batch) {
      const count = Math.min(batch, rows - from);
      program.run(examples.take(from, count), { ...lengths, [ROWS]: count });
      total += program.scalar("loss") * count;
      const pause = between();
      if (pause !== undefined) await pause;
    }
    return total / rows;
  };
}
