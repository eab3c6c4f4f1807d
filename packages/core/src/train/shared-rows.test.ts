import { expect, test } from "vitest";
import { splitAtSums } from "../backends/wasm/threads/split.ts";
import { lstm } from "../cells/index.ts";
import { gradient } from "../gradient/gradient.ts";
import { input } from "../graph/ops.ts";
import { bodyResults } from "../graph/scan.ts";
import type { Node } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import { type RecurrentOptions, recurrent } from "../layers/recurrent.ts";
import { lengthsName } from "../layers/row-lengths.ts";
import { trace } from "../layers/trace.ts";
import { mse } from "../losses/mse.ts";
import { runPasses } from "../passes/passes.ts";
import type { ProgramGraph } from "../program.ts";
import { meanOfOwnSteps } from "./measure/mean-of-own-steps.ts";

/** A step of training, optimised, of a layer on sequences, with lengths or without. */
function stepOf(options: Partial<RecurrentOptions>, hasLengths = true): ProgramGraph {
  const known = new Map(hasLengths ? [["T", input(lengthsName("T"), ["B"])] as const] : []);
  const { result: y, trace: traced } = trace(
    () => recurrent(lstm, { hidden: 3, ...options })(input("x", ["T", "B", 2])),
    { training: true, lengths: known },
  );
  const targets = { y: input("targets/y", y.shape) };
  const loss = meanOfOwnSteps((p, t, ...more) => mse(p.y!, t.y!, ...more), {
    outputs: { y },
    targets,
    lengths: known,
    weights: undefined,
    countsByWeight: false,
  });
  const parameters = [...traced.parameters.values()].map(({ tensor }) => tensor);
  const { gradients, results } = gradient(loss, parameters);
  const updates = new Map(parameters.map((tensor, i) => [tensor, gradients[i]!]));
  return runPasses({ results: { loss: results[0]! }, updates });
}

/** Products outside of loops and within. */
function products({ results, updates }: ProgramGraph): { outside: number; inside: number } {
  const isProduct = ({ op }: Node) => op.kind === "matmul";
  const all = ancestors([...Object.values(results), ...updates!.values()]);
  const loops = all.flatMap(({ op }) => (op.kind === "scan" ? ancestors(bodyResults(op.body)) : []));
  return { outside: all.filter(isProduct).length, inside: loops.filter(isProduct).length };
}

test.each<Partial<RecurrentOptions>>([
  {},
  { output: "sequence" },
  { direction: "backward" },
  { direction: "both", layers: 2, output: "sequence" },
  { projection: 2, residual: true, layers: 2 },
  { zoneout: 0.2, recurrentDropout: 0.2, initial: "learned" },
  { truncate: 2 },
])("threads can share the rows of a step of a layer with lengths and %j", (options) => {
  expect(splitAtSums(stepOf(options))).toBeDefined();
});

test.each(["forward", "backward", "both"] as const)(
  "with lengths, products leave the loops as they do without, going %s",
  (direction) => {
    for (const output of ["last", "sequence"] as const) {
      const plain = products(stepOf({ direction, output }, false));
      expect(products(stepOf({ direction, output }))).toEqual(plain);
      expect(plain.inside).toBe(direction === "both" ? 4 : 2);
    }
  },
);
