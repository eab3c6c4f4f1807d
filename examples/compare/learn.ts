import { adam, mse, train } from "@sluice/core";
import { type Contestant, modelOf } from "./contestants.ts";
import { errorOf, sums } from "./sums.ts";

export interface Lesson {
  readonly rows: number;
  /** Steps of training, whatever the rows: fewer rows are gone through more often. */
  readonly steps: number;
  readonly seed: number;
}

/** How a model got on. */
export interface Course {
  /** After every epoch. */
  readonly losses: readonly number[];
  /** When it was asked: epochs done, and seconds learned, compiling included. */
  readonly epochs: readonly number[];
  readonly seconds: readonly number[];
  /** What it erred then, on rows that nobody learns from. */
  readonly errors: readonly number[];
}

const BATCH = 32;
const RATE = 0.005;
/** A model is asked about as often. */
const ASKED = 40;
const others = sums({ rows: 512, seed: 0 });

/** Learns from some rows and is asked about others now and then. The clock stands still while it is asked. */
export async function learn(one: Contestant, { rows, steps, seed }: Lesson): Promise<Course> {
  const model = modelOf(one);
  const epochs = Math.round(steps / Math.ceil(rows / BATCH));
  const every = Math.ceil(epochs / ASKED);
  const settings = { loss: mse, optimizer: adam({ rate: RATE }), clip: { norm: 1 }, batch: BATCH, epochs, seed };
  const course = { losses: [] as number[], epochs: [] as number[], seconds: [] as number[], errors: [] as number[] };
  let spent = 0;
  let since = performance.now();
  for await (const { index, loss } of train(model, sums({ rows, seed }), settings)) {
    course.losses.push(loss);
    const done = index + 1;
    if (done % every !== 0 && done !== epochs) continue;
    spent += performance.now() - since;
    course.epochs.push(done);
    course.seconds.push(spent / 1000);
    course.errors.push(errorOf(model, others));
    since = performance.now();
  }
  return course;
}
