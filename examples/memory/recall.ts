import {
  adam,
  type Cell,
  type Clip,
  crossEntropy,
  type Init,
  linear,
  type Model,
  type Optimizer,
  randomStream,
  recurrent,
  sequential,
  train,
} from "@sluice/core";

/** Words that may come first, one of which is to be said again: France, Spain, Italy, Greece. */
export const COUNTRIES = 4;
/** Words that may stand between, and say nothing. */
const FILLERS = 4;
export const WORDS = COUNTRIES + FILLERS;
export const HIDDEN = 16;

/** A cell, and what it starts from where that is not the default, uniform in ±1/√hidden. */
export interface Start {
  readonly cell: Cell;
  readonly init?: Readonly<Record<string, Init>>;
}

/** Sentences [rows, gap + 1, WORDS], one 1 a word, and which country each began with. */
export interface Sentences {
  readonly x: { readonly shape: number[]; readonly data: Float32Array };
  readonly y: number[];
}

/**
 * "I grew up in France … I speak": a country, then `gap` words at random. The answer is the country.
 */
export function sentences({ rows, gap, seed }: { rows: number; gap: number; seed: number }): Sentences {
  const random = randomStream(seed, "sentences", gap);
  const y = Array.from({ length: rows }, () => random.integer(COUNTRIES));
  const steps = gap + 1;
  const data = new Float32Array(rows * steps * WORDS);
  for (let place = 0; place < rows * steps; place++) {
    const word = place % steps === 0 ? y[place / steps]! : COUNTRIES + random.integer(FILLERS);
    data[place * WORDS + word] = 1;
  }
  return { x: { shape: [rows, steps, WORDS], data }, y };
}

/** What the last step's state says about the country, as logits [B, COUNTRIES]. */
export const listener = ({ cell, init = {} }: Start, options: { backend?: "reference" } = {}): Model =>
  sequential([recurrent(cell, { hidden: HIDDEN, init }), linear(COUNTRIES)], options);

/** Share of sentences whose country has the largest logit. */
export function accuracy(model: Model, { x, y }: Sentences): number {
  const { data } = model.predict(x);
  const right = y.filter((country, row) => {
    const logits = Array.from(data.subarray(row * COUNTRIES, (row + 1) * COUNTRIES));
    return logits.indexOf(Math.max(...logits)) === country;
  });
  return right.length / y.length;
}

export interface Lesson {
  readonly gap: number;
  readonly seed: number;
  /** Adam at rate 0.01 unless told. */
  readonly optimizer?: Optimizer;
  /** The gradient's longest norm, 1 unless told. */
  readonly clip?: Clip | "none";
  /** Rounds of 64 steps; fewer where the loss falls below 0.1. */
  readonly rounds: number;
}

const ROWS = 2048;

/** Learns from 2,048 sentences, and is asked about 512 others. Chance is 1/4, a loss of ln 4 = 1.386. */
export async function learn(
  start: Start,
  { gap, seed, optimizer = adam({ rate: 0.01 }), clip = { norm: 1 }, rounds }: Lesson,
): Promise<{ model: Model; accuracy: number; losses: number[] }> {
  const model = listener(start);
  const options = { loss: crossEntropy(), optimizer, epochs: rounds, seed, ...(clip !== "none" && { clip }) };
  const losses: number[] = [];
  for await (const { loss } of train(model, sentences({ rows: ROWS, gap, seed }), options)) {
    losses.push(loss);
    if (loss < 0.1) break;
  }
  return { model, accuracy: accuracy(model, sentences({ rows: 512, gap, seed: seed + 1000 })), losses };
}
