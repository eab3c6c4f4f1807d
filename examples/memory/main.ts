/**
 * "I grew up in France … I speak": a country, then `gap` other words, and the network must still know the country.
 *
 *   1  how much of the gradient reaches the country before anything is learned: where it vanishes, where it explodes
 *   2  how often the country is remembered after 512 steps of Adam, against the gap; the same with SGD
 *   3  what clipping does where the gradient explodes
 *
 *     npm run example -- memory [folder for the charts]
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { sgd } from "@sluice/core";
import { accuracyChart, normsChart } from "./charts.ts";
import { medianNorms } from "./gradient-norms.ts";
import { learn, type Start } from "./recall.ts";
import { asTheyCome, forgetBias, large, madeToKeep } from "./starts.ts";

const SEEDS = [1, 2, 3];
const FAR = 100;
const LAGS = [1, 5, 10, 20, 50, 100];
/** 512 steps, or fewer where the loss falls below 0.1. */
const ROUNDS = 8;

const folder = process.argv[2] ?? fileURLToPath(new URL("../../../out", import.meta.url));
const starts: Record<string, Start> = { ...asTheyCome, "LSTM, b_f = 1": forgetBias, ...madeToKeep };
const row = (name: string, cells: readonly string[]) => console.log(name.padEnd(22) + cells.join(""));

console.log("gradient at a word so many steps before the end, beside that at the last word; median of nine seeds");
row(
  "",
  LAGS.map((lag) => `${lag}`.padStart(10)),
);
const normsOf = (which: Record<string, Start>) =>
  Object.entries(which).map(([name, start]) => {
    const norms = medianNorms(start, { gap: FAR, seeds: [...SEEDS, 4, 5, 6, 7, 8, 9] });
    row(
      name,
      LAGS.map((lag) => norms[lag]!.toExponential(1).padStart(10)),
    );
    return { name, norms };
  });
const vanishing = normsOf(starts);
console.log("with recurrent weights uniform in ±1 and ±2, four and eight times as far as usual");
const exploding = normsOf({
  "RNN, U four times": large(1).RNN,
  "RNN, U eight times": large(2).RNN,
  "LSTM, U eight times": large(2).LSTM,
  "GRU, U eight times": large(2).GRU,
});

const remembered = async (gaps: readonly number[], optimizer?: ReturnType<typeof sgd>) => {
  row(
    "gap",
    gaps.map((gap) => `${gap}`.padStart(7)),
  );
  const found: { name: string; shares: number[] }[] = [];
  for (const [name, start] of Object.entries(starts)) {
    const shares: number[] = [];
    for (const gap of gaps) {
      let right = 0;
      for (const seed of SEEDS)
        right += (await learn(start, { gap, seed, rounds: ROUNDS, ...(optimizer && { optimizer }) })).accuracy;
      shares.push(right / SEEDS.length);
    }
    row(
      name,
      shares.map((share) => share.toFixed(2).padStart(7)),
    );
    found.push({ name, shares });
  }
  return found;
};
const gaps = [5, 10, 20, 40, FAR];
console.log("\nshare of countries remembered, mean of three seeds; chance is 0.25\nAdam, rate 0.01");
const shares = await remembered(gaps);
console.log("\nSGD, rate 1");
await remembered(gaps.slice(0, 3), sgd({ rate: 1 }));

console.log("\nRNN, U four times, gap 20, SGD at rate 0.1: loss after each round of 64 steps; chance is 1.39");
for (const clip of ["none", { norm: 1 }] as const)
  for (const seed of SEEDS) {
    const { losses } = await learn(large(1).RNN, {
      gap: 20,
      seed,
      optimizer: sgd({ rate: 0.1 }),
      clip,
      rounds: ROUNDS,
    });
    row(
      clip === "none" ? "not clipped" : "clipped to norm 1",
      losses.map((loss) => loss.toFixed(2).padStart(6)),
    );
  }

// Six lines are enough for a picture.
const isDrawn = ({ name }: { name: string }) => !name.includes("b_f");
await mkdir(folder, { recursive: true });
const charts = {
  "memory-gradients.svg": normsChart({ vanishing: vanishing.filter(isDrawn), exploding }),
  "memory-recall.svg": accuracyChart(gaps, shares.filter(isDrawn)),
};
for (const [name, chart] of Object.entries(charts)) {
  await chart.save(`${folder}/${name}`);
  console.log(`${name === "memory-gradients.svg" ? "\n" : ""}chart: ${folder}/${name}`);
}
