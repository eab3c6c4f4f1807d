import { gru, lstm } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { arrays, type LabelledSeries, readLabelledSeries } from "../data/labelled-series.ts";
import { sharedData } from "../data/shared-data.ts";
import { learn, rightOf, speakerModel } from "./model.ts";

/** Rising and falling lines of different lengths. */
const lines: LabelledSeries[] = Array.from({ length: 24 }, (_, i) => {
  const steps = 4 + (i % 7);
  const slope = i % 2 === 0 ? 1 : -1;
  return {
    channels: [Array.from({ length: steps }, (_, t) => slope * (t - steps / 2)), Array(steps).fill((i % 3) - 1)],
    label: slope > 0 ? "up" : "down",
  };
});

describe("sequences of unequal lengths", () => {
  test("become arrays as long as the longest, zeros behind the others", () => {
    const { classes, toArrays } = arrays(lines);
    const { x, lengths, y } = toArrays(lines.slice(0, 7));
    expect(classes).toEqual(["down", "up"]);
    expect(x.shape).toEqual([7, 10, 2]);
    expect(lengths).toEqual([4, 5, 6, 7, 8, 9, 10]);
    expect(y).toEqual([1, 0, 1, 0, 1, 0, 1]);
    expect([...x.data.subarray(8, 20)]).toEqual(Array(12).fill(0));
  });

  test.each([lstm, gru])("are told apart by a $name", async (cell) => {
    const data = arrays(lines).toArrays(lines);
    const model = speakerModel(cell, 2, 8);
    await learn(model, data, { epochs: 40, seed: 1 });
    expect(await rightOf(model, data)).toBe(1);
  });
});

const folder = sharedData("uea");
test.skipIf(folder === undefined)(
  "nine speakers: 97 % of 370 other utterances and more, five seeds",
  async () => {
    const learned = readLabelledSeries(`${folder}/JapaneseVowels_TRAIN.ts`);
    const { classes, toArrays } = arrays(learned);
    const others = toArrays(readLabelledSeries(`${folder}/JapaneseVowels_TEST.ts`));
    expect(classes).toHaveLength(9);
    for (const cell of [lstm, gru])
      for (const seed of [1, 2, 3, 4, 5]) {
        const model = speakerModel(cell, 9);
        await learn(model, toArrays(learned), { epochs: 40, seed });
        expect(await rightOf(model, others), `${cell.name}, seed ${seed}`).toBeGreaterThan(0.97);
      }
  },
  240_000,
);
