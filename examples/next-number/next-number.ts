import {
  adam,
  type Cell,
  cosine,
  gradients,
  linear,
  type Model,
  mean,
  mse,
  recurrent,
  sequential,
  train,
} from "@sluice/core";

/** Numbers that a prediction is made from. */
export const LOOKBACK = 5;
/** The largest number that is learned from. */
export const LARGEST = 49;
/** What numbers are divided by. */
const UNIT = 50;

/** [44][6] Every ramp of six numbers from 1, 2, 3, 4, 5, 6 to 44, 45, 46, 47, 48, 49. */
export const ramps = (): number[][] =>
  Array.from({ length: LARGEST - LOOKBACK }, (_, first) =>
    Array.from({ length: LOOKBACK + 1 }, (_, step) => first + step + 1),
  );

const inputOf = (numbers: readonly number[]) => numbers.map((number) => [number / UNIT]);

/** Learns from all ramps what comes after five numbers. */
export async function learnNext(cell: Cell, { seed }: { seed: number }): Promise<Model> {
  const epochs = 2000;
  const model = sequential(recurrent(cell, { hidden: 32 }), linear(1));
  const x = ramps().map((ramp) => inputOf(ramp.slice(0, LOOKBACK)));
  const y = ramps().map((ramp) => [ramp[LOOKBACK]! / UNIT]);
  // The rate goes down to nothing, so that the last steps settle instead of jumping about.
  const optimizer = adam({ rate: cosine({ rate: 0.02, steps: epochs }) });
  for await (const _ of train(model, { x, y }, { loss: mse, optimizer, epochs, batch: x.length, seed }));
  return model;
}

/** What the model says comes after the last five of some numbers. */
export const nextAfter = (model: Model, numbers: readonly number[]): number =>
  UNIT * model.predict([inputOf(numbers.slice(-LOOKBACK))]).data[0]!;

/** What comes after the last five of some numbers on their least-squares line: mean + 3 · slope. */
export function afterOnLine(numbers: readonly number[]): number {
  const [a, b, c, d, e] = numbers.slice(-LOOKBACK) as [number, number, number, number, number];
  const slope = (-2 * a - b + d + 2 * e) / 10;
  return (a + b + c + d + e) / 5 + 3 * slope;
}

/** Goes on from some numbers, each prediction taken for the next number. */
export function goOn(
  next: (numbers: readonly number[]) => number,
  numbers: readonly number[],
  steps: number,
): number[] {
  const all = [...numbers];
  for (let step = 0; step < steps; step++) all.push(next(all));
  return all.slice(numbers.length);
}

/**
 * By how much a prediction rises when all five numbers rise by one.
 *
 *   s = Σᵢ ∂ŷ/∂xᵢ
 *
 * 1 for anyone who knows what a ramp is.
 */
export function response(model: Model, numbers: readonly number[]): number {
  const { inputs } = gradients(model, { x: [inputOf(numbers)], y: [[0]] }, (prediction) => mean(prediction));
  return Array.from(inputs.x!.data).reduce((sum, derivative) => sum + derivative, 0);
}
