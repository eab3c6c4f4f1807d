import { gru, lstm, rnn } from "@sluice/core";
import type { Start } from "./recall.ts";

/** The cells with the first weights that they get unless told: every gate about half open. */
export const asTheyCome = { RNN: { cell: rnn }, LSTM: { cell: lstm }, GRU: { cell: gru } } satisfies Record<
  string,
  Start
>;

/** Keras's LSTM and the usual advice: f = σ(1) = 0.73 at first, so that half of c is left after two steps. */
export const forgetBias: Start = { cell: lstm, init: { b_f: 1 } };

/**
 * First weights that keep: σ(3) = 0.953 of the state stays at every step, and what is new gets σ(−3) = 0.047. A gateless
 * cell can only be given weights that turn its state instead of shrinking it.
 *
 * Source: Tallec and Ollivier 2018, arXiv:1804.11188, for the gates; Saxe et al. 2014, arXiv:1312.6120, for orthogonal weights.
 */
export const madeToKeep = {
  "RNN, orthogonal": { cell: rnn, init: { U: "orthogonal" } },
  "LSTM, made to keep": { cell: lstm, init: { b_f: 3, b_i: -3 } },
  "GRU, made to keep": { cell: gru, init: { b_z: -3 } },
} satisfies Record<string, Start>;

/** Recurrent weights uniform in ±bound: eight times the default where bound is 2. */
export const large = (bound: number) => {
  const uniform = { name: "uniform", bound } as const;
  return {
    RNN: { cell: rnn, init: { U: uniform } },
    LSTM: { cell: lstm, init: { U_i: uniform, U_f: uniform, U_g: uniform, U_o: uniform } },
    GRU: { cell: gru, init: { U_z: uniform, U_r: uniform, U_n: uniform } },
  } satisfies Record<string, Start>;
};
