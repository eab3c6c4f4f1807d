import fc from "fast-check";
import { expect, test } from "vitest";
import { cellGraph, cells } from "../../gradient/random-cell.test.support.ts";
import { axisLengths } from "../../graph/random-graph.test.support.ts";
import { allPasses } from "../../passes/passes.ts";
import { engine } from "../../program.ts";
import { Pair } from "../compare.test.support.ts";

test("a random recurrent cell gives the reference's values, gradients and weights after some steps of descent", () => {
  fc.assert(
    fc.property(
      cells,
      fc.constantFrom("none", ...allPasses),
      fc.array(axisLengths, { minLength: 1, maxLength: 3 }),
      (cell, off, runs) => {
        const pair = new Pair(cellGraph(cell), engine(), { passes: allPasses.filter((pass) => pass !== off) });
        runs.forEach((lengths, i) => {
          pair.run(lengths, String(i));
          const { name, difference } = pair.worst();
          expect(difference, `${name} of run ${i}`).toBeLessThan(1e-4);
        });
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});
