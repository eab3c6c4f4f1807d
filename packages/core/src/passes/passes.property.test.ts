import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Pair } from "../backends/compare.test.support.ts";
import { lossGradients } from "../gradient/loss-gradients.test.support.ts";
import { cellGraph, cells } from "../gradient/random-cell.test.support.ts";
import { axisLengths, genomes, numbered, randomGraph } from "../graph/random-graph.test.support.ts";
import { engine } from "../program.ts";
import { allPasses, type PassName } from "./passes.ts";

const passes = allPasses.filter((pass) => pass !== "fuse" && pass !== "plan" && pass !== "keep");
const cases: [string, readonly PassName[]][] = [
  ...passes.map((pass): [string, PassName[]] => [pass, [pass]]),
  ["all passes", passes],
];

describe.each(cases)("%s", (_, chosen) => {
  test("changes no value of a random graph by more than 1e-12 of scale", () => {
    fc.assert(
      fc.property(genomes, axisLengths, (genome, lengths) => {
        const pair = new Pair({ results: numbered(randomGraph(genome).results) }, engine({ backend: "reference" }), {
          passes: chosen,
        });
        pair.run(lengths);
        expect(pair.worst().difference).toBeLessThan(1e-12);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test("changes no gradient of one either", () => {
    fc.assert(
      fc.property(genomes, axisLengths, (genome, lengths) => {
        const pair = new Pair(lossGradients(randomGraph(genome, { smooth: true })), engine({ backend: "reference" }), {
          passes: chosen,
        });
        pair.run(lengths);
        expect(pair.worst().difference).toBeLessThan(1e-12);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test("changes nothing that a random recurrent cell learns", () => {
    fc.assert(
      fc.property(cells, axisLengths, (cell, lengths) => {
        const pair = new Pair(cellGraph(cell), engine({ backend: "reference" }), { passes: chosen });
        pair.run(lengths);
        expect(pair.worst().difference).toBeLessThan(1e-12);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
