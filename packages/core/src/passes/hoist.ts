import { applyScan, bodyResults, inBodies, placeholder, scanInputs, scanResult } from "../graph/scan.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { ancestors, rebuild, useCounts } from "../graph/traverse.ts";
import { Lift } from "./lift.ts";
import { sums } from "./sums.ts";

/**
 * Products that do not depend on a state leave the loop and are computed for all steps at once: the projections of the
 * inputs become one large product. Elementwise work stays where it is fused, and so does a narrow product that is added to a
 * wide one: there it is a few more steps of its sums, which costs less than to write it for all steps and read it again.
 *
 * What left a loop over the steps of a segment is large enough, and stays within the segment: that is what segments are for.
 */
export function hoist(results: readonly Tensor[]): Tensor[] {
  const pass = (level: readonly Tensor[]) =>
    rebuild(level, new Map(), (n, inputs) => (n.op.kind === "scan" ? hoistFrom(n, inputs) : undefined));
  return pass(inBodies(results, pass));
}

function hoistFrom(n: Node, inputs: readonly Tensor[]): Tensor[] | undefined {
  if (n.op.kind !== "scan") return undefined;
  const { body, axis, segment } = n.op;
  const { sequences, initial, captures } = scanInputs(body, inputs);
  const lift = new Lift(
    axis,
    new Map(body.sequences.map((p, i) => [p, sequences[i]!])),
    new Map(body.captures.map((p, i) => [p, captures[i]!])),
  );
  const hoisted = new Map<Tensor, Tensor>();
  const added: Tensor[] = [];
  let invariant = false;
  const narrow = narrowTerms(bodyResults(body), lift);
  for (const inner of ancestors(bodyResults(body))) {
    const [output] = inner.outputs as [Tensor];
    if (lift.isInvariant(output)) invariant ||= inner.inputs.length > 0;
    else if (segment === undefined && inner.op.kind === "matmul" && lift.can(output) && !narrow.has(output)) {
      added.push(lift.lift(output));
      hoisted.set(output, placeholder(output.shape, "hoisted"));
    }
  }
  if (hoisted.size === 0 && !invariant) return undefined;
  // Invariant values, such as products that left a loop within this one, stay outside when the body is closed again.
  const back = new Map<Tensor, Tensor>(hoisted);
  body.captures.forEach((p, i) => {
    back.set(p, captures[i]!);
  });
  const { finals: next, stacks: stacked, sums: summed } = scanResult(body, rebuild(bodyResults(body), back));
  const result = applyScan(n.op, [...sequences, ...added], initial, {
    sequences: [...body.sequences, ...hoisted.values()],
    states: body.states,
    next,
    stacked,
    summed,
  });
  return [...result.finals, ...result.stacks, ...result.sums];
}

/**
 * How many times wider, along the inner axis, the product that stays must be. In a batch of one row a step's narrow product
 * runs at half its speed; this bounds the loss to a sixteenth.
 */
const NARROW = 8;

/** Products for all steps that are added to much wider ones of the same form which cannot leave the loop. */
function narrowTerms(results: readonly Tensor[], lift: Lift): Set<Tensor> {
  const uses = useCounts(results);
  const inner = (t: Tensor) => t.node.inputs[0]!.shape.at(-1) as number;
  const narrow = new Set<Tensor>();
  for (const terms of sums(results).values()) {
    const products = terms.filter(
      ({ node: { op } }) => op.kind === "matmul" && op.form !== "tn" && op.rows * op.columns === 1,
    );
    const formOf = (t: Tensor) => (t.node.op.kind === "matmul" ? t.node.op.form : undefined);
    for (const t of products) {
      const isWider = (other: Tensor) =>
        !lift.can(other) && uses.get(other) === 1 && formOf(other) === formOf(t) && inner(other) >= NARROW * inner(t);
      if (lift.can(t) && uses.get(t) === 1 && products.some(isWider)) narrow.add(t);
    }
  }
  return narrow;
}
