import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as g from "../graph/ops.ts";
import { genomes, randomGraph } from "../graph/random-graph.test.support.ts";
import { showShape } from "../graph/size.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import { fuse, isElementwise } from "./fuse.ts";

const x = g.input("x", ["B", 4]);
const y = g.input("y", ["B", 4]);
const names = (nodes: readonly Node[]) => nodes.map(({ op }) => ("name" in op ? op.name : op.kind)).join(" ");
const chains = (results: readonly Tensor[], enabled = true) =>
  fuse(results, enabled).flatMap((step) => (step.kind === "chain" ? [names(step.nodes)] : []));

describe("fuse", () => {
  test("makes one chain of connected elementwise work of one shape", () => {
    const c = g.add(g.mul(g.sigmoid(x), y), g.mul(g.sigmoid(y), g.tanh(x)));
    expect(chains([g.mul(g.sigmoid(g.neg(x)), g.tanh(c)), c])).toHaveLength(1);
  });

  test("makes one chain of what reads the same values, connected or not", () => {
    expect(chains([g.tanh(x), g.exp(x)])).toEqual(["tanh exp"]);
    expect(chains([g.tanh(x), g.exp(y)])).toEqual(["tanh", "exp"]);
  });

  test("shares no chain for the sake of a scalar", () => {
    const scalar = g.input("s", []);
    expect(chains([g.mul(x, scalar), g.mul(y, scalar)])).toHaveLength(2);
  });

  test("ends a chain where a path leaves it and comes back", () => {
    const first = g.tanh(x);
    const around = g.matmul(first, g.variable("W", [4, 4]));
    expect(chains([g.add(g.exp(first), around)])).toEqual(["tanh", "exp add"]);
  });

  test("ends a chain where the shape changes", () => {
    const row = g.exp(g.input("r", [4]));
    expect(chains([g.mul(g.add(x, row), 2)])).toEqual(["exp", "add mul"]);
  });

  test("gives every operation a step of its own when it is off", () => {
    expect(chains([g.tanh(g.add(g.exp(x), y))], false)).toEqual(["exp", "add", "tanh"]);
  });

  test.each([true, false])("puts every step behind those that it needs, and leaves none out (on: %s)", (enabled) => {
    fc.assert(
      fc.property(genomes, (genome) => {
        const { results } = randomGraph(genome);
        const done = new Set<Node>();
        for (const step of fuse(results, enabled)) {
          const own = new Set(step.kind === "chain" ? step.nodes : [step.node]);
          for (const n of own) {
            for (const input of n.inputs) expect(done.has(input.node)).toBe(true);
            done.add(n);
          }
          if (step.kind === "node") expect(isElementwise(step.node)).toBe(false);
          else expect(new Set(step.nodes.map((n) => showShape(n.outputs[0]!.shape))).size).toBe(1);
        }
        expect(done.size).toBe(ancestors(results).length);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
