/**
 * What a model learns, counted: an embedding of 500 words in 16 numbers, then an LSTM of 32 units over 128 of them.
 *
 *     npm run example -- summary
 *
 *   embedding   500 · 16                        =  8,000
 *   LSTM        4 gates · 32 · (16 + 32 + 1)    =  6,272      one bias a gate; PyTorch counts two, 128 more
 */
import { wordModel } from "./model.ts";

console.log(String(wordModel().summary({ steps: 128 })));
