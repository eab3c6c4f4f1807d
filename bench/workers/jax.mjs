/** @import { Job, Prepared } from "./serve.mjs" */
import { readFileSync } from "node:fs";
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { rows, stepsFirst } from "./gates.mjs";
import { serve } from "./serve.mjs";

await init("wasm");
defaultDevice("wasm");

/** @typedef {any} Array a jax-js array; every use of one takes it, and `.ref` keeps it */

/** @type {(values: { shape: number[], data: Float32Array }) => Array} */
const array = ({ shape, data }) => np.array(Float32Array.from(data)).reshape(shape);

/** Parameters by name, `<depth>.<parameter>`. @param {Job} job */
function parametersOf({ cell, size: { layers }, arrays }) {
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
  /** @type {Record<string, Array>} */
  const parameters = {};
  for (let depth = 0; depth < layers; depth++) {
    for (const letter of ["W", "U", "b"])
      parameters[`${depth}.${letter}`] = array(
        rows(
          gates.map((gate) => arrays[`${depth}.${letter}_${gate}`]),
          signs,
        ),
      );
    if (cell === "gru") parameters[`${depth}.b_hn`] = array(arrays[`${depth}.b_hn`]);
  }
  parameters["head.W"] = array(arrays["head.W"]);
  parameters["head.b"] = array(arrays["head.b"]);
  return parameters;
}

/** A step of the cell on z = W x + U h + b. @type {(z: Array, states: Array[]) => Array[]} */
function lstmStep(z, [, c]) {
  const [i, f, g, o] = np.split(z, 4, 1);
  const next = nn
    .sigmoid(f)
    .mul(c)
    .add(nn.sigmoid(i).mul(np.tanh(g)));
  return [nn.sigmoid(o).mul(np.tanh(next.ref)), next];
}

/** @type {(fromInput: Array, fromState: Array, h: Array, b: Array) => Array} */
function gruStep(fromInput, fromState, h, b) {
  const [xz, xr, xn] = np.split(fromInput, 3, 1);
  const [hz, hr, hn] = np.split(fromState, 3, 1);
  const z = nn.sigmoid(xz.add(hz));
  const n = np.tanh(xn.add(nn.sigmoid(xr.add(hr)).mul(hn.add(b))));
  return z.ref.mul(h).add(np.subtract(1, z).mul(n));
}

/**
 * The model over all steps, unrolled, for jax-js has no scan. Written as its kernels like it best at M and L: weights
 * [out, in], and the product with the input inside the loop, where it is fused with what follows.
 *
 * Shapes: x [T, B, F]; prediction [B, 1], or [T, B, 1] with a head on every step.
 *
 * @param {Job} job
 */
function forwardOf({ cell, size: { batch: B, steps: T, features, hidden: H, layers, output } }) {
  return (/** @type {Record<string, Array>} */ parameters, /** @type {Array} */ x) => {
    /** @type {Array[]} */
    let sequence = np.split(x, T, 0).map((/** @type {Array} */ row) => row.reshape([B, features]));
    for (let depth = 0; depth < layers; depth++) {
      const [W, U, b, b_hn] = ["W", "U", "b", "b_hn"].map((name) => parameters[`${depth}.${name}`]);
      let states = cell === "gru" ? [np.zeros([B, H])] : [np.zeros([B, H]), np.zeros([B, H])];
      const whole = depth < layers - 1 || output === "sequence";
      const outputs = [];
      for (const row of sequence) {
        const fromInput = np.matmul(row, np.transpose(W.ref)).add(b.ref);
        const fromState = np.matmul(cell === "gru" ? states[0].ref : states[0], np.transpose(U.ref));
        states =
          cell === "gru"
            ? [gruStep(fromInput, fromState, states[0], b_hn.ref)]
            : lstmStep(fromInput.add(fromState), states);
        if (whole) outputs.push(states[0].ref);
      }
      tree.dispose([W, U, b, ...(cell === "gru" ? [b_hn] : [])]);
      const [last, ...others] = states;
      tree.dispose(others);
      if (whole) last.dispose();
      sequence = whole ? outputs : [last];
    }
    const flat = sequence.length === 1 ? sequence[0] : np.concatenate(sequence, 0);
    const prediction = np.matmul(flat, np.transpose(parameters["head.W"])).add(parameters["head.b"]);
    return output === "sequence" ? prediction.reshape([T, B, 1]) : prediction;
  };
}

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** One compiled training step: new parameters and Adam's means from old ones. @param {Job} job */
function stepOf(job) {
  const forward = forwardOf(job);
  const loss = (/** @type {any} */ parameters, /** @type {Array} */ x, /** @type {Array} */ y) =>
    np.mean(np.square(forward(parameters, x).sub(y)));
  return jit((parameters, means, squares, size, correction, x, y) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(parameters), x, y);
    /** @type {Record<string, Record<string, Array>>} */
    const next = { parameters: {}, means: {}, squares: {} };
    for (const name of Object.keys(parameters)) {
      const mean = means[name].mul(BETA1).add(gradients[name].ref.mul(1 - BETA1));
      const square = squares[name].mul(BETA2).add(np.square(gradients[name]).mul(1 - BETA2));
      const scale = np.sqrt(square.ref).div(correction.ref).add(EPSILON);
      next.parameters[name] = parameters[name].sub(size.ref.mul(mean.ref.div(scale)));
      next.means[name] = mean;
      next.squares[name] = square;
    }
    tree.dispose([size, correction]);
    return [value, next.parameters, next.means, next.squares];
  });
}

/** Steps of training from the job's weights; each gives the loss before it. @param {Job} job */
function trainingOf(job) {
  const step = stepOf(job);
  let parameters = parametersOf(job);
  const zeros = () => tree.map((/** @type {Array} */ { shape }) => np.zeros(shape), parameters);
  /** @type {any} */
  let means = zeros();
  /** @type {any} */
  let squares = zeros();
  const [x, y] = [array(stepsFirst(job.arrays.x)), targetsOf(job)];
  let count = 0;
  return async () => {
    count++;
    const size = np.array(new Float32Array([job.rate / (1 - BETA1 ** count)])).reshape([]);
    const correction = np.array(new Float32Array([Math.sqrt(1 - BETA2 ** count)])).reshape([]);
    let loss;
    [loss, parameters, means, squares] = step(parameters, means, squares, size, correction, x.ref, y.ref);
    return (await loss.data())[0];
  };
}

/** @param {Job} job */
const targetsOf = ({ size, arrays: { y } }) => array(size.output === "sequence" ? stepsFirst(y) : y);

const { version } = JSON.parse(
  readFileSync(new URL("../node_modules/@jax-js/jax/package.json", import.meta.url), "utf8"),
);

await serve({
  describe: () => ({ "jax-js": version, device: defaultDevice() }),
  async prepare(job) {
    if (job.kind === "forward") {
      const forward = jit(forwardOf(job));
      const [parameters, x] = [parametersOf(job), array(stepsFirst(job.arrays.x))];
      const predict = async () => await forward(tree.ref(parameters), x.ref).data();
      return {
        result: [...(await predict())],
        async loop(calls) {
          for (let i = 0; i < calls; i++) await predict();
        },
      };
    }
    const step = trainingOf(job);
    const result = [];
    for (let i = 0; i <= job.checkedSteps; i++) result.push(await step());
    return {
      result,
      async loop(calls) {
        for (let i = 0; i < calls; i++) await step();
      },
    };
  },
  async compile(job) {
    const step = trainingOf(job);
    const started = performance.now();
    await step();
    const first = performance.now() - started;
    const before = performance.now();
    await step();
    return first - (performance.now() - before);
  },
});
