/** @import { Job, Prepared } from "./serve.mjs" */
import { readFileSync } from "node:fs";
import { adam, linear, mse, recurrent, sequential, train } from "@sluice/core";
import { cellOf } from "./cells.mjs";
import { NotYet, serve } from "./serve.mjs";

/** A model with the job's weights. @param {Job} job */
function modelOf({ cell, size, arrays }) {
  const { hidden, layers, output, features } = size;
  const model = sequential(
    recurrent(cellOf(cell), { hidden, layers, output, name: "cell" }),
    linear(1, { name: "head" }),
  );
  model.initialize({ seed: 1, features });
  const { x, y, ...weights } = arrays;
  model.setParameters(
    Object.fromEntries(
      Object.entries(weights).map(([name, values]) => [name.startsWith("head.") ? name : `cell.${name}`, values]),
    ),
  );
  return model;
}

const oneThread = process.argv.includes("--one-thread");

/** Steps of training on the whole batch, as many as are asked for. @param {Job} job */
function steps(
  { size, rate, threads: given, arrays: { x, y } },
  /** @type {ReturnType<typeof modelOf>} */ model,
  epochs = 1e9,
) {
  const threads = oneThread ? 1 : given;
  return train(model, { x, y }, { loss: mse, optimizer: adam({ rate }), epochs, batch: size.batch, seed: 1, threads });
}

/** @param {AsyncGenerator<{ loss: number }, void>} training */
async function nextLoss(training) {
  const { value } = await training.next();
  return /** @type {{ loss: number }} */ (value).loss;
}

/** @type {Record<Job["kind"], (job: Job) => Promise<Prepared> | Prepared>} */
const kinds = {
  async train(job) {
    const training = steps(job, modelOf(job));
    const result = [];
    for (let i = 0; i <= job.checkedSteps; i++) result.push(await nextLoss(training));
    return {
      result,
      async loop(calls) {
        for (let i = 0; i < calls; i++) await training.next();
      },
    };
  },
  memory: (job) => kinds.train(job),
  compile: (job) => kinds.train(job),
  async epochs(job) {
    const { result } = await kinds.train(job);
    return {
      result,
      async loop(calls) {
        for (let i = 0; i < calls; i++) for await (const _ of steps(job, modelOf(job), job.epochs));
      },
    };
  },
  forward(job) {
    const model = modelOf(job);
    const { x } = job.arrays;
    return {
      result: [...model.predict(x).data],
      loop(calls) {
        for (let i = 0; i < calls; i++) model.predict(x);
      },
    };
  },
  step(job) {
    const model = /** @type {any} */ (modelOf(job));
    if (typeof model.step !== "function") throw new NotYet("a model has no step yet");
    const { batch, steps: T, features } = job.size;
    const { data } = job.arrays.x;
    const rows = Array.from({ length: T }, (_, t) => ({
      shape: [batch, features],
      data: data.subarray(t * features, (t + 1) * features),
    }));
    let output;
    for (const row of rows) output = model.step(row);
    let next = 0;
    return {
      // Held to the whole sequence by the peer that computes it so.
      result: [...output.data],
      loop(calls) {
        for (let i = 0; i < calls; i++) {
          model.step(rows[next]);
          next = next + 1 === T ? 0 : next + 1;
        }
      },
    };
  },
};

await serve({
  describe: () => ({
    sluice: JSON.parse(readFileSync(new URL("../../packages/core/package.json", import.meta.url), "utf8")).version,
    node: process.version,
    v8: process.versions.v8,
  }),
  prepare: (job) => kinds[job.kind](job),
  async compile(job) {
    const model = modelOf(job);
    const started = performance.now();
    const training = steps(job, model);
    await training.next();
    const first = performance.now() - started;
    const before = performance.now();
    await training.next();
    return first - (performance.now() - before);
  },
});
