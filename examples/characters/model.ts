import { div, embedding, linear, lstm, type Model, recurrent, sequential, softmax } from "@sluice/core";

/** Character in, scores of the next one out, at every step. */
export const characterModel = (
  characters: number,
  { hidden, stateful }: { hidden: number; stateful: boolean },
): Model =>
  sequential(embedding(characters, 32), recurrent(lstm, { hidden, output: "sequence", stateful }), linear(characters));

/**
 * Lets a model go on from a text, one character after the other, each drawn with the chance that the model gives it.
 *
 * `temperature` below 1 makes likely characters likelier. `draw` gives numbers from 0 to below 1.
 */
export function goOn(
  model: Model,
  start: ArrayLike<number>,
  { count, temperature, draw }: { count: number; temperature: number; draw: () => number },
): number[] {
  const chances = sequential((scores) => softmax(div(scores, temperature)));
  model.resetStates();
  let scores = Array.from(start, (character) => model.step([character])).at(-1)!;
  return Array.from({ length: count }, () => {
    const { data } = chances.initialize({ seed: 1, features: scores.shape[1]! }).predict(scores);
    let left = draw();
    let chosen = data.findIndex((chance) => (left -= chance) < 0);
    if (chosen === -1) chosen = data.length - 1;
    scores = model.step([chosen]);
    return chosen;
  });
}

/** Numbers from 0 to below 1, the same for the same seed: a linear congruence modulo 2³², of which the upper bits count. */
export function draws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}
