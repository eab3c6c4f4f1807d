import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "../backends/reference/evaluate.ts";
import { type NdArray, ndarray } from "../backends/reference/ndarray.ts";
import { axisLengths, genomes, leafName, randomGraph } from "../graph/random-graph.test.support.ts";
import { scattered } from "../graph/scattered.test.support.ts";
import { type AxisLengths, concrete, elementCount } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { lossGradients } from "./loss-gradients.test.support.ts";

const direction = (leaf: Tensor, i: number) => Math.cos(i * 7.7 + leafName(leaf).charCodeAt(1));

/** Scattered values moved off their grid, so that no two are equal, and then along a direction. */
function shifted(leaf: Tensor, lengths: AxisLengths, step: number): NdArray {
  const shape = concrete(leaf.shape, lengths);
  const values = scattered(leafName(leaf), elementCount(shape));
  return ndarray(
    shape,
    values.map(
      (x, i) => x + 0.05 * Math.sin(1 + i * 12.9898 + leafName(leaf).charCodeAt(1)) + step * direction(leaf, i),
    ),
  );
}

test("the gradients of a random graph give its slope along any direction", () => {
  fc.assert(
    fc.property(genomes, axisLengths, (genome, lengths) => {
      const graph = randomGraph(genome, { smooth: true });
      const { loss, ...gradients } = lossGradients(graph).results;
      const at = (step: number, roots: readonly Tensor[]) =>
        evaluate(roots, new Map(graph.leaves.map((t) => [t, shifted(t, lengths, step)])), lengths);
      const value = (step: number) => at(step, [loss!])[0]!.data[0]!;
      const step = 1e-6;
      const [before, here, after] = [value(-step), value(0), value(step)];
      const slopes = [(here - before) / step, (after - here) / step];
      let found = 0;
      let scale = Math.max(1, Math.abs(here));
      const arrays = at(0, Object.values(gradients));
      Object.keys(gradients).forEach((name, k) => {
        const leaf = graph.leaves.find((t) => leafName(t) === name)!;
        arrays[k]!.data.forEach((d, i) => {
          const share = d * direction(leaf, i);
          found += share;
          scale = Math.max(scale, Math.abs(share));
        });
      });
      // With a kink in between, the slopes on its sides bound the gradient.
      expect(found).toBeGreaterThan(Math.min(...slopes) - 1e-5 * scale);
      expect(found).toBeLessThan(Math.max(...slopes) + 1e-5 * scale);
    }),
    { seed: 1, numRuns: 300 },
  );
});
