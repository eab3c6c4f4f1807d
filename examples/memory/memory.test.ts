import { sgd } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { gradientNorms, medianNorms } from "./gradient-norms.ts";
import { accuracy, learn, listener, sentences, WORDS } from "./recall.ts";
import { asTheyCome, forgetBias, large, madeToKeep } from "./starts.ts";

const SEEDS = [1, 2, 3];

describe("a sentence", () => {
  const { x, y } = sentences({ rows: 200, gap: 7, seed: 1 });
  const words = Array.from({ length: 200 * 8 }, (_, i) => x.data.subarray(i * WORDS, (i + 1) * WORDS).indexOf(1));

  test("is a country and then as many other words as the gap has", () => {
    expect(x.shape).toEqual([200, 8, 8]);
    expect(x.data.reduce((sum, value) => sum + value, 0)).toBe(200 * 8);
    words.forEach((word, i) => {
      if (i % 8 === 0) expect(word).toBe(y[i / 8]);
      else expect(word).toBeGreaterThanOrEqual(4);
    });
  });

  test("has any country and any other word about as often", () => {
    for (let word = 0; word < 4; word++) {
      expect(words.filter((one) => one === word).length).toBeGreaterThan(30);
      expect(words.filter((one) => one === word + 4).length).toBeGreaterThan(280);
    }
  });
});

test("who has learned nothing is right by chance", () => {
  const model = listener(asTheyCome.LSTM).initialize({ seed: 1, features: WORDS });
  expect(Math.abs(accuracy(model, sentences({ rows: 512, gap: 5, seed: 3 })) - 0.25)).toBeLessThan(0.1);
});

describe("before anything is learned, the gradient", () => {
  const at40 = (start: Parameters<typeof medianNorms>[0]) => medianNorms(start, { gap: 40, seeds: SEEDS })[40]!;

  test("starts from 1 at the last word", () => {
    const norms = gradientNorms(asTheyCome.GRU, { gap: 6, seed: 1 });
    expect(norms).toHaveLength(7);
    expect(norms[0]).toBe(1);
  });

  test("vanishes over 40 steps by six powers of ten and more in every cell as it comes", () => {
    expect(at40(asTheyCome.RNN)).toBeLessThan(1e-9);
    expect(at40(asTheyCome.LSTM)).toBeLessThan(1e-6);
    expect(at40(asTheyCome.GRU)).toBeLessThan(1e-6);
  });

  test("goes further with a forget bias of 1, and arrives in cells that are made to keep", () => {
    expect(at40(forgetBias)).toBeGreaterThan(1000 * at40(asTheyCome.LSTM));
    for (const start of Object.values(madeToKeep)) expect(at40(start)).toBeGreaterThan(0.01);
  });

  test("explodes where recurrent weights are large, in gated cells less, and yet it does", () => {
    const many = (start: Parameters<typeof medianNorms>[0]) =>
      medianNorms(start, { gap: 40, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9] })[40]!;
    const eight = { rnn: many(large(2).RNN), lstm: many(large(2).LSTM), gru: many(large(2).GRU) };
    expect(many(large(1).RNN)).toBeGreaterThan(100);
    expect(eight.rnn).toBeGreaterThan(1e5);
    expect(eight.gru).toBeGreaterThan(100);
    expect(eight.gru).toBeLessThan(eight.rnn / 10);
    expect(eight.lstm).toBeGreaterThan(5);
    expect(eight.lstm).toBeLessThan(eight.rnn / 1000);
  });
});

describe("after 40 other words", () => {
  const at40 = async (start: Parameters<typeof learn>[0]) => {
    let right = 0;
    for (const seed of [1, 2]) right += (await learn(start, { gap: 40, seed, rounds: 6 })).accuracy / 2;
    return right;
  };

  test("an LSTM and a GRU that are made to keep remember the country, and an RNN as it comes does not", async () => {
    const forgetful = await at40(asTheyCome.RNN);
    expect(forgetful).toBeLessThan(0.8);
    expect(await at40(madeToKeep["LSTM, made to keep"])).toBeGreaterThan(forgetful + 0.2);
    expect(await at40(madeToKeep["GRU, made to keep"])).toBeGreaterThan(forgetful + 0.2);
  });

  test("an LSTM as it comes knows nothing: gates alone are not enough", async () => {
    expect(await at40(asTheyCome.LSTM)).toBeLessThan(0.4);
  });
});

describe("an RNN whose gradient explodes, learning by SGD", () => {
  const lesson = { gap: 20, optimizer: sgd({ rate: 0.1 }), rounds: 4 };

  test.each([1, 2, 3])("learns with its gradient clipped and does not without, seed %i", async (seed) => {
    const free = await learn(large(1).RNN, { ...lesson, seed, clip: "none" });
    const clipped = await learn(large(1).RNN, { ...lesson, seed, clip: { norm: 1 } });
    expect(free.losses.at(-1)).toBeGreaterThan(1.3);
    expect(clipped.losses.at(-1)).toBeLessThan(0.2);
    expect(clipped.accuracy).toBe(1);
  });

  test("has its weights thrown far off unless its gradient is clipped", async () => {
    const largest = async (clip: "none" | { norm: number }) => {
      const { model } = await learn(large(1).RNN, {
        gap: 200,
        seed: 1,
        optimizer: sgd({ rate: 0.1 }),
        clip,
        rounds: 1,
      });
      return Math.max(...model.parameters["rnn.0.U"]!.data.map(Math.abs));
    };
    expect(await largest("none")).toBeGreaterThan(1e6);
    expect(await largest({ norm: 1 })).toBeLessThan(2);
  });
});
