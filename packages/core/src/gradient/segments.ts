import { type Body, placeholder, scanInputs, scanNode } from "../graph/scan.ts";
import { type Segment, segmentAxes } from "../graph/segments.ts";
import type { Shape, Size } from "../graph/size.ts";
import type { Node, Op, Tensor } from "../graph/tensor.ts";
import { ancestors, rebuild } from "../graph/traverse.ts";

type ScanOp = Extract<Op, { kind: "scan" }>;

/** How a gradient computes steps of loops anew. */
export interface Recompute {
  /** Steps of a segment, for loops that do not say it themselves. */
  length: (axis: Size) => number;
  sums: Segment["sums"];
}

/**
 * The same results with loops in segments: a loop over segments, in whose rounds stands the loop over a segment's steps.
 *
 *   states_k+1, stacks[steps of k], += sums = loop(sequences[steps of k], states_k, captures)
 *
 * The derivative of such a loop keeps the states before the segments, and has the loop over the steps in it a second time: for
 * T steps in segments of √T, of what a step keeps there are √T at a time in place of T.
 *
 * Only loops that depend on anything in `wrt` change: those that say how, and with `all` every other one that carries states.
 * Source: Chen et al. 2016, arXiv:1604.06174.
 */
export function inSegments(results: readonly Tensor[], wrt: readonly Tensor[], all: Recompute | undefined): Tensor[] {
  const varying = new Set<Node>(wrt.map((t) => t.node));
  const chosen = new Map<Node, Segment>();
  for (const n of ancestors(results)) {
    if (n.inputs.some((input) => varying.has(input.node))) varying.add(n);
    if (n.op.kind !== "scan" || !varying.has(n) || !canBeCut(n.op)) continue;
    const length = n.op.recompute ?? (n.op.body.states.length > 0 ? all?.length(n.op.axis) : undefined);
    if (length !== undefined) chosen.set(n, { length, sums: all?.sums ?? "behind" });
  }
  if (chosen.size === 0) return [...results];
  return rebuild(results, new Map(), (n, inputs) => {
    const segment = chosen.get(n);
    return segment === undefined ? undefined : cut(n.op as ScanOp, inputs, segment);
  });
}

/** A number for each of a fixed number of steps lies in lanes, which are not cut. */
function canBeCut({ axis, body, segment }: ScanOp): boolean {
  const inLanes = ({ shape }: Tensor) => typeof axis === "number" && shape.length === 0;
  return segment === undefined && ![...body.sequences, ...body.stacked].some(inLanes);
}

function cut({ axis, reverse, body: step }: ScanOp, inputs: readonly Tensor[], segment: Segment): Tensor[] {
  const { steps } = segmentAxes(axis, segment.length);
  const each = (t: Tensor, shape: Shape) => placeholder(shape, t.node.op.kind === "placeholder" ? t.node.op.label : "");
  const sequences = step.sequences.map((t) => each(t, [steps, ...t.shape]));
  const states = step.states.map((t) => each(t, t.shape));
  const captures = step.captures.map((t) => each(t, t.shape));
  const inner = scanNode({ axis: steps, reverse }, step, sequences, states, captures);
  const body: Body = {
    sequences,
    states,
    captures,
    next: inner.finals,
    stacked: inner.stacks,
    summed: inner.sums,
  };
  const given = scanInputs(step, inputs);
  const whole = scanNode({ axis, reverse, segment }, body, given.sequences, given.initial, given.captures);
  return [...whole.finals, ...whole.stacks, ...whole.sums];
}
