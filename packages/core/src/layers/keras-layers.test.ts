import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { add, concat, matmul, sigmoid, slice, softplus, transpose } from "../graph/ops.ts";
import type { ShapedArray } from "../program.ts";
import { backends } from "../train/backends.test.support.ts";
import { batchNorm } from "./batch-norm.ts";
import { embedding } from "./embedding.ts";
import { type Layer, layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { sequential } from "./sequential.ts";
import { parameter } from "./trace.ts";

interface Arrayed {
  shape: number[];
  data: number[];
}
interface KerasCase {
  input: Arrayed;
  weights: Arrayed[];
  expected: Arrayed;
}

const folder = new URL("golden/keras/", import.meta.url);
const read = (file: string): Record<string, KerasCase> => JSON.parse(readFileSync(new URL(file, folder), "utf8"));

const dense = read("Dense.json");
const embeddings = read("Embedding.json");
const normal = read("BatchNormalization.json");
const distributed = read("TimeDistributed.json");

/** Keras has weights [in, out]. */
const turned = ({ shape: [rows, columns], data }: Arrayed): Arrayed => ({
  shape: [columns!, rows!],
  data: data.map((_, i) => data[(i % rows!) * columns! + Math.floor(i / rows!)]!),
});

/** What follows the product. */
const ofDense: Record<string, Layer | "linear"> = {
  "core.Dense.0": "linear",
  "core.Dense.1": sigmoid,
  "core.Dense.2": softplus,
  "core.Dense.3": "linear",
  "core.Dense.4": sigmoid,
  "core.Dense.5": softplus,
};

/** Which of gain and shift there are, ε, and the axis of a row whose values have a mean of their own. */
const ofBatchNormalization: Record<string, { learned: readonly string[]; epsilon: number; axis?: number }> = {
  "normalization.BatchNormalization.0": { learned: ["g", "b"], epsilon: 1e-5 },
  "normalization.BatchNormalization.1": { learned: ["g", "b"], epsilon: 1e-2 },
  "normalization.BatchNormalization.2": { learned: ["g", "b"], epsilon: 1e-5, axis: 0 },
  "normalization.BatchNormalization.3": { learned: ["g", "b"], epsilon: 1e-5, axis: 1 },
  "normalization.BatchNormalization.4": { learned: ["b"], epsilon: 1e-5 },
  "normalization.BatchNormalization.5": { learned: ["g"], epsilon: 1e-5 },
  "normalization.BatchNormalization.6": { learned: [], epsilon: 1e-3 },
};

/** The cases are rounded to six decimals. */
function check(
  layers: Layer[],
  given: KerasCase,
  weights: Record<string, Arrayed>,
  backend: "reference" | "wasm",
): void {
  const net = sequential(layers, { backend });
  const [first, last] = [given.input.shape[0]!, given.input.shape.at(-1)!];
  net.initialize({ seed: 1, features: last, steps: first });
  net.setParameters(weights);
  compare(net.predict({ shape: [1, ...given.input.shape], data: given.input.data }), given);
}

/** The same for rows with more axes than sequential layers read. */
function checkRows(
  apply: Layer,
  given: KerasCase,
  weights: Record<string, Arrayed>,
  backend: "reference" | "wasm",
): void {
  const net = model({ inputs: { x: given.input.shape }, backend }, ({ x }) => apply(x)).initialize({ seed: 1 });
  net.setParameters(weights);
  compare(net.predict({ x: { shape: [1, ...given.input.shape], data: given.input.data } }), given);
}

function compare(found: ShapedArray, { expected }: KerasCase): void {
  expect(found.shape).toEqual([1, ...expected.shape]);
  found.data.forEach((y, i) => {
    expect(Math.abs(y - expected.data[i]!)).toBeLessThan(5e-6);
  });
}

describe.each(backends)("on $backend, as Keras computed it:", ({ backend }) => {
  test.each(Object.keys(dense))("%s", (name) => {
    const given = dense[name]!;
    const activation = ofDense[name]!;
    const [W, b] = given.weights;
    const layer = linear(2, { bias: b !== undefined });
    const weights = { "linear.W": turned(W!), ...(b && { "linear.b": b }) };
    check(activation === "linear" ? [layer] : [layer, activation], given, weights, backend);
  });

  test.each(Object.keys(embeddings))("%s", (name) => {
    const given = embeddings[name]!;
    const [W] = given.weights as [Arrayed];
    check([embedding(W.shape[0]!, W.shape[1]!)], given, { "embedding.W": W }, backend);
  });

  test("TimeDistributed of Dense is linear as it stands", () => {
    const given = distributed["wrappers.TimeDistributed.0"]!;
    const [W, b] = given.weights as [Arrayed, Arrayed];
    check([linear(4)], given, { "linear.W": turned(W), "linear.b": b }, backend);
  });

  test("TimeDistributed of Conv2D is slices and a product, at every step", () => {
    const given = distributed["wrappers.TimeDistributed.1"]!;
    const [kernel, b] = given.weights as [Arrayed, Arrayed];
    const W = turned({ shape: [3 * 3 * 2, 6], data: kernel.data });
    const conv2d = layer("conv2d", (x) => {
      const places = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => slice(slice(x, 2, row, 2), 3, column, 2)));
      return add(matmul(concat(places, -1), parameter("W", [6, 18]), "nt"), parameter("b", [6]));
    });
    checkRows(conv2d, given, { "conv2d.W": W, "conv2d.b": b }, backend);
  });

  test.each(Object.keys(normal))("%s", (name) => {
    const given = normal[name]!;
    const { learned, epsilon, axis = given.input.shape.length - 1 } = ofBatchNormalization[name]!;
    const names = [...learned, "mean", "variance"];
    const weights = Object.fromEntries(names.map((each, i) => [`batchNorm.${each}`, given.weights[i]!]));
    if (axis === given.input.shape.length - 1) return check([batchNorm({ epsilon })], given, weights, backend);
    // Along another axis than the last: that one and the last change places, before and after. Axis 0 is that of the rows.
    const order = [0, 1, 2, 3].with(axis + 1, 3).with(3, axis + 1);
    const norm = batchNorm({ epsilon });
    checkRows((x) => transpose(norm(transpose(x, order)), order), given, weights, backend);
  });
});

test("every case of the files has a test of its own", () => {
  expect(Object.keys(dense)).toEqual(Object.keys(ofDense));
  expect(Object.keys(normal)).toEqual(Object.keys(ofBatchNormalization));
  expect(Object.keys(embeddings).length).toBe(3);
  expect(Object.keys(distributed)).toEqual(["wrappers.TimeDistributed.0", "wrappers.TimeDistributed.1"]);
});
