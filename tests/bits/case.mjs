// What every engine must compute to the same bits: 200 steps of training of several models, with dropout and shuffling, and
// what the trained models then say. Plain JavaScript, so that it runs everywhere as it stands.
import {
  adam,
  add,
  cell,
  concat,
  dropout,
  gru,
  linear,
  log,
  lstm,
  mae,
  mean,
  model,
  mse,
  recurrent,
  sales,
  sequential,
  sgd,
  square,
  sub,
  train,
} from "@sluice/core";
import { arraysDigest, textDigest } from "./digest.mjs";
import { runsElsewhere } from "./runs-elsewhere.mjs";

const ROWS = 229;
const STEPS = 11;
/** Three batches of 64 rows and one of 37, which goes to four threads in unequal shares. */
const BATCH = 64;
const EPOCHS = 50;

/** Of every model; all have rows enough for four threads. */
const STEPS_OF_TRAINING = EPOCHS * Math.ceil(ROWS / BATCH);

/** Vector weights, a norm, and the functions that chains compute inline. */
const varied = cell(
  "varied",
  `
  g_t = σ(W_g x_t + U_g h_{t-1} + p_g ⊙ c_{t-1} + b_g)
  m_t = softplus(W_m x_t + b_m)
  c_t = g_t ⊙ c_{t-1} + (1 − g_t) ⊙ tanh(W x_t + U h_{t-1} + v ⊙ m_t)
  e_t = exp(−abs(c_t)) / (1 + sqrt(1 + c_t ⊙ c_t))
  h_t = norm(c_t) ⊙ e_t + relu(c_t) − max(c_t, m_t) / 7
`,
);

/** Multiples of 2^−23 in [−1, 1), by integers alone: JavaScript engines agree on those. */
function numbers(shape, seed) {
  let state = seed;
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  });
  return { shape, data };
}

const sequences = (features, seed) => numbers([ROWS, STEPS, features], seed);

const models = [
  {
    name: "lstm, two layers",
    make: () => sequential(recurrent(lstm, { hidden: 36, layers: 2, dropout: 0.25 }), dropout(0.1), linear(1)),
    data: { x: sequences(3, 1), y: numbers([ROWS, 1], 2) },
    options: { loss: mse, optimizer: adam({ rate: 0.01 }) },
    watch: ["lstm.1.f"],
  },
  {
    name: "gru, whole sequences",
    make: () => sequential(recurrent(gru, { hidden: 13, output: "sequence" }), dropout(0.3), linear(2)),
    data: { x: sequences(5, 3), y: numbers([ROWS, STEPS, 2], 4) },
    options: { loss: mae, optimizer: sgd({ rate: 0.05, momentum: 0.9 }) },
    watch: ["z", "r"],
  },
  {
    name: "sales cell",
    make: () => sequential(recurrent(sales, { hidden: 7 }), dropout(0.5), linear(1)),
    data: { x: sequences(3, 5), y: numbers([ROWS, 1], 6) },
    options: { loss: mse, optimizer: adam({ rate: 0.01 }) },
    watch: ["z"],
  },
  {
    name: "a cell of vector weights, two inputs",
    make: () => {
      const encode = recurrent(varied, { hidden: 9 });
      const drop = dropout(0.2);
      const head = linear(3);
      return model({ inputs: { past: ["T", 4], known: [2] } }, ({ past, known }) =>
        head(concat([drop(encode(past)), known])),
      );
    },
    data: { x: { past: sequences(4, 7), known: numbers([ROWS, 2], 8) }, y: numbers([ROWS, 3], 9) },
    options: { loss: mse, optimizer: adam({ rate: 0.005 }) },
    watch: ["g", "m"],
  },
  {
    name: "a loss with logarithms",
    make: () => sequential(recurrent(gru, { hidden: 6 }), dropout(0.2), linear(1)),
    data: { x: sequences(1, 10), y: numbers([ROWS, 1], 11) },
    options: { loss: logarithmic, optimizer: adam({ rate: 0.01 }) },
    watch: ["z"],
  },
];

/** The mean of log(1 + (ŷ − y)²). */
function logarithmic(prediction, target) {
  return mean(log(add(1, square(sub(prediction, target)))));
}

/** What a model says after each of some steps of one sequence, given one by one. */
function stepped(net, x) {
  const inputs = x.data === undefined ? x : { x };
  const said = [];
  for (let t = 0; t < STEPS; t++) {
    const now = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, data }]) => {
        const features = shape.at(-1);
        const from = shape.length === 3 ? t * features : 0;
        return [name, data.slice(from, from + features)];
      }),
    );
    said.push(...net.step(x.data === undefined ? now : now.x).data);
  }
  return { data: Float32Array.from(said) };
}

/**
 * Trains every model with so many threads and gives the SHA-256 of all weights and all that the models say, and each
 * model's own. That threads did share the steps is counted.
 */
export async function runCase(threads) {
  const before = runsElsewhere();
  const digests = {};
  for (const { name, make, data, options, watch } of models) {
    const net = make();
    for await (const _ of train(net, data, { ...options, epochs: EPOCHS, batch: BATCH, seed: 2024, threads }));
    const said = {
      predicted: net.predict(data.x, { batch: 50 }),
      ...net.watch(data.x, watch),
      stepped: stepped(net, data.x),
    };
    digests[`${name}: weights`] = await arraysDigest(net.parameters);
    digests[`${name}: forward`] = await arraysDigest(said);
  }
  const shares = runsElsewhere() - before;
  const expected = (threads - 1) * STEPS_OF_TRAINING * models.length;
  if (shares !== expected)
    throw new Error(`${threads} threads: expected ${expected} shares of steps in other threads, got ${shares}`);
  return { digest: await textDigest(JSON.stringify(digests)), digests };
}
