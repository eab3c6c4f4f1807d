import { readFileSync } from "node:fs";
import { accuracy, adam, conv1d, crossEntropy, evaluate, sequential, train } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { arrays, readLabelledSeries } from "../data/labelled-series.ts";
import { sharedData } from "../data/shared-data.ts";
import { convClassifier } from "./model.ts";
import { slidingWindow } from "./sliding-window.ts";

describe("the classifier of the notes", () => {
  test("makes 24 steps 23, 22, 21 and 20", () => {
    const shapes = convClassifier(6)
      .summary({ steps: 24, features: 15 })
      .rows.map(({ output }) => output);
    expect(shapes).toEqual([
      "[B, 23, 64]",
      "[B, 22, 64]",
      "[B, 21, 128]",
      "[B, 20, 128]",
      "[B, 2560]",
      "[B, 50]",
      "[B, 6]",
    ]);
  });

  test("Conv1d(4, 2, 3, stride 2) makes nine steps of four channels four of two", () => {
    const model = sequential(conv1d(2, 3, { stride: 2 })).initialize({ seed: 1, features: 4, steps: 9 });
    const x = { shape: [1, 9, 4], data: Float32Array.from({ length: 36 }, (_, i) => i) };
    const { shape, data } = model.predict(x);
    expect(shape).toEqual([1, 4, 2]);
    // By hand: the third result of the first filter, over steps 4, 5 and 6.
    const { "conv1d.W": W, "conv1d.b": b } = model.parameters;
    let sum = b!.data[0]!;
    for (let c = 0; c < 4; c++) for (let i = 0; i < 3; i++) sum += W!.data[c * 3 + i]! * x.data[(4 + i) * 4 + c]!;
    expect(data[2 * 2]).toBeCloseTo(sum, 4);
  });

  test("is drawn with a window for every result", () => {
    const svg = slidingWindow({ steps: 9, channels: 4, kernel: 3, stride: 2, filters: 2 });
    expect(svg.match(/class="window"/g)).toHaveLength(4);
    expect(svg.match(/class="result"/g)).toHaveLength(4 * 2);
    // The picture of the docs.
    expect(readFileSync(new URL("sliding-window.svg", import.meta.url), "utf8") === svg).toBe(true);
  });
});

const folder = sharedData("uea");
test.skipIf(folder === undefined)(
  "tells 36 of 40 other recordings apart and more",
  async () => {
    const recordings = readLabelledSeries(`${folder}/BasicMotions_TRAIN.ts`);
    const { classes, toArrays } = arrays(recordings);
    const { x, y } = toArrays(recordings);
    const others = toArrays(readLabelledSeries(`${folder}/BasicMotions_TEST.ts`));
    const model = convClassifier(classes.length);
    const options = { loss: crossEntropy(), optimizer: adam({ rate: 0.001 }), batch: 10, epochs: 20, seed: 1 };
    for await (const _ of train(model, { x, y }, options));
    const { metrics } = await evaluate(model, { x: others.x, y: others.y }, { metrics: { accuracy } });
    expect(metrics.accuracy).toBeGreaterThanOrEqual(0.9);
  },
  60_000,
);
