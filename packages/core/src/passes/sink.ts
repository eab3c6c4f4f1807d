import * as g from "../graph/ops.ts";
import { bodyResults, hasSegmentSteps, inBodies, scanInputs, scanNode, scanResult } from "../graph/scan.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { rebuild, useCounts } from "../graph/traverse.ts";
import { Lift } from "./lift.ts";

/**
 * Products and sums that nothing in the loop waits for leave it at the other end.
 *
 *   Σ_t a_tᵀ d_t  becomes one product over all T·B rows of the stacks of a and d (weight gradients);
 *   Σ_t Σ_b d_tb  becomes one sum over all rows of the stack of d (gradients of biases);
 *   stack_t(d_t W)  becomes stack_t(d_t) W (gradients of the inputs).
 */
export function sink(results: readonly Tensor[]): Tensor[] {
  const pass = (level: readonly Tensor[]) =>
    rebuild(level, new Map(), (n, inputs) => (n.op.kind === "scan" ? sinkFrom(n, inputs) : undefined));
  return pass(inBodies(results, pass));
}

function sinkFrom(n: Node, inputs: readonly Tensor[]): Tensor[] | undefined {
  if (n.op.kind !== "scan") return undefined;
  const { body, axis, segment } = n.op;
  if (segment?.sums === "inside") return undefined;
  const loop = n.op;
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
  const changes = (t: Tensor) => !capture.has(t) && t.node.op.kind !== "constant";
  const isGradient = (t: Tensor) =>
    (t.node.op.kind === "matmul" && t.node.op.form === "tn" && t.node.inputs.every(changes)) ||
    (summedOver(t) !== undefined && changes(summedOver(t)!.inputs[0]!));
  // A segment's products are large enough, and what they read would have to be kept for all steps.
  const sunkStacks = body.stacked.map((t) => segment === undefined && collects(t));
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
    if (sunkSums[i]) for (const term of terms(t)) (summedOver(term) ?? term.node).inputs.forEach(want);
  });
  const stacked = [...wanted];
  const summed = body.summed.filter((_, i) => !sunkSums[i]);
  const made = scanNode(loop, { ...body, stacked, summed }, sequences, initial, captures);
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
            .map((term) => overSteps(term, lift, (t) => hasSegmentSteps(loop, t.shape)))
            .reduce((x, y) => g.add(x, y))
        : result.sums[kept++]!,
    ),
  ];
}

/** The sum whose value this is, under another shape perhaps. */
function summedOver(t: Tensor): Node | undefined {
  const { node } = t.node.op.kind === "reshape" ? t.node.inputs[0]! : t;
  return node.op.kind === "reduce" && node.op.name === "sum" ? node : undefined;
}

/** Σ_t of one step's product or sum; a segment's has its steps in front already, and is a sum over them. */
function overSteps(term: Tensor, lift: Lift, hasSteps: (t: Tensor) => boolean): Tensor {
  const { inputs } = summedOver(term) ?? term.node;
  const [a, d] = inputs.map((t) => lift.lift(t));
  const sum = summedOver(term)?.op;
  if (sum?.kind !== "reduce") return g.matmul(a!, d!, "tn");
  const axes = hasSteps(inputs[0]!) ? sum.axes : [0, ...sum.axes.map((axis) => axis + 1)];
  return g.reshape(g.sum(a!, axes, true), term.shape);
}
