import { ROWS } from "../layers/axes.ts";
import { ROWS_AT_ONCE } from "../layers/forward.ts";
import type { Engine } from "../program.ts";
import { Batches } from "./batches.ts";
import type { Objective } from "./objective.ts";

/** Compiles the loss alone; the function given back computes its mean over the rows with the weights of the moment. */
export function lossOn(engine: Engine, { loss, inputs, targets }: Objective): () => number {
  const { rows, lengths } = inputs;
  const batch = Math.min(ROWS_AT_ONCE, rows);
  const program = engine.compile({ results: { loss } }, { capacity: { ...lengths, [ROWS]: batch } });
  const examples = new Batches(inputs, targets);
  return () => {
    let total = 0;
    for (let from = 0; from < rows; from += batch) {
      const count = Math.min(batch, rows - from);
      program.run(examples.take(from, count), { ...lengths, [ROWS]: count });
      total += program.scalar("loss") * count;
    }
    return total / rows;
  };
}
