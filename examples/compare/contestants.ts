import { type Cell, gru, linear, lstm, type Model, recurrent, rnn, sequential } from "@sluice/core";
import { FEATURES } from "./sums.ts";

/** A cell at a size. */
export interface Contestant {
  readonly name: string;
  readonly cell: Cell;
  readonly hidden: number;
}

const HIDDEN = 18;

/** The cell reads the ten steps; a linear layer says a number of its last state. */
export const modelOf = ({ cell, hidden }: Contestant): Model => sequential(recurrent(cell, { hidden }), linear(1));

/** How many numbers a model learns, its linear layer's included. */
export const countOf = (one: Contestant): number => modelOf(one).initialize({ seed: 1, features: FEATURES }).count;

/** The three cells with as many units. */
export const equalHidden: readonly Contestant[] = [
  { name: "RNN", cell: rnn, hidden: HIDDEN },
  { name: "LSTM", cell: lstm, hidden: HIDDEN },
  { name: "GRU", cell: gru, hidden: HIDDEN },
];

/** The three cells with as many parameters as the largest has, as nearly as whole units allow. */
export const equalParameters: readonly Contestant[] = equalHidden.map((one) => {
  const wanted = Math.max(...equalHidden.map(countOf));
  const distance = (hidden: number) => Math.abs(countOf({ ...one, hidden }) - wanted);
  let { hidden } = one;
  while (distance(hidden + 1) < distance(hidden)) hidden++;
  return { ...one, hidden };
});
