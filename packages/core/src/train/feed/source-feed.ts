import { SluiceError } from "../../errors.ts";
import { ROWS } from "../../graph/axes.ts";
import type { Objective } from "../measure/objective.ts";
import { Batches, type Examples } from "./batches.ts";
import { type BatchSource, batchesOf, noBatch, type TrainingData } from "./data.ts";
import type { Feed, Passage, Taken } from "./feed.ts";
import type { Part } from "./part.ts";
import { outputSteps, termsAhead } from "./terms.ts";

type Unread = AsyncGenerator<TrainingData<unknown, unknown>, void, undefined>;

/** Batches that are read as they are needed, one part of an optimizer's step ahead at most. */
export class SourceFeed implements Feed {
  readonly batch: number;
  readonly steps = undefined;
  readonly shuffle = false;
  readonly #goal: Objective;
  readonly #source: BatchSource<unknown, unknown>;
  readonly #accumulate: number;
  #begun: Begun | undefined;

  constructor(goal: Objective, begun: Begun, accumulate: number) {
    this.#goal = goal;
    this.#source = begun.source;
    this.#accumulate = accumulate;
    this.#begun = begun;
    this.batch = goal.inputs.rows;
  }

  passage(epoch: number, done: { readonly step: number }): Passage {
    // The first epoch has begun already, for the shapes of its first batch.
    const begun = this.#begun;
    this.#begun = undefined;
    const isFirst = begun !== undefined && epoch === 0;
    let unread: Unread | undefined;
    const pending: TrainingData<unknown, unknown>[] = [];
    const waiting: Taken[] = [];
    let read = 0;

    const axis = outputSteps(this.#goal.traced);
    const terms = (examples: Examples) => termsAhead(examples, axis, { from: 0, count: examples.inputs.rows });
    const readNext = async (): Promise<TrainingData<unknown, unknown> | undefined> => {
      if (pending.length > 0) return pending.shift();
      const { value, done } = await unread!.next();
      return done ? undefined : (value as TrainingData<unknown, unknown>);
    };
    const open = async () => {
      if (isFirst) {
        unread = begun.unread;
        pending.push(begun.first);
        return;
      }
      await begun?.unread.return();
      unread = batchesOf(WHERE, this.#source, epoch);
    };
    /** Batches that the optimizer sees together. */
    const group = async (): Promise<Taken[]> => {
      const bound: Examples[] = [];
      while (bound.length < this.#accumulate) {
        const batch = await readNext();
        if (batch === undefined) break;
        bound.push(this.#goal.bind(`${WHERE}, epoch ${epoch}, batch ${read++}`, batch));
      }
      const all = bound.reduce((sum, examples) => sum + terms(examples), 0);
      return bound.map((examples, i) =>
        taken(examples, { share: terms(examples) / all, isFirst: i === 0, isLast: i === bound.length - 1 }),
      );
    };
    const next = async (): Promise<Taken | undefined> => {
      if (unread === undefined) {
        await open();
        const within = done.step % this.#accumulate;
        while (read < done.step - within) {
          if ((await readNext()) === undefined) throw tooFew(epoch, done.step, read);
          read++;
        }
        waiting.push(...(await group()));
        if (waiting.length < within) throw tooFew(epoch, done.step, read);
        waiting.splice(0, within);
        if (read === 0) throw noBatch(WHERE, epoch);
      } else if (waiting.length === 0) waiting.push(...(await group()));
      return waiting.shift();
    };
    return { next, close: async () => void (await (unread ?? begun?.unread)?.return()) };
  }
}

/** A source whose first batch was read. */
export interface Begun {
  readonly source: BatchSource<unknown, unknown>;
  readonly first: TrainingData<unknown, unknown>;
  readonly unread: Unread;
}

/** Reads the first batch of a source. Errors: E_ARGUMENT when there is none. */
export async function begin(source: BatchSource<unknown, unknown>): Promise<Begun> {
  const unread = batchesOf(WHERE, source, 0);
  const { value, done } = await unread.next();
  if (done) throw noBatch(WHERE, 0);
  return { source, first: value as TrainingData<unknown, unknown>, unread };
}

const WHERE = "train";

function taken(examples: Examples, part: Part): Taken {
  const { rows, lengths } = examples.inputs;
  const inputs = new Batches(examples).take(0, rows);
  const own = [examples.inputs, examples.targets, examples.weights].flatMap((bound) =>
    Object.values(bound?.arrays ?? {}).map(({ data }) => data),
  );
  const kept = [...Object.values(inputs), ...own].reduce((bytes, { byteLength }) => bytes + byteLength, 0);
  return {
    inputs,
    lengths: { ...lengths, [ROWS]: rows },
    rows,
    part,
    isLast: false,
    examples,
    again: () => inputs,
    kept,
  };
}

const tooFew = (epoch: number, expected: number, got: number) =>
  new SluiceError("E_ARGUMENT", {
    where: `${WHERE}, epoch ${epoch}`,
    expected: `the same batches as before, ${expected} of which are done`,
    got: `${got} batches`,
  });
