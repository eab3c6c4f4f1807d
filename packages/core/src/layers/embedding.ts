import { checkOptions } from "../checks/check-options.ts";
import { ShapeError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import { gather, matmul } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Init } from "../math/init.ts";
import { checkInitByName } from "./init-by-name.ts";
import type { Layer } from "./layer.ts";
import { positiveInteger } from "./positive-integer.ts";
import { inLayer, noteIndices, parameter, recordCall } from "./trace.ts";

export interface EmbeddingOptions {
  /** First values; normal with mean 0 and standard deviation 1 by default. */
  init?: { readonly W?: Init };
  /** The layer's name, `embedding` by default: its parameter is `<name>.W`. */
  name?: string;
}

export interface EmbeddingLayer extends Layer {
  (indices: Tensor): Tensor;
  /**
   * The products of a vector with every entry of the table: scores of what comes out by the weights of what goes in.
   *
   *   scores = x·Wᵀ
   *
   * Shapes: x [..., size]; scores [..., count]. Errors: E_SHAPE for other features than `size`.
   * Source: Press and Wolf 2017, arXiv:1608.05859.
   */
  scores(x: Tensor): Tensor;
}

/**
 * A learned vector for every whole number from 0 to count − 1: of a character, a product, a day of the week.
 *
 *   y = W[index]
 *
 * Shapes: indices [B, T] or of any other shape; y [B, T, size], one more axis; W [count, size].
 * Units: indices are whole numbers, 0 the first; data that hold others are refused, and what a model computes gives NaN.
 * Errors: E_ARGUMENT unless both sizes are positive integers.
 * Source: torch.nn.Embedding, initialisation included.
 */
export function embedding(count: number, size: number, options: EmbeddingOptions = {}): EmbeddingLayer {
  checkOptions("embedding", options, { init: true, name: true });
  const { init = {}, name = "embedding" } = options;
  positiveInteger("embedding, count", count);
  positiveInteger("embedding, size", size);
  checkInitByName("embedding", init, ["W"]);
  const saved = { kind: "embedding", options: { count, size, init } };
  const table = () =>
    parameter("W", [count, size], { init: init.W ?? { name: "normal", std: 1 }, fan: { in: count, out: size } });
  const call = (x: Tensor, as: "vectors" | "scores", compute: (label: string) => Tensor) =>
    inLayer({ identity: applied, name, takesAnyFeatures: true }, x, (label) => {
      const output = compute(label);
      recordCall({ label, saved: { ...saved, call: { as } }, inputs: [x], outputs: [output] });
      return output;
    });
  const applied: EmbeddingLayer = Object.assign(
    (indices: Tensor) =>
      call(indices, "vectors", (label) => {
        noteIndices(indices, label, count);
        return gather(table(), indices);
      }),
    {
      takesIndices: true,
      scores: (x: Tensor) =>
        call(x, "scores", () => {
          if (x.shape.at(-1) !== size || x.shape.length < 2)
            throw new ShapeError({
              where: "scores",
              expected: showPublic([...x.shape.slice(0, -1), size]),
              got: showPublic(x.shape),
            });
          return matmul(x, table(), "nt");
        }),
    },
  );
  return applied;
}
