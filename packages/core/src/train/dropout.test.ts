import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { sub, sum } from "../graph/ops.ts";
import { dropout } from "../layers/dropout.ts";
import { linear } from "../layers/linear.ts";
import { type Model, model } from "../layers/model.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import { sgd } from "../optim/sgd.ts";
import { backends } from "./backends.test.support.ts";
import { gradients } from "./measure/gradients.ts";
import { train } from "./train.ts";

const x = Array.from({ length: 11 }, (_, row) => Array.from({ length: 5 }, (_, t) => [Math.sin(row + t), Math.cos(t)]));
const y = x.map((_, row) => [Math.sin(row + 5)]);

/** What training leaves: every epoch's losses and the weights. */
async function trained<X, Y>(net: Model<X, Y>, data: Parameters<typeof train<X, Y>>[1], seed = 1, validated = false) {
  const losses: number[] = [];
  const options = { loss: mse as never, optimizer: adam({ rate: 0.02 }), epochs: 3, batch: 4, seed };
  for await (const epoch of train(net, data, validated ? { ...options, validation: data } : options))
    losses.push(epoch.loss, epoch.validationLoss ?? 0);
  return { losses, parameters: net.parameters };
}

describe.each(backends)("on $backend", ({ backend }) => {
  const build = (p = 0.5, between = 0.5) =>
    sequential([recurrent(gru, { hidden: 6, layers: 2, dropout: between }), dropout(p), linear(1)], {
      backend,
    }).initialize({ features: 2, seed: 9 });

  test("the same seed gives the same bits, another seed others", async () => {
    const data = { x: x.slice(0, 4), y: y.slice(0, 4) };
    const first = await trained(build(), data, 1);
    expect(await trained(build(), data, 1)).toEqual(first);
    // One batch of all rows and given weights: the seed decides what is dropped and nothing else.
    expect((await trained(build(), data, 2)).losses).not.toEqual(first.losses);
  });

  test("every step drops others", async () => {
    const net = sequential([dropout(0.5), linear(1, { init: { W: 1, b: 0 } })], { backend });
    const losses: number[] = [];
    const options = { loss: mse, optimizer: sgd({ rate: 1e-30 }), epochs: 6, seed: 1 };
    for await (const { loss } of train(net, { x: [[1, 2, 4, 8, 16, 32]], y: [[0]] }, options)) losses.push(loss);
    expect(new Set(losses).size).toBe(6);
    // Every mask shows in the loss: the mean square of twice a sum of different powers of two.
    for (const loss of losses) expect(Number.isInteger(Math.sqrt(loss) / 2)).toBe(true);
  });

  test("a mean over many rows and steps of training is that without dropout", async () => {
    const rows = 2000;
    const net = model({ inputs: { x: [4] }, backend }, ({ x }) =>
      dropout(0.3)(linear(4, { init: { W: 0, b: 1 } })(x!)),
    );
    const ones = { shape: [rows, 4], data: new Float32Array(rows * 4).fill(1) };
    const total = (prediction: never, target: never) => sub(sum(prediction), sum(target));
    const options = { loss: total as never, optimizer: sgd({ rate: 1e-30 }), epochs: 1, batch: rows, seed: 4 };
    let found = Number.NaN;
    for await (const { loss } of train(net, { x: { x: ones }, y: ones }, options)) found = loss;
    const deviation = Math.sqrt((0.3 / 0.7) * rows * 4);
    expect(Math.abs(found)).toBeLessThan(4 * deviation);
    expect(Math.abs(found)).toBeGreaterThan(0);
  });

  test("validation, gradients and predictions go without", async () => {
    const dropping = build();
    const plain = build(0, 0);
    plain.setParameters(dropping.parameters);
    expect(gradients(dropping, { x, y }, mse)).toEqual(gradients(plain, { x, y }, mse));
    const { losses, parameters } = await trained(dropping, { x, y }, 1, true);
    plain.setParameters(parameters);
    expect(dropping.predict(x)).toEqual(plain.predict(x));
    expect(losses.at(-1)).toBeCloseTo(gradients(plain, { x, y }, mse).loss, 6);
  });

  test("p = 0 trains to the bits that a model without dropout has", async () => {
    const without = sequential([recurrent(gru, { hidden: 6, layers: 2 }), linear(1)], { backend });
    without.initialize({ features: 2, seed: 9 });
    expect(await trained(build(0, 0), { x, y })).toEqual(await trained(without, { x, y }));
  });

  test("a model from a file goes on training to the same bits", async () => {
    const net = build(0.3, 0.2);
    const { model: loaded } = decodeModel(encodeModel(net), { backend });
    expect(String(loaded.summary())).toBe(String(net.summary()));
    expect(await trained(loaded, { x, y })).toEqual(await trained(net, { x, y }));
  });

  test("a network of dropouts alone has nothing to learn", async () => {
    const net = sequential([dropout(0.5)], { backend });
    await expect(trained(net, { x: [[1]], y: [[1]] })).rejects.toThrow(/\[E_ARGUMENT\].*a model without parameters/);
  });
});
