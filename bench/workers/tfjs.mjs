/** @import { Job, Prepared } from "./serve.mjs" */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { columns } from "./gates.mjs";
import { serve } from "./serve.mjs";

const backend = process.argv[2];
if (backend === "wasm") {
  setThreadsCount(1);
  setWasmPaths(`${join(dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm"))))}/`);
}
await tf.setBackend(backend);
await tf.ready();

/**
 * The gated recurrent unit with the reset gate after the product, which tfjs lacks, in the operations of its own cell:
 * one product with the input and one with the state, split into gates.
 */
class ResetAfterCell extends tf.layers.RNNCell {
  static className = "ResetAfterCell";

  /** @param {number} units */
  constructor(units) {
    super({});
    this.units = units;
    this.stateSize = units;
  }

  /** @param {any} inputShape */
  build(inputShape) {
    const features = inputShape[inputShape.length - 1];
    const zeros = tf.initializers.zeros();
    this.kernel = this.addWeight("kernel", [features, this.units * 3], "float32", zeros);
    this.recurrentKernel = this.addWeight("recurrent_kernel", [this.units, this.units * 3], "float32", zeros);
    this.bias = this.addWeight("bias", [this.units * 3], "float32", zeros);
    this.candidateBias = this.addWeight("candidate_bias", [this.units], "float32", zeros);
    this.built = true;
  }

  /** @param {any} inputs */
  call([x, h]) {
    return tf.tidy(() => {
      const fromInput = tf.add(tf.matMul(x, read(this.kernel)), read(this.bias));
      const fromState = tf.matMul(h, read(this.recurrentKernel));
      const [xz, xr, xn] = tf.split(fromInput, 3, 1);
      const [hz, hr, hn] = tf.split(fromState, 3, 1);
      const z = tf.sigmoid(tf.add(xz, hz));
      const r = tf.sigmoid(tf.add(xr, hr));
      const n = tf.tanh(tf.add(xn, tf.mul(r, tf.add(hn, read(this.candidateBias)))));
      const next = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), n));
      return [next, next];
    });
  }
}

/** A weight's value of now. @param {any} weight @returns {tf.Tensor} */
const read = (weight) => weight.read();

/** @param {Job} job @param {number} depth */
function recurrentLayer({ cell, size: { steps, features, hidden, layers, output } }, depth) {
  const options = {
    returnSequences: depth < layers - 1 || output === "sequence",
    ...(depth === 0 && { inputShape: [steps, features] }),
  };
  if (cell === "gru") return tf.layers.rnn({ cell: new ResetAfterCell(hidden), ...options });
  if (cell !== "lstm") throw new Error(`no ${cell} in tfjs`);
  const initializers = { kernelInitializer: "zeros", recurrentInitializer: "zeros", unitForgetBias: false };
  return tf.layers.lstm({ units: hidden, recurrentActivation: "sigmoid", ...initializers, ...options });
}

/** tfjs's weights of one layer, in its own order of gates. @param {Job} job @param {number} depth */
function weightsOf({ cell, arrays }, depth) {
  const of = (/** @type {string} */ name) => arrays[`${depth}.${name}`];
  // The update gate writes in Sluice and keeps here.
  const [gates, signs] =
    cell === "gru"
      ? [
          ["z", "r", "n"],
          [-1, 1, 1],
        ]
      : [
          ["i", "f", "g", "o"],
          [1, 1, 1, 1],
        ];
  const sides = ["W", "U", "b"].map((letter) =>
    columns(
      gates.map((gate) => of(`${letter}_${gate}`)),
      signs,
    ),
  );
  return cell === "gru" ? [...sides, of("b_hn")] : sides;
}

/** @type {(values: import("./gates.mjs").Values) => tf.Tensor} */
const tensor = ({ shape, data }) => tf.tensor(data, shape);

/** @param {Job} job */
function modelOf(job) {
  const { layers } = job.size;
  const model = tf.sequential();
  for (let depth = 0; depth < layers; depth++) model.add(recurrentLayer(job, depth));
  model.add(tf.layers.dense({ units: 1, kernelInitializer: "zeros" }));
  for (let depth = 0; depth < layers; depth++) model.layers[depth].setWeights(weightsOf(job, depth).map(tensor));
  model.layers[layers].setWeights([columns([job.arrays["head.W"]]), job.arrays["head.b"]].map(tensor));
  return model;
}

await serve({
  describe: () => ({ tfjs: tf.version.tfjs, backend: tf.getBackend() }),
  async prepare(job) {
    const model = modelOf(job);
    const [x, y] = [tensor(job.arrays.x), tensor(job.arrays.y)];
    if (job.kind === "forward") {
      const predict = () =>
        tf.tidy(() => /** @type {tf.Tensor} */ (model.predict(x, { batchSize: job.size.batch })).dataSync());
      return {
        result: [...predict()],
        loop(calls) {
          for (let i = 0; i < calls; i++) predict();
        },
      };
    }
    model.compile({ loss: "meanSquaredError", optimizer: tf.train.adam(job.rate, 0.9, 0.999, 1e-8) });
    const step = async () => /** @type {number} */ (await model.trainOnBatch(x, y));
    const result = [];
    for (let i = 0; i <= job.checkedSteps; i++) result.push(await step());
    return {
      result,
      async loop(calls) {
        for (let i = 0; i < calls; i++) await step();
      },
    };
  },
});
