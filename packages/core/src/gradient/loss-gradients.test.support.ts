import * as g from "../graph/ops.ts";
import { leafName, type RandomGraph } from "../graph/random-graph.test.support.ts";
import type { ProgramGraph } from "../program.ts";
import { gradient } from "./gradient.ts";

/** A loss of a random graph's results in which every element counts, and its gradients by the leaves' names. */
export function lossGradients({ leaves, results }: RandomGraph): ProgramGraph {
  const loss = results.map((t) => g.mean(g.mul(t, g.add(t, 1)))).reduce((a, b) => g.add(a, b));
  const { gradients, results: rewritten } = gradient(loss, leaves);
  const found = leaves.flatMap((leaf, i) => (gradients[i] === undefined ? [] : [[leafName(leaf), gradients[i]]]));
  return { results: { loss: rewritten[0]!, ...Object.fromEntries(found) } };
}
