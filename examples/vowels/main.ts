/**
 * Who speaks? Nine men say "ae", each utterance 7 to 29 steps of 12 numbers: a class for a sequence of any length.
 *
 *   data       JapaneseVowels: 270 utterances to learn from, 370 others to be tried on
 *   model      LSTM or GRU in both directions, 64 units each, dropout 0.3, linear 128 → 9
 *   training   cross entropy, Adam at rate 0.003, gradients of length 1 at most, 40 epochs
 *
 *     npm run example -- vowels
 */
import { gru, lstm } from "@sluice/core";
import { arrays, readLabelledSeries } from "../data/labelled-series.ts";
import { sharedDataOrSay } from "../data/shared-data.ts";
import { learn, rightOf, speakerModel } from "./model.ts";

const EPOCHS = 40;
const SEEDS = [1, 2, 3, 4, 5];

const FROM = "JapaneseVowels_TRAIN.ts and JapaneseVowels_TEST.ts are in the archive at timeseriesclassification.com.";
const read = (part: string) => readLabelledSeries(sharedDataOrSay(`uea/JapaneseVowels_${part}.ts`, FROM));
const utterances = { learned: read("TRAIN"), others: read("TEST") };
const { classes, toArrays } = arrays(utterances.learned);
const learned = toArrays(utterances.learned);
const others = toArrays(utterances.others);
console.log(`${learned.y.length} utterances to learn from, ${others.y.length} others, ${classes.length} speakers`);
console.log(`${Math.min(...learned.lengths, ...others.lengths)} to ${Math.max(...others.lengths)} steps\n`);

for (const cell of [lstm, gru]) {
  const found: number[] = [];
  const started = performance.now();
  for (const seed of SEEDS) {
    const model = speakerModel(cell, classes.length);
    await learn(model, learned, { epochs: EPOCHS, seed });
    found.push(await rightOf(model, others));
  }
  const seconds = (performance.now() - started) / 1000 / SEEDS.length;
  const shown = found.map((part) => (100 * part).toFixed(1)).join("  ");
  console.log(
    `${cell.name.padEnd(4)}  right, in % of the others, by seed: ${shown}   ${seconds.toFixed(1)} s a training`,
  );
}
