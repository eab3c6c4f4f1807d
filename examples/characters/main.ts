/**
 * Shakespeare, character by character: what does it help to remember what stood before the batch?
 *
 *   data       Tiny Shakespeare, 1.1 million characters; the last tenth is not learned from
 *   batches    32 streams side by side, 25 characters of each in a batch
 *   model      embedding of 65 characters in 32 numbers, LSTM of 96 units, linear 96 → 65
 *   training   cross entropy, Adam at rate 0.004, 3 epochs; once with states that go on from batch to batch, once without
 *
 * The measure is bits per character, cross entropy / log 2: how many yes-no questions the next character still takes.
 *
 *     npm run example -- characters
 */
import { readFileSync } from "node:fs";
import { adam, crossEntropy, train } from "@sluice/core";
import { sharedDataOrSay } from "../data/shared-data.ts";
import { characterModel, draws, goOn } from "./model.ts";
import { surpriseByPlace } from "./places.ts";
import { spell, streams } from "./text.ts";

const EPOCHS = Number(process.argv[2] ?? 3);
const ROWS = 32;
const STEPS = 25;

const FROM = "Tiny Shakespeare is input.txt of Karpathy's char-rnn (data/tinyshakespeare).";
const { characters, numbers } = spell(readFileSync(sharedDataOrSay("text/tinyshakespeare.txt", FROM), "utf8"));
const cut = Math.floor(numbers.length * 0.9);
const learned = streams(numbers.subarray(0, cut), { rows: ROWS, steps: STEPS });
const validation = streams(numbers.subarray(cut), { rows: ROWS, steps: STEPS });
const bits = (loss: number) => (loss / Math.LN2).toFixed(3);
console.log(`${numbers.length.toLocaleString("en")} characters, ${characters.length} different ones`);

for (const stateful of [true, false]) {
  const model = characterModel(characters.length, { hidden: 96, stateful });
  console.log(`\n${stateful ? "states go on from batch to batch" : "every batch starts from nothing"}`);
  const options = { loss: crossEntropy(), optimizer: adam({ rate: 0.004 }), clip: { norm: 1 }, batch: ROWS, seed: 1 };
  const running = train(model, learned, { ...options, epochs: EPOCHS, shuffle: false, validation });
  for await (const { index, loss, validationLoss, seconds } of running)
    console.log(
      `epoch ${index}  bits per character ${bits(loss)}, on the last tenth ${bits(validationLoss!)}  ${seconds.toFixed(1)} s`,
    );
  const places = surpriseByPlace(model, validation, ROWS).filter((_, place) => place < 8 || place === STEPS - 1);
  console.log(
    `by place in the batch, 1 to 8 and ${STEPS}: ${places.map((one) => (one / Math.LN2).toFixed(2)).join("  ")}`,
  );
  const start = Array.from("ROMEO:\n", (character) => characters.indexOf(character));
  const text = goOn(model, start, { count: 300, temperature: 0.8, draw: draws(1) }).map((place) => characters[place]);
  console.log(`\nROMEO:\n${text.join("")}`);
}
