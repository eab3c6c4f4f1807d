import { dropout, embedding, gru, linear, type Model, recurrent, sequential } from "@sluice/core";

/** Characters → 32 numbers each → GRU in both directions → a score for every language. */
export const languageModel = (characters: number, languages: number, hidden = 64): Model =>
  sequential(embedding(characters, 32), recurrent(gru, { hidden, direction: "both" }), dropout(0.3), linear(languages));
