import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lossGradients } from "../../gradient/loss-gradients.test.support.ts";
import { axisLengths, type Genome, genomes, numbered, randomGraph } from "../../graph/random-graph.test.support.ts";
import { sameShape } from "../../graph/size.ts";
import { allPasses } from "../../passes/passes.ts";
import { engine, type ProgramGraph } from "../../program.ts";
import { Pair } from "../compare.test.support.ts";

/** How a graph is compiled and run: a pass that is off, a capacity, several lengths one after the other. */
const ways = fc.record({
  off: fc.constantFrom("none", ...allPasses),
  capacity: fc.constantFrom({}, { B: 1, T: 1 }, { B: 3, T: 2 }, { B: 8, T: 8 }),
  runs: fc.array(axisLengths, { minLength: 1, maxLength: 3 }),
});

type Way = typeof ways extends fc.Arbitrary<infer Value> ? Value : never;

function holdToReference(graph: ProgramGraph, { off, capacity, runs }: Way, tolerance: number): void {
  const pair = new Pair(graph, engine(), { capacity, passes: allPasses.filter((pass) => pass !== off) });
  runs.forEach((lengths, i) => {
    pair.run(lengths, String(i));
    const { name, difference } = pair.worst();
    expect(difference, `${name} of run ${i}`).toBeLessThan(tolerance);
  });
}

/** Variables get values of their own shape, one another's among them. */
function updating(genome: Genome, choices: readonly number[]): ProgramGraph {
  const { leaves, results, all } = randomGraph(genome, { constant: false });
  const updates = leaves.flatMap((target, i) => {
    const choice = choices[i] ?? 0;
    const values = all.filter((t) => sameShape(t.shape, target.shape)).reverse();
    return target.node.op.kind === "variable" && choice > 0 ? [[target, values[choice % values.length]!] as const] : [];
  });
  return { results: numbered(results), updates: new Map(updates) };
}

describe("whichever pass is off, within capacity and beyond, at several lengths in a row", () => {
  // A seed, because float32 has no bound that holds for every graph.
  const times = { seed: 1, numRuns: 300 };

  test("a random graph gives what the reference gives", () => {
    fc.assert(
      fc.property(genomes, ways, (genome, way) =>
        holdToReference({ results: numbered(randomGraph(genome).results) }, way, 1e-5),
      ),
      times,
    );
  });

  test("its gradients are the reference's", () => {
    fc.assert(
      fc.property(genomes, ways, (genome, way) =>
        holdToReference(lossGradients(randomGraph(genome, { smooth: true })), way, 1e-4),
      ),
      times,
    );
  });

  test("its variables take the reference's new values, all computed from the old ones", () => {
    fc.assert(
      fc.property(genomes, fc.array(fc.nat(20), { maxLength: 9 }), ways, (genome, choices, way) =>
        holdToReference(updating(genome, choices), way, 1e-5),
      ),
      times,
    );
  });
});
