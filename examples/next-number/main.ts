/**
 * Five numbers, and the network says the next: 45, 46, 47, 48, 49 → 50. It has learned from ramps up to 49.
 *
 *   one step      50 within 0.5
 *   five steps    each prediction is read as if it were a number: the errors go in with it, and add up
 *
 *     npm run example -- next-number [chart.svg|chart.png|chart.html]
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { lineChart } from "@sluice/charts";
import { gru, lstm } from "@sluice/core";
import { afterOnLine, goOn, learnNext, nextAfter, response } from "./next-number.ts";

const FIVE = [45, 46, 47, 48, 49];
const STEPS = 5;
const FAR = 25;
const COLORS = ["#d9690f", "#1f9d74"];

const chart = process.argv[2] ?? fileURLToPath(new URL("../../../out/next-number.svg", import.meta.url));

console.log("45 46 47 48 49 → ?");
for (const cell of [lstm, gru]) {
  const found: string[] = [];
  for (const seed of [1, 2, 3, 4, 5]) found.push(nextAfter(await learnNext(cell, { seed }), FIVE).toFixed(2));
  console.log(`${cell.name.toUpperCase().padEnd(4)}  ${found.join("  ")}    seeds 1 to 5`);
}

const models = { LSTM: await learnNext(lstm, { seed: 1 }), GRU: await learnNext(gru, { seed: 1 }) };
const truth = (step: number) => 50 + step;
const line = goOn(afterOnLine, FIVE, FAR);
const told = Object.values(models).map((model) =>
  line.map((_, step) =>
    nextAfter(
      model,
      [0, 1, 2, 3, 4].map((i) => truth(step - 5 + i)),
    ),
  ),
);
const own = Object.values(models).map((model) => goOn((numbers) => nextAfter(model, numbers), FIVE, FAR));

console.log(`
five steps on         reading its own     reading the numbers
true    line            LSTM     GRU            LSTM     GRU`);
const column = (value: number) => value.toFixed(2).padStart(8);
for (let step = 0; step < STEPS; step++) {
  const [ownHere, toldHere] = [own, told].map((all) => all.map((values) => column(values[step]!)).join(""));
  console.log(`${truth(step)}  ${column(line[step]!)}        ${ownHere}        ${toldHere}`);
}

console.log("\nall five numbers one higher: so much higher is the prediction");
console.log(`${"".padEnd(12)}${["20…24", "45…49", "50…54", "60…64"].map((at) => at.padStart(8)).join("")}`);
for (const [name, model] of Object.entries(models)) {
  const rises = [20, 45, 50, 60].map((from) =>
    column(
      response(
        model,
        [0, 1, 2, 3, 4].map((i) => from + i),
      ),
    ),
  );
  console.log(name.padEnd(12) + rises.join(""));
}

// Steps −10 … 0 are the end of what was learned, 39 … 49.
const steps = Array.from({ length: 11 + FAR }, (_, i) => i - 10);
const ahead = (values: readonly number[]) => steps.map((step) => (step > 0 ? values[step - 1]! : null));
await mkdir(dirname(chart), { recursive: true });
await lineChart({
  title: "What comes after 45, 46, 47, 48, 49",
  x: { name: "steps after 49", values: steps },
  y: { name: "number" },
  series: [
    { name: "learned", values: steps.map((step) => (step > 0 ? null : 49 + step)), marks: false },
    { name: "straight line", values: ahead(line), color: "#8a8f98", marks: false },
    ...["LSTM", "GRU"].flatMap((name, i) => [
      { name: `${name}, reading its own`, values: ahead(own[i]!), color: COLORS[i]!, marks: false },
      { name: `${name}, reading the numbers`, values: ahead(told[i]!), color: COLORS[i]!, dashed: true, marks: false },
    ]),
  ],
}).save(chart);
console.log(`\nchart: ${chart}`);
