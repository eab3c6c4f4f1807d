import { expect, test } from "vitest";
import { linear } from "../layers/linear.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import { train } from "./train.ts";
import { weightAverage } from "./weight-average.ts";

const weights = (...data: number[]) => ({ W: { shape: [data.length], data: Float32Array.from(data) } });

test("the plain mean of all that was added", () => {
  const average = weightAverage();
  for (const [a, b] of [
    [1, 10],
    [2, 20],
    [6, 30],
  ] as const)
    average.add(weights(a, b));
  expect(average.parameters).toEqual({ W: { shape: [2], data: Float64Array.of(3, 20) } });
});

test("with a decay, the newest count most, and the first in full", () => {
  const average = weightAverage({ decay: 0.75 });
  average.add(weights(8));
  expect([...average.parameters.W!.data]).toEqual([8]);
  average.add(weights(0));
  average.add(weights(0));
  expect([...average.parameters.W!.data]).toEqual([4.5]);
});

test("what it gave, and what it was given, stay as they are", () => {
  const average = weightAverage();
  const given = weights(1);
  average.add(given);
  const { parameters } = average;
  given.W.data[0] = 7;
  average.add(weights(3));
  expect([...parameters.W!.data]).toEqual([1]);
  expect([...average.parameters.W!.data]).toEqual([2]);
});

test("a rate that throws weights from one side to the other ends in the middle", async () => {
  const net = sequential([linear(1, { bias: false, init: { W: 0 } })], { backend: "reference" });
  const average = weightAverage();
  // From 0 to 2 · 3 and back.
  for await (const _ of train(
    net,
    { x: [[1]], y: [[3]] },
    { loss: mse, optimizer: sgd({ rate: 1 }), epochs: 6, seed: 0 },
  ))
    average.add(net.parameters);
  net.setParameters(average.parameters);
  expect(net.predict([[1]]).data[0]).toBeCloseTo(3, 12);
});

test("others than before, none, and a decay that cannot be are refused", () => {
  const average = weightAverage();
  expect(() => average.parameters).toThrowError(/E_ARGUMENT\] weightAverage: expected weights to average, got none/);
  average.add(weights(1, 2));
  expect(() => average.add(weights(1))).toThrowError(/E_SHAPE\] weightAverage, add, W: expected \[2\], got \[1\]/);
  expect(() => average.add({ V: weights(1, 2).W })).toThrowError(/E_ARGUMENT\].*expected weights named W, got V/);
  for (const decay of [1, -0.1, Number.NaN])
    expect(() => weightAverage({ decay })).toThrowError(/E_ARGUMENT\] weightAverage, decay/);
});
