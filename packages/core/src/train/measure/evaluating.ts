import { ROWS } from "../../graph/axes.ts";
import { Carry, checkWholeBatches, finalsOf } from "../../layers/carried-states.ts";
import { rowsAtOnce } from "../../layers/forward.ts";
import type { Engine } from "../../program.ts";
import { Batches, type Examples } from "../feed/batches.ts";
import { type Given, Measuring } from "./measuring.ts";
import type { Objective } from "./objective.ts";

/** What is known of data that a model has not learned from. */
export interface Evaluated {
  /** Mean of the loss over the rows. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>> | undefined;
  readonly rows: number;
}

/** A batch that was computed. */
export interface Looked extends Given {
  readonly loss: number;
  readonly examples: Examples;
}

export interface EvaluatingOptions {
  /** What errors call the data. */
  readonly where: string;
  /** Rows of a batch where a layer is stateful, and for arrays as many as `batch` says, or as fit easily. */
  readonly statefulBatch: number;
  readonly batch?: number | undefined;
}

/**
 * Compiles the loss and the metrics alone; the function given back computes their means over the rows with the weights of
 * the moment, and calls `between` after every batch. Stateful layers go on from batch to batch. The batches are those of
 * the objective's arrays, or the ones given.
 */
export function evaluating(
  engine: Engine,
  goal: Objective,
  { where, statefulBatch, batch: asked }: EvaluatingOptions,
): (
  between: (looked: Looked) => Promise<void> | undefined,
  batches?: AsyncIterable<Examples> | undefined,
) => Promise<Evaluated> {
  const { loss, inputs } = goal;
  const { rows, lengths } = inputs;
  const { carried } = goal.traced.trace;
  const measuring = new Measuring(goal);
  const most = asked ?? (carried.length > 0 ? statefulBatch : rowsAtOnce(inputs));
  const batch = Math.min(most, rows);
  const results = { loss, ...measuring.results, ...finalsOf(carried) };
  const program = engine.compile({ results }, { capacity: { ...lengths, [ROWS]: batch } });
  const own = new Batches(goal);
  return async (between, batches) => {
    const sums = measuring.start();
    const carry = new Carry();
    let done = 0;
    const look = (data: Given["inputs"], lengths: Given["lengths"], examples: Examples) => {
      const count = lengths[ROWS]!;
      const given = { inputs: { ...data, ...carry.inputs(carried, count, where) }, lengths };
      program.run(given.inputs, lengths);
      carry.keep(carried, count, program);
      measuring.read(program);
      const loss = program.scalar("loss");
      measuring.add(sums, loss, given);
      done += count;
      return between({ ...given, loss, examples });
    };
    if (batches === undefined) {
      checkWholeBatches(where, carried, rows, batch);
      for (let from = 0; from < rows; from += batch) {
        const count = Math.min(batch, rows - from);
        const pause = look(own.take(from, count), { ...lengths, [ROWS]: count }, goal);
        if (pause !== undefined) await pause;
      }
    } else
      for await (const examples of batches) {
        const { rows, lengths } = examples.inputs;
        await look(new Batches(examples).take(0, rows), { ...lengths, [ROWS]: rows }, examples);
      }
    return { loss: measuring.loss(sums), metrics: measuring.metrics(sums), rows: done };
  };
}
