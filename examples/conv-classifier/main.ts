/**
 * What does someone do? Six channels of a smart watch, ten seconds: standing, walking, running or badminton.
 *
 *   data       BasicMotions: 40 recordings of 100 steps to learn from, 40 others to be tried on
 *   model      conv 6→64 k2, ReLU, max pool 2/1, conv 64→128 k2, ReLU, max pool 2/1, linear → 50 → 4
 *   training   cross entropy, Adam at rate 0.001, batches of 10, 20 epochs
 *
 *     npm run example -- conv-classifier
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { accuracy, adam, conv1d, crossEntropy, evaluate, sequential, train } from "@sluice/core";
import { arrays, readLabelledSeries } from "../data/labelled-series.ts";
import { sharedDataOrSay } from "../data/shared-data.ts";
import { convClassifier } from "./model.ts";
import { slidingWindow } from "./sliding-window.ts";

console.log("The notes' shapes: [B, 15 channels, 24 steps], here steps first\n");
console.log(String(convClassifier(6).summary({ steps: 24, features: 15 })));

const window = sequential(conv1d(2, 3, { stride: 2 })).initialize({ seed: 1, features: 4, steps: 9 });
const { shape } = window.predict({ shape: [1, 9, 4], data: new Float32Array(36) });
const out = fileURLToPath(new URL("../../../out/", import.meta.url));
mkdirSync(out, { recursive: true });
writeFileSync(`${out}sliding-window.svg`, slidingWindow({ steps: 9, channels: 4, kernel: 3, stride: 2, filters: 2 }));
console.log(`\nConv1d(4, 2, 3, stride 2): 9 steps of 4 channels → ${shape[1]} steps of ${shape[2]} filters`);
console.log(`drawn in ${relative(process.cwd(), `${out}sliding-window.svg`)}\n`);

const FROM = "BasicMotions_TRAIN.ts and BasicMotions_TEST.ts are in the archive at timeseriesclassification.com.";
const read = (part: string) => readLabelledSeries(sharedDataOrSay(`uea/BasicMotions_${part}.ts`, FROM));
const recordings = read("TRAIN");
const { classes, toArrays } = arrays(recordings);
const { x, y } = toArrays(recordings);
const others = toArrays(read("TEST"));
console.log(`${y.length} recordings to learn from, ${others.y.length} others: ${classes.join(", ")}`);
for (const seed of [1, 2, 3, 4, 5]) {
  const model = convClassifier(classes.length);
  const options = { loss: crossEntropy(), optimizer: adam({ rate: 0.001 }), batch: 10, epochs: 20, seed };
  for await (const _ of train(model, { x, y }, options));
  const { metrics } = await evaluate(model, { x: others.x, y: others.y }, { metrics: { accuracy } });
  console.log(`seed ${seed}  ${(100 * metrics.accuracy).toFixed(1)} % of the others right`);
}
