import fc from "fast-check";
import { expect, test } from "vitest";
import { graphLeaves } from "../backends/variables.ts";
import { scattered } from "../graph/scattered.test.support.ts";
import { type AxisLengths, concrete, elementCount } from "../graph/size.ts";
import { type BackendName, engine, type ProgramGraph } from "../program.ts";
import { cellGraph, cells } from "./random-cell.test.support.ts";

/** All results and new weights, after two steps of descent. */
function computed(graph: ProgramGraph, backend: BackendName, lengths: AxisLengths): Record<string, number[]> {
  const on = engine({ backend });
  const program = on.compile(graph);
  const variables = [...graphLeaves(graph).variables];
  for (const [name, [t]] of variables) on.write(name, scattered(name, elementCount(t!.shape as number[])));
  const given = Object.entries(program.inputs).map(([name, shape]) => [
    name,
    scattered(name, elementCount(concrete(shape, lengths))),
  ]);
  for (let step = 0; step < 2; step++) program.run(Object.fromEntries(given), lengths);
  return Object.fromEntries([
    ...Object.keys(graph.results).map((name) => [name, [...program.result(name).data]]),
    ...variables.map(([name]) => [`new ${name}`, [...on.read(name).data]]),
  ]);
}

const lengths = fc.record({ T: fc.integer({ min: 1, max: 14 }), B: fc.integer({ min: 1, max: 20 }) });
const segments = fc.integer({ min: 1, max: 6 });
const close = { reference: 1e-13, wasm: 1e-5 };

test("a random recurrent cell has the same values, gradients and weights with its steps computed anew", () => {
  fc.assert(
    fc.property(cells, lengths, segments, fc.constantFrom("behind", "inside"), (cell, lengths, length, sums) => {
      for (const backend of ["reference", "wasm"] as const) {
        const plain = computed(cellGraph(cell), backend, lengths);
        const anew = computed(cellGraph(cell, { length: () => length, sums }), backend, lengths);
        if (backend === "wasm" && sums === "behind") {
          expect(anew).toEqual(plain);
          continue;
        }
        const scale = Math.max(1, ...Object.values(plain).flat().map(Math.abs));
        for (const [name, values] of Object.entries(plain))
          values.forEach((value, i) => {
            expect(Math.abs(anew[name]![i]! - value) / scale, name).toBeLessThan(close[backend]);
          });
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});
