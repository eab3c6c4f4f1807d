/**
 * Which language is a name from? Read character by character.
 *
 *   data       20,000 family names of 20 languages; every fifth is kept to be tried on
 *   model      embedding of characters in 32 numbers, GRU in both directions, 64 units each, dropout 0.3, linear 128 → 20
 *   training   cross entropy, Adam at rate 0.003, batches of 64, 6 epochs
 *
 *     npm run example -- names [NAME…]
 */
import { accuracy, adam, crossEntropy, train } from "@sluice/core";

import { sharedDataOrSay } from "../data/shared-data.ts";
import { likeliest } from "./likeliest.ts";
import { languageModel } from "./model.ts";
import { alphabet, readNames, split } from "./names.ts";

const EPOCHS = 6;
const ASKED = ["Schwarzenegger", "Takahashi", "O'Sullivan", "Papadopoulos", "Nguyen", "Rossi", "Dvorak", "Ivanov"];

const FROM = "The names by language are in the data of PyTorch's tutorial on names and a character-level network.";
const { languages, names } = readNames(sharedDataOrSay("text/names", FROM));
const { learned, others } = split(names);
const { size, toArrays } = alphabet(learned);
const model = languageModel(size, languages.length);
const tried = toArrays(others);
const guess = (data: ReturnType<typeof toArrays>) => likeliest(model.predict(data.x, { lengths: data.lengths }));

console.log(`${learned.length} names to learn from, ${others.length} others, ${languages.length} languages`);
const options = { loss: crossEntropy(), optimizer: adam({ rate: 0.003 }), clip: { norm: 1 }, batch: 64, seed: 1 };
const running = train(model, toArrays(learned), {
  ...options,
  epochs: EPOCHS,
  validation: tried,
  metrics: { accuracy },
});
for await (const { index, loss, validationMetrics, seconds } of running) {
  const right = (100 * validationMetrics!.accuracy!).toFixed(1);
  console.log(`epoch ${index}  loss ${loss.toFixed(3)}  ${right} % of the others right  ${seconds.toFixed(1)} s`);
}

const guesses = guess(tried);
console.log("\nlanguage      names  right   most often taken for");
for (const [language, name] of languages.entries()) {
  const own = guesses.filter((_, row) => tried.y[row] === language);
  const right = own.filter((guess) => guess === language).length / own.length;
  const wrong = languages.map((_, other) => (other === language ? 0 : own.filter((guess) => guess === other).length));
  const rival = Math.max(...wrong) === 0 ? "" : languages[wrong.indexOf(Math.max(...wrong))];
  console.log(
    `${name.padEnd(12)}${String(own.length).padStart(7)}${(100 * right).toFixed(0).padStart(5)} %   ${rival}`,
  );
}

const asked = (process.argv.length > 2 ? process.argv.slice(2) : ASKED).map((text) => text.trim());
const spelled = toArrays(asked.map((text) => ({ text: text.toLowerCase(), language: 0 })));
const scores = model.predict(spelled.x, { lengths: spelled.lengths });
console.log();
for (const [row, text] of asked.entries()) {
  const own = Array.from(scores.data.subarray(row * languages.length, (row + 1) * languages.length));
  const best = [...own.keys()].sort((a, b) => own[b]! - own[a]!).slice(0, 3);
  console.log(`${text.padEnd(16)}${best.map((language) => languages[language]).join(", ")}`);
}
