import { adam, crossEntropy, train } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { characterModel, draws, goOn } from "./model.ts";
import { surpriseByPlace } from "./places.ts";
import { spell, streams } from "./text.ts";

describe("a text as streams", () => {
  test("characters are numbers in the order of their codes", () => {
    expect(spell("cabba")).toEqual({ characters: ["a", "b", "c"], numbers: Uint8Array.of(2, 0, 1, 1, 0) });
  });

  test("every row goes on where the same row of the batch before ended, targets one character later", () => {
    const numbers = Uint8Array.from({ length: 14 }, (_, i) => i);
    const { x, y } = streams(numbers, { rows: 2, steps: 3 });
    // Two streams, 0 … 5 and 6 … 11, in batches of two rows.
    expect(x.shape).toEqual([4, 3]);
    expect([...x.data]).toEqual([0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11]);
    expect([...y.data]).toEqual([1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12]);
  });
});

describe("a stateful character model", () => {
  /** When the next "a" comes can only be known by who knows when the last one came, five characters before. */
  const { characters, numbers } = spell("axxxx".repeat(120));
  const data = streams(numbers, { rows: 4, steps: 3 });

  async function lossOf(stateful: boolean) {
    const model = characterModel(characters.length, { hidden: 24, stateful });
    const options = { loss: crossEntropy(), optimizer: adam({ rate: 0.01 }), batch: 4, shuffle: false, seed: 1 };
    let last = Number.NaN;
    for await (const { loss } of train(model, data, { ...options, epochs: 20, clip: { norm: 1 } })) last = loss;
    return { model, last };
  }

  test("knows what a stateless one cannot: what stood before the batch", async () => {
    const [stateful, stateless] = [await lossOf(true), await lossOf(false)];
    expect(stateful.last).toBeLessThan(0.1 * stateless.last);
  });

  test("is surprised no more at the start of a batch than later, where a stateless one is", async () => {
    const [stateful, stateless] = [await lossOf(true), await lossOf(false)].map(({ model }) =>
      surpriseByPlace(model, data, 4),
    ) as [number[], number[]];
    expect(stateful).toHaveLength(3);
    expect(stateful[0]).toBeLessThan(0.1);
    expect(Math.max(...stateful.slice(1))).toBeLessThan(0.05);
    // Who knows one character alone: after an x, an a comes one time in four.
    expect(stateless[0]).toBeGreaterThan(0.4);
  });

  test("goes on from a text with characters that it gives a chance, the same ones for the same seed", async () => {
    const { model } = await lossOf(true);
    const start = Array.from("axx", (character) => characters.indexOf(character));
    const write = (seed: number) =>
      goOn(model, start, { count: 40, temperature: 0.2, draw: draws(seed) })
        .map((place) => characters[place])
        .join("");
    expect(write(1)).toBe(write(1));
    expect(write(1)).toMatch(/^xxaxxxxaxxxxa/);
  });
});
