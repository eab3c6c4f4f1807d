import { describe, expect, test } from "vitest";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { gradients } from "../train/measure/gradients.ts";
import { train } from "../train/train.ts";
import { batchNorm } from "./batch-norm.ts";
import { linear } from "./linear.ts";
import type { Model } from "./model.ts";
import { sequential } from "./sequential.ts";

const x = [
  [1, -2],
  [3, -2],
  [5, 4],
  [7, 4],
];
const y = [
  [0.5, 0],
  [1, 1],
  [0, -1],
  [2, 0],
];
const learn = async (net: Model, epochs: number, options = {}) => {
  const losses: number[] = [];
  for await (const { loss } of train(
    net,
    { x, y },
    { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs, seed: 1, ...options },
  ))
    losses.push(loss);
  return losses;
};

describe.each(backends)("on $backend", ({ backend, values }) => {
  const made = () => sequential([batchNorm({ epsilon: 1e-12 })], { backend }).initialize({ seed: 1, features: 2 });

  test("training normalises by the batch: the first loss is that of mean 0 and variance 1", async () => {
    // Means 4 and 1, deviations √5 and 3.
    const rows = x.map(([a, b]) => [(a! - 4) / Math.sqrt(5), (b! - 1) / 3]);
    const expected = rows.flatMap((row, i) => row.map((v, f) => (v - y[i]![f]!) ** 2)).reduce((a, b) => a + b) / 8;
    const [loss] = await learn(made(), 1);
    expectClose([loss!], [expected], values);
  });

  test("the running statistics follow, a tenth at a time, with the variance over N − 1", async () => {
    const net = made();
    await learn(net, 1);
    expectClose(net.parameters["batchNorm.mean"]!.data, [0.4, 0.1], values);
    expectClose(net.parameters["batchNorm.variance"]!.data, [0.9 + 20 / 30, 0.9 + 36 / 30], values);
    await learn(net, 1);
    expectClose(net.parameters["batchNorm.mean"]!.data, [0.76, 0.19], values);
  });

  test("predicting uses the running statistics, whatever the other rows are", () => {
    const net = made();
    net.setParameters({ "batchNorm.mean": [1, 2], "batchNorm.variance": [4, 16], "batchNorm.g": [1, 3] });
    expectClose(net.predict([[5, 6]]).data, [2, 3], values);
    expectClose(
      net
        .predict([
          [5, 6],
          [100, 100],
        ])
        .data.slice(0, 2),
      [2, 3],
      values,
    );
  });

  test("it is not learned: no gradient, not counted; saved and loaded all the same", async () => {
    const net = made();
    await learn(net, 2);
    expect(net.count).toBe(4);
    expect(String(net.summary())).toContain("4");
    expect(Object.keys(gradients(net, { x, y }, mse).parameters)).toEqual(["batchNorm.g", "batchNorm.b"]);
    const { model: loaded } = decodeModel(encodeModel(net), { backend });
    expect(loaded.parameters).toEqual(net.parameters);
    expect(loaded.predict(x)).toEqual(net.predict(x));
    expect(await learn(loaded, 2)).toEqual(await learn(net, 2));
    expect(loaded.parameters).toEqual(net.parameters);
  });

  test("applied twice, its statistics follow both", async () => {
    const shared = batchNorm({ momentum: 0.5 });
    const net = sequential([shared, shared], { backend }).initialize({ seed: 1, features: 2 });
    await learn(net, 1);
    // ½(½·0 + ½·mean) + ½·0: the second input has mean 0.
    expectClose(net.parameters["batchNorm.mean"]!.data, [1, 0.25], values);
  });

  test("makes training smaller losses, over steps too", async () => {
    const net = sequential([linear(4), batchNorm(), linear(2)], { backend }).initialize({ seed: 1, features: 2 });
    const losses = await learn(net, 30, { batch: 4 });
    expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
    expect(sequential([batchNorm()], { backend }).initialize({ seed: 1, features: 2 }).predict([x, x]).shape).toEqual([
      2, 4, 2,
    ]);
  });
});

test("rows depend on each other: several threads give what one gives", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  const run = async (threads: number) => {
    const net = sequential(linear(3), batchNorm(), linear(2)).initialize({ seed: 1, features: 2 });
    for await (const _ of train(
      net,
      { x: rows, y: rows },
      { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 2, seed: 1, batch: 20, threads },
    ));
    return net.parameters;
  };
  expect(await run(2)).toEqual(await run(1));
});

test("options that cannot be are refused", () => {
  expect(() => batchNorm({ momentum: 1.5 })).toThrowError(
    /E_ARGUMENT\] batchNorm, momentum: expected a number from 0 to 1, got 1.5/,
  );
  expect(() => batchNorm({ epsilon: -1 })).toThrowError(/batchNorm, epsilon/);
});
