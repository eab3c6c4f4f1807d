import * as g from "../graph/ops.ts";
import { bodyResults, inBodies, scanInputs, scanNode, scanResult } from "../graph/scan.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { rebuild, useCounts } from "../graph/traverse.ts";
import { Lift } from "./lift.ts";

/**
 * Products that nothing in the loop waits for leave it at the other end.
 *
 *   Σ_t a_tᵀ d_t  becomes one product over all T·B rows of the stacks of a and d (weight gradients);
 *   stack_t(d_t W)  becomes stack_t(d_t) W (gradients of the inputs).
 */
export function sink(results: readonly Tensor[]): Tensor[] {
  const pass = (level: readonly Tensor[]) =>
    rebuild(level, new Map(), (n, inputs) => (n.op.kind === "scan" ? sinkFrom(n, inputs) : undefined));
  return pass(inBodies(results, pass));
}

function sinkFrom(n: Node, inputs: readonly Tensor[]): Tensor[] | undefined {
  if (n.op.kind !== "scan") return undefined;
  const { body, axis, reverse } = n.op;
  const { sequences, initial, captures } = scanInputs(body, inputs);
  const uses = useCounts(bodyResults(body));
  const capture = new Map(body.captures.map((p, i) => [p, captures[i]!]));
  const sequence = new Map(body.sequences.map((p, i) => [p, sequences[i]!]));

  /** Whether a stacked value only collects products: it can be put together outside from the stacks of its leaves. */
  const collects = (t: Tensor): boolean => {
    if (uses.get(t) !== 1) return false;
    const { op, inputs: operands } = t.node;
    if (op.kind === "matmul")
      return op.form !== "tn" && op.rows * op.columns === 1 && capture.has(operands[1]!) && !capture.has(operands[0]!);
    if (op.kind === "binary" && op.name === "add")
      return operands.every((o) => o.shape.length === t.shape.length && collects(o));
    return op.kind === "pad" && collects(operands[0]!);
  };
  const leavesOf = (t: Tensor): Tensor[] => {
    if (t.node.op.kind === "matmul") return [t.node.inputs[0]!];
    return t.node.inputs.flatMap(leavesOf);
  };
  /** Σ_t of a sum of products is a sum of sums. */
  const terms = (t: Tensor): Tensor[] =>
    uses.get(t) === 1 &&
    t.node.op.kind === "binary" &&
    t.node.op.name === "add" &&
    t.node.inputs.every((o) => o.shape.length === t.shape.length)
      ? t.node.inputs.flatMap(terms)
      : [t];
  const isGradient = (t: Tensor) =>
    t.node.op.kind === "matmul" && t.node.op.form === "tn" && t.node.inputs.every((o) => !capture.has(o));
  const sunkStacks = body.stacked.map(collects);
  const sunkSums = body.summed.map((t) => uses.get(t) === 1 && terms(t).every(isGradient));
  if (![...sunkStacks, ...sunkSums].some(Boolean)) return undefined;

  const wanted = new Set<Tensor>();
  const want = (t: Tensor) => {
    if (!sequence.has(t)) wanted.add(t);
  };
  body.stacked.forEach((t, i) => {
    if (sunkStacks[i]) leavesOf(t).forEach(want);
    else wanted.add(t);
  });
  body.summed.forEach((t, i) => {
    if (sunkSums[i]) for (const term of terms(t)) term.node.inputs.forEach(want);
  });
  const stacked = [...wanted];
  const summed = body.summed.filter((_, i) => !sunkSums[i]);
  const made = scanNode(axis, reverse, { ...body, stacked, summed }, sequences, initial, captures);
  const result = scanResult({ ...body, stacked, summed }, made.finals.concat(made.stacks, made.sums));
  const stepped = new Map(sequence);
  stacked.forEach((t, i) => {
    stepped.set(t, result.stacks[i]!);
  });
  const lift = new Lift(axis, stepped, capture);
  let kept = 0;
  return [
    ...result.finals,
    ...body.stacked.map((t, i) => (sunkStacks[i] ? lift.lift(t) : stepped.get(t)!)),
    ...body.summed.map((t, i) =>
      sunkSums[i]
        ? terms(t)
            .map(
              ({
                node: {
                  inputs: [a, d],
                },
              }) => g.matmul(lift.lift(a!), lift.lift(d!), "tn"),
            )
            .reduce((x, y) => g.add(x, y))
        : result.sums[kept++]!,
    ),
  ];
}
