import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { lstm } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { dropout } from "../layers/dropout.ts";
import { linear } from "../layers/linear.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import type { ShapedArray } from "../program.ts";
import { train } from "./train.ts";

// `npm run test:bits` does the same with more models, steps, Nodes and browsers.

const peephole = cell(
  "peephole",
  `
  f_t = σ(W_f x_t + U_f h_{t-1} + p_f ⊙ c_{t-1} + b_f)
  c_t = f_t ⊙ c_{t-1} + (1 − f_t) ⊙ tanh(W x_t + U h_{t-1} + b)
  h_t = softplus(c_t) ⊙ exp(−abs(c_t))
`,
);

/** Three batches of 64 rows, and 5 or 37 that are left: too few for threads, or shares of different sizes. */
const rows = { "lstm, two layers": 3 * 64 + 5, peephole: 3 * 64 + 37 };

const models = {
  "lstm, two layers": () => sequential(recurrent(lstm, { hidden: 13, layers: 2, dropout: 0.25 }), linear(1)),
  peephole: () => sequential(recurrent(peephole, { hidden: 6 }), dropout(0.2), linear(1)),
};

/** Multiples of 2^−8 in [−1, 1). */
const numbers = (shape: number[], factor: number): ShapedArray => ({
  shape,
  data: Float32Array.from(
    { length: shape.reduce((a, b) => a * b) },
    (_, i) => (((i + 1) ** 2 * factor) % 512) / 256 - 1,
  ),
});

/** The SHA-256 of arrays and their names. */
function digest(arrays: Readonly<Record<string, ShapedArray>>): string {
  const hash = createHash("sha256");
  for (const [name, { data }] of Object.entries(arrays)) hash.update(`${name}\0`).update(data);
  return hash.digest("hex");
}

// Frozen on Node 20, 22, 24 and 26: a change that moves bits on purpose says so in the changelog and writes them anew.
const frozen = {
  "lstm, two layers": {
    weights: "febe384e6af65e9bc18b709b237ff0c6321bcb5b3cdabea73d000319f2c1127d",
    predicted: "f54e90751f5efdeb79e46d3083f96c228e64a91ab640a7aea6cbaee829d784e9",
  },
  peephole: {
    weights: "1c352630edf504e6ff11d900b0c85433863589024fcf1305a702379a7103ca00",
    predicted: "2faaed2c2e7371175449260288cc38b66dbf4fdecf60a8bb50231d9eca62ec10",
  },
};

test.each([1, 2, 4])("one seed gives these bits with %i threads, dropout and shuffling", async (threads) => {
  const found: Record<string, object> = {};
  for (const [name, make] of Object.entries(models)) {
    const net = make();
    const count = rows[name as keyof typeof rows];
    const data = { x: numbers([count, 9, 3], 37), y: numbers([count, 1], 101) };
    const options = { loss: mse, optimizer: adam({ rate: 0.02 }), epochs: 10, batch: 64, seed: 7, threads };
    for await (const _ of train(net, data, options));
    found[name] = { weights: digest(net.parameters), predicted: digest({ y: net.predict(data.x) }) };
  }
  expect(found).toEqual(frozen);
});
