import {
  accuracy,
  adam,
  type Cell,
  crossEntropy,
  dropout,
  evaluate,
  linear,
  type Model,
  recurrent,
  sequential,
  train,
} from "@sluice/core";
import type { Classified } from "../data/labelled-series.ts";

/** Both directions, the last step of each, three tenths of what they say left out at random while learning, and a score for every class. */
export const speakerModel = (cell: Cell, classes: number, hidden = 64): Model =>
  sequential(recurrent(cell, { hidden, direction: "both" }), dropout(0.3), linear(classes));

/** Teaches a model to tell classes apart; steps behind a row's own are padding, which nothing is learned from. */
export async function learn(model: Model, data: Classified, options: { epochs: number; seed: number }): Promise<void> {
  const settings = { loss: crossEntropy(), optimizer: adam({ rate: 0.003 }), clip: { norm: 1 }, ...options };
  for await (const _ of train(model, data, settings));
}

/** How many of the rows a model gives the right class, 0 to 1. */
export async function rightOf(model: Model, data: Classified): Promise<number> {
  const { metrics } = await evaluate(model, data, { metrics: { accuracy } });
  return metrics.accuracy;
}
