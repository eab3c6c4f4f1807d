import fc from "fast-check";
import { expect, test } from "vitest";
import { gradient } from "../../gradient/gradient.ts";
import * as g from "../../graph/ops.ts";
import { axisLengths, type Genome, genomes, randomGraph } from "../../graph/random-graph.test.support.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { allPasses } from "../../passes/passes.ts";
import { engine, type ProgramGraph } from "../../program.ts";
import { Pair } from "../compare.test.support.ts";

const named = (tensors: readonly Tensor[]) => Object.fromEntries(tensors.map((t, i) => [`r${i}`, t]));

const off = fc.constantFrom("none", ...allPasses);
const runs = fc.array(axisLengths, { minLength: 1, maxLength: 3 });
const SEED = Number(process.env.SEED ?? 1),
  RUNS = Number(process.env.RUNS ?? 300);

function hold(graph: ProgramGraph, without: string, lengths: readonly { B: number; T: number }[], tolerance: number) {
  const pair = new Pair(graph, engine(), { passes: allPasses.filter((pass) => pass !== without) });
  lengths.forEach((now, i) => {
    pair.run(now, String(i));
    const { name, difference } = pair.worst();
    expect(difference, `${name} of run ${i}`).toBeLessThan(tolerance);
  });
}

test("a random graph gives what the reference gives, at several lengths in a row, whichever pass is off", () => {
  fc.assert(
    fc.property(genomes, off, runs, (genome, without, lengths) => {
      hold({ results: named(randomGraph(genome).results) }, without, lengths, 1e-5);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

/** Means of squares and of values, so that every element counts. */
const lossOf = (results: readonly Tensor[]) =>
  results.map((t) => g.mean(g.mul(t, g.add(t, 1)))).reduce((a, b) => g.add(a, b));

function gradients(genome: Genome): ProgramGraph {
  const { leaves, results } = randomGraph(genome, true);
  const {
    gradients: found,
    results: [loss],
  } = gradient(lossOf(results), leaves);
  return { results: { loss: loss!, ...named(found.filter((t) => t !== undefined)) } };
}

test("its gradients are those of the reference", () => {
  fc.assert(
    fc.property(genomes, off, runs, (genome, without, lengths) => {
      hold(gradients(genome), without, lengths, 1e-4);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
