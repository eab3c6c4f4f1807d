import { describe, expect, test } from "vitest";
import * as sluice from "../index.ts";

const net = () => sluice.sequential(sluice.linear(1)).initialize({ seed: 1, features: 1 });
const data = { x: [[1]], y: [[1]] };
const options = { loss: sluice.mse, optimizer: sluice.adam(), epochs: 1, seed: 1 };
const made = (layer: unknown) => sluice.sequential(layer as sluice.Layer);

/** A call with an option that does not exist, and what is meant by it. */
const calls: [name: string, nearest: string, call: () => unknown][] = [
  ["train", "batch", () => sluice.train(net(), data, { ...options, bacth: 8 } as never)],
  ["train", "epochs", () => sluice.train(net(), data, { ...options, epoch: 8 } as never)],
  ["predict", "batch", () => net().predict([[1]], { batchs: 1 } as never)],
  ["watch", "lengths", () => net().watch([[1]], [], { length: [1] } as never)],
  ["initialize", "features", () => net().initialize({ seed: 1, feature: 1 } as never)],
  ["summary", "steps", () => net().summary({ step: 1 } as never)],
  ["engine options", "backend", () => sluice.sequential([sluice.linear(1)], { backnd: "wasm" } as never)],
  [
    "engine options",
    "maxMemory",
    () => sluice.model({ inputs: { x: [1] }, maxmemory: 1 } as never, (({ x }: { x: sluice.Tensor }) => x) as never),
  ],
  ["linear", "bias", () => sluice.linear(1, { biass: true } as never)],
  ["dropout", "name", () => sluice.dropout(0.5, { nam: "d" } as never)],
  ["recurrent", "hidden", () => sluice.recurrent(sluice.gru, { hiden: 3 } as never)],
  ["conv1d", "stride", () => sluice.conv1d(1, 1, { strides: 2 } as never)],
  ["maxPool1d", "padding", () => sluice.maxPool1d(2, { paddings: 1 } as never)],
  ["averagePool1d", "countPadding", () => sluice.averagePool1d(2, { countPading: true } as never)],
  ["embedding", "init", () => sluice.embedding(2, 2, { inits: 1 } as never)],
  ["flatten", "name", () => sluice.flatten({ names: "f" } as never)],
  ["layerNorm", "epsilon", () => sluice.layerNorm({ epsilom: 1 } as never)],
  ["batchNorm", "momentum", () => sluice.batchNorm({ momentun: 1 } as never)],
  ["crossEntropy", "smoothing", () => sluice.crossEntropy({ smothing: 0.1 } as never)],
  ["binaryCrossEntropy", "positiveWeight", () => sluice.binaryCrossEntropy({ positiveWeights: 1 } as never)],
  ["gaussianNll", "full", () => sluice.gaussianNll({ ful: true } as never)],
  ["huber", "delta", () => sluice.huber({ detla: 1 } as never)],
  ["pinball", "quantile", () => sluice.pinball({ quantiles: [0.5] } as never)],
  ["poissonNll", "full", () => sluice.poissonNll({ fulll: true } as never)],
  ["sgd", "momentum", () => sluice.sgd({ rate: 1, momentun: 0.9 } as never)],
  ["adam", "beta1", () => sluice.adam({ beta_1: 0.9 } as never)],
  ["adamw", "weightDecay", () => sluice.adamw({ weightdecay: 0.9 } as never)],
  ["rmsprop", "centered", () => sluice.rmsprop({ centred: true } as never)],
  ["adagrad", "epsilon", () => sluice.adagrad({ epslon: 1 } as never)],
  ["stepDecay", "every", () => sluice.stepDecay({ rate: 1, evry: 2 } as never)],
  ["exponentialDecay", "factor", () => sluice.exponentialDecay({ rate: 1, factr: 0.5 } as never)],
  ["cosine", "steps", () => sluice.cosine({ rate: 1, step: 2 } as never)],
  ["warmUp", "steps", () => sluice.warmUp({ rate: 1, stesp: 2 } as never)],
  ["oneCycle", "rise", () => sluice.oneCycle({ rate: 1, steps: 9, rises: 0.5 } as never)],
  ["reduceOnPlateau", "patience", () => sluice.reduceOnPlateau({ rate: 1, patiense: 2 } as never)],
  ["weightAverage", "decay", () => sluice.weightAverage({ decy: 0.9 } as never)],
  ["topKAccuracy", "k", () => sluice.topKAccuracy({ K: 2 } as never)],
  ["binaryAccuracy", "threshold", () => sluice.binaryAccuracy({ treshold: 0.4 } as never)],
];

describe("an option that does not exist is refused, with the nearest one that does:", () => {
  test.each(calls)("%s, %s", (name, nearest, call) => {
    expect(call).toThrowError(
      new RegExp(
        `^\\[E_ARGUMENT\\] ${name}: expected options among .*\\b${nearest}\\b.*, got ".+"\\.( Try ${nearest}\\.)?$`,
      ),
    );
  });

  test("evaluate, metrics", async () => {
    await expect(sluice.evaluate(net(), data, { metric: {} } as never)).rejects.toThrowError(/Try metrics\.$/);
  });

  test("in the data too", async () => {
    const weighed = { ...data, weight: [1] };
    await expect(sluice.train(net(), weighed, options).next()).rejects.toThrowError(
      '[E_ARGUMENT] train: expected options among x, y, lengths, weights, got "weight". Try weights.',
    );
  });

  test("of a loss inside of a loss, and of a parameter", () => {
    const loss = ((p: never, y: never) => sluice.mse(p, y, { reductions: "sum" } as never)) as typeof sluice.mse;
    expect(() => sluice.gradients(net(), data, loss)).toThrowError(
      /mse: expected options among reduction, weights.*Try reduction\./,
    );
    const layer = sluice.layer("own", (x) => sluice.mul(x, sluice.parameter("g", [1], { inti: 1 } as never)));
    expect(() => made(layer).initialize({ seed: 1, features: 1 })).toThrowError(
      /parameter "g": expected options among init, fan/,
    );
  });
});
