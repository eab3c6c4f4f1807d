import { embedding, lstm, type Model, recurrent, sequential } from "@sluice/core";

/** Sequences of words, given by number, to the LSTM's last output. */
export const wordModel = (): Model => sequential(embedding(500, 16), recurrent(lstm, { hidden: 32 }));
