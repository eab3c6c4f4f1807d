import { ROWS } from "../../graph/axes.ts";
import { randomStream } from "../../math/random.ts";
import type { Objective } from "../measure/objective.ts";
import { Batches } from "./batches.ts";
import type { Feed, Passage, Taken } from "./feed.ts";
import { partOf, WHOLE } from "./part.ts";
import { outputSteps, termsAhead } from "./terms.ts";

/** Batches of arrays that are in memory, in an order of its own for every epoch where they are shuffled. */
export class ArrayFeed implements Feed {
  readonly batch: number;
  readonly steps: number;
  readonly shuffle: boolean;
  readonly #goal: Objective;
  readonly #options: { readonly accumulate: number; readonly shuffle: boolean; readonly seed: number };
  readonly #examples: Batches;
  readonly #whole: ReturnType<Batches["take"]> | undefined;

  constructor(goal: Objective, options: { batch: number; accumulate: number; shuffle: boolean; seed: number }) {
    const { rows } = goal.inputs;
    this.#goal = goal;
    this.#options = options;
    this.batch = Math.min(options.batch, rows);
    this.steps = Math.ceil(rows / this.batch);
    this.#examples = new Batches(goal);
    this.shuffle = options.shuffle;
    this.#whole = this.steps === 1 ? this.#examples.take(0, rows) : undefined;
  }

  readonly rowsAfter = (done: number): number | undefined =>
    done > this.steps ? undefined : Math.min(done * this.batch, this.#goal.inputs.rows);

  passage(epoch: number, done: { readonly step: number; readonly rows: number }): Passage {
    const { accumulate, shuffle, seed } = this.#options;
    const { steps, batch } = this;
    const examples = this.#goal;
    const { rows, lengths } = examples.inputs;
    const order = shuffle && steps > 1 ? randomStream(seed, "shuffle", epoch).permutation(rows) : undefined;
    const full = { ...lengths, [ROWS]: batch };
    const rest = { ...lengths, [ROWS]: rows - (steps - 1) * batch };
    const axis = outputSteps(examples.traced);
    const terms = (index: number) =>
      termsAhead(examples, axis, { from: index * batch, count: Math.min(batch, rows - index * batch), order });
    let step = done.step;
    let from = done.rows;
    const next = (): Taken | undefined => {
      if (step === steps) return undefined;
      const isLast = step === steps - 1;
      const first = from;
      const count = isLast ? rest[ROWS]! : batch;
      const part = accumulate > 1 ? partOf(step, { steps, accumulate, terms }) : WHOLE;
      const again = () => this.#whole ?? this.#examples.take(first, count, order);
      step++;
      from += count;
      return { inputs: again(), lengths: isLast ? rest : full, rows: count, part, isLast, examples, again, kept: 0 };
    };
    return { next, close: () => {} };
  }
}
