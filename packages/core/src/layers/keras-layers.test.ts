import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sigmoid, softplus } from "../graph/ops.ts";
import { backends } from "../train/backends.test.support.ts";
import { batchNorm } from "./batch-norm.ts";
import { embedding } from "./embedding.ts";
import type { Layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { sequential } from "./sequential.ts";

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
  const found = net.predict({ shape: [1, ...given.input.shape], data: given.input.data });
  expect(found.shape).toEqual([1, ...given.expected.shape]);
  found.data.forEach((y, i) => {
    expect(Math.abs(y - given.expected.data[i]!)).toBeLessThan(5e-6);
  });
}

describe.each(backends)("on $backend, as Keras computed it:", ({ backend }) => {
  const activations = { 0: undefined, 1: sigmoid, 2: softplus, 3: undefined, 4: sigmoid, 5: softplus };
  test.each(Object.entries(activations))("Dense %s", (number, activation) => {
    const given = dense[`core.Dense.${number}`]!;
    const [W, b] = given.weights;
    const layer = linear(2, { bias: b !== undefined });
    const weights = { "linear.W": turned(W!), ...(b && { "linear.b": b }) };
    check(activation === undefined ? [layer] : [layer, activation as Layer], given, weights, backend);
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

  // Which of gain and shift there are, and ε; cases 2 and 3 normalise along another axis than the last.
  test.each([
    [0, ["g", "b"], 1e-5],
    [1, ["g", "b"], 1e-2],
    [4, ["b"], 1e-5],
    [5, ["g"], 1e-5],
    [6, [], 1e-3],
  ] as const)("BatchNormalization %s", (number, learned, epsilon) => {
    const given = normal[`normalization.BatchNormalization.${number}`]!;
    const names = [...learned, "mean", "variance"];
    const weights = Object.fromEntries(names.map((name, i) => [`batchNorm.${name}`, given.weights[i]!]));
    check([batchNorm({ epsilon })], given, weights, backend);
  });
});
