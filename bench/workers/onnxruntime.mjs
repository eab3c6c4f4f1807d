import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { stepsFirst } from "./gates.mjs";
import { onnxModel } from "./onnx-model.mjs";
import { serve } from "./serve.mjs";

const { version } = JSON.parse(
  readFileSync(new URL("../node_modules/onnxruntime-node/package.json", import.meta.url), "utf8"),
);

await serve({
  describe: () => ({ "onnxruntime-node": version }),
  async prepare(job) {
    if (job.kind !== "forward") throw new Error("onnxruntime computes forward only");
    const session = await InferenceSession.create(onnxModel(job), {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
    });
    const { shape, data } = stepsFirst(job.arrays.x);
    const x = new Tensor("float32", data, shape);
    const predict = async () => (await session.run({ x })).y.data;
    return {
      result: [.../** @type {Float32Array} */ (await predict())],
      async loop(calls) {
        for (let i = 0; i < calls; i++) await predict();
      },
    };
  },
});
