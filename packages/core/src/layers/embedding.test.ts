import { describe, expect, test } from "vitest";
import { lstm } from "../cells/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import { backends } from "../train/backends.test.support.ts";
import { gradients } from "../train/measure/gradients.ts";
import { train } from "../train/train.ts";
import { conv1d } from "./conv1d.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

const table = [
  [1, 2, 3],
  [10, 20, 30],
  [-1, -2, -3],
  [0.5, 0.25, 0],
];

describe.each(backends)("on $backend", ({ backend }) => {
  const made = () => {
    const net = sequential([embedding(4, 3)], { backend }).initialize({ seed: 1 });
    net.setParameters({ "embedding.W": table });
    return net;
  };

  test("gives every index its row, for sequences of any length", () => {
    const { shape, data } = made().predict([
      [0, 3],
      [2, 0],
    ]);
    expect(shape).toEqual([2, 2, 3]);
    expect([...data]).toEqual([1, 2, 3, 0.5, 0.25, 0, -1, -2, -3, 1, 2, 3]);
    expect(made().predict([[1]]).shape).toEqual([1, 1, 3]);
  });

  test("a row's gradient is the sum over all that read it; rows that nobody reads have none", () => {
    const found = gradients(made(), { x: [[1, 1, 0]], y: { shape: [1, 3, 3], data: new Float64Array(9) } }, mse);
    const slopes = found.parameters["embedding.W"]!.data;
    [1, 2, 3].map((w) => (2 / 9) * w).forEach((d, i) => expect(slopes[i]).toBeCloseTo(d, 6));
    [10, 20, 30].map((w) => (4 / 9) * w).forEach((d, i) => expect(slopes[3 + i]).toBeCloseTo(d, 4));
    expect([...slopes.slice(6)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test.each([-1, 4, 0.5, Number.NaN])("data with the index %s are refused, naming the layer and the place", (index) => {
    const message = new RegExp(
      `E_ARGUMENT\\] embedding, x\\[1\\]\\[0\\]: expected a whole number from 0 to 3, got ${index}`,
    );
    expect(() => made().predict([[0], [index]])).toThrowError(message);
    expect(() => gradients(made(), { x: [[0], [index]], y: [[[1, 1, 1]], [[1, 1, 1]]] }, mse)).toThrowError(message);
  });

  test("its table can be the weights of what comes out: one parameter, gradients from both uses", () => {
    const words = embedding(4, 3, { name: "words" });
    const net = model({ inputs: { word: ["T"] }, backend }, ({ word }) => words.scores(words(word!))).initialize({
      seed: 1,
    });
    expect(net.count).toBe(12);
    net.setParameters({ "words.W": table });
    expect([...net.predict({ word: [[0]] }).data]).toEqual([14, 140, -14, 1]);
    // d Σ(x·w_n)²/4: of row 0 by both, of row 1 as weights alone.
    const data = { x: { word: [[0]] }, y: { shape: [1, 1, 4], data: new Float64Array(4) } };
    const slopes = gradients(net, data, mse).parameters["words.W"]!.data;
    expect([...slopes.slice(3, 6)].map((d) => Math.round(d))).toEqual([70, 140, 210]);
    const asVector = (f: number) => table.reduce((sum, row, n) => sum + 0.5 * [14, 140, -14, 1][n]! * row[f]!, 0);
    expect(slopes[0]).toBeCloseTo(asVector(0) + 7, 2);
    const { model: loaded } = decodeModel<{ word: number[][] }>(encodeModel(net), { backend });
    expect(loaded.predict({ word: [[2, 1]] })).toEqual(net.predict({ word: [[2, 1]] }));
    expect(loaded.count).toBe(12);
  });

  test("saved, loaded and streamed, it is the same", () => {
    const net = sequential([embedding(4, 3), recurrent(lstm, { hidden: 2 })], { backend }).initialize({ seed: 1 });
    const { model: loaded } = decodeModel(encodeModel(net), { backend });
    const whole = net.predict([[0, 3, 1]]);
    expect(loaded.predict([[0, 3, 1]])).toEqual(whole);
    expect(() => loaded.step([4])).toThrowError(/E_ARGUMENT\] step, embedding, x\[0\]: .*from 0 to 3, got 4/);
    loaded.step([0]);
    loaded.step([3]);
    expect(loaded.step([1])).toEqual(whole);
  });
});

test("windows over words: a fixed number of indices, saved and loaded too", () => {
  const net = sequential(embedding(9, 3), conv1d(4, 2), flatten(), linear(1)).initialize({ seed: 1, steps: 5 });
  expect(net.summary().rows.map(({ output }) => output)).toEqual(["[B, 5, 3]", "[B, 4, 4]", "[B, 16]", "[B, 1]"]);
  const x = [[0, 8, 3, 3, 1]];
  expect(decodeModel(encodeModel(net)).model.predict(x)).toEqual(net.predict(x));
});

test("threads share the rows of its gradient to the same bits", async () => {
  const learn = async (threads: number) => {
    const net = sequential(embedding(4, 3), recurrent(lstm, { hidden: 4 }), linear(1)).initialize({ seed: 3 });
    const x = Array.from({ length: 40 }, (_, row) => Array.from({ length: 5 }, (_, t) => (row * 7 + t * t) % 4));
    const y = x.map((row) => [Math.sin(row[0]! + row[4]!)]);
    for await (const _ of train(
      net,
      { x, y },
      { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 3, seed: 1, batch: 40, threads },
    ));
    return net.parameters;
  };
  const one = await learn(1);
  expect(await learn(2)).toEqual(one);
  expect(await learn(4)).toEqual(one);
});

test("Embedding(500, 16) on 128 steps, then LSTM(32): 8,000 + 6,272 = 14,272 parameters", () => {
  const net = sequential(embedding(500, 16), recurrent(lstm, { hidden: 32 }));
  const { rows, count } = net.summary({ steps: 128 });
  expect(rows.map(({ output, parameters }) => [output, parameters])).toEqual([
    ["[B, 128, 16]", 8000],
    ["[B, 32]", 6272],
  ]);
  expect(count).toBe(14272);
});

test("first values are normal with deviation 1", () => {
  const data = [...sequential(embedding(500, 16)).initialize({ seed: 1 }).parameters["embedding.W"]!.data];
  const mean = data.reduce((sum, w) => sum + w, 0) / data.length;
  const variance = data.reduce((sum, w) => sum + (w - mean) ** 2, 0) / data.length;
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test("sizes that cannot be, and scores of something else, are refused", () => {
  expect(() => embedding(0, 3)).toThrowError(/E_ARGUMENT\] embedding, count: expected a positive integer, got 0/);
  expect(() => embedding(3, 1.5)).toThrowError(/E_ARGUMENT\] embedding, size/);
  const words = embedding(4, 3);
  const net = model({ inputs: { x: [2] } }, ({ x }) => words.scores(x));
  expect(() => net.initialize({ seed: 1 })).toThrowError(
    /E_SHAPE\] layer 1, embedding, scores: expected \[B, 3\], got \[B, 2\]/,
  );
});
