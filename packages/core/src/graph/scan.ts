import { ShapeError } from "../errors.ts";
import { type Segment, segmentAxes } from "./segments.ts";
import { type Shape, type Size, sameShape, showShape } from "./size.ts";
import { node, type Tensor } from "./tensor.ts";
import { ancestors, rebuild } from "./traverse.ts";

/**
 * One step of a scan: a closed graph from placeholders to results.
 *
 *   next, stacked, summed = step(sequences[t], states, captures)
 *
 * A scan's inputs are [sequences…, initial states…, captures…]; its outputs are [final states…, stacks…, sums…]: a
 * stack has the scan's axis in front, a sum adds up over the steps. That set is closed under differentiation: a
 * sequence's gradient is a stack, a capture's a sum, an initial state's a final state.
 */
export interface Body {
  readonly sequences: readonly Tensor[];
  readonly states: readonly Tensor[];
  readonly captures: readonly Tensor[];
  readonly next: readonly Tensor[];
  readonly stacked: readonly Tensor[];
  readonly summed: readonly Tensor[];
}

/** How a scan goes along its axis. */
export interface Loop {
  readonly axis: Size;
  readonly reverse: boolean;
  /**
   * Where there is one, a round takes a whole segment: what has the axis in front outside has the segment's steps in front
   * in the body, and everything else, such as the states before a segment, is one of as many as there are segments.
   */
  readonly segment?: Segment;
  /** The segments in which a gradient is to compute the steps anew. */
  readonly recompute?: number;
}

export interface ScanOptions {
  axis: string | number;
  reverse?: boolean;
  /**
   * Steps of a segment: a gradient then keeps the states before each segment alone, and computes its steps anew when it gets
   * there. Values and gradients have the same bits as without.
   */
  recompute?: number;
  sequences: readonly Tensor[];
  initial: readonly Tensor[];
  step: (
    sequences: Tensor[],
    states: Tensor[],
  ) => { next: readonly Tensor[]; stacked?: readonly Tensor[]; summed?: readonly Tensor[] };
}

export interface ScanResult {
  finals: Tensor[];
  stacks: Tensor[];
  sums: Tensor[];
}

export const placeholder = (shape: Shape, label: string): Tensor =>
  node({ kind: "placeholder", shape, label }, [], [shape]).outputs[0]!;

/**
 * Carries states along an axis: `step` is traced once, with one step's slices of the sequences and the states.
 *
 * Whatever `step` uses from outside (weights, say) is captured; what does not depend on the step's own placeholders
 * stays outside the loop and is computed once.
 *
 * Shapes: sequences [axis, …]; next[i] as initial[i]; stacks [axis, …], sums as computed.
 * Errors: E_SHAPE when a sequence lacks the axis or a next state differs from its initial state.
 */
export function scan(options: ScanOptions): ScanResult {
  const { axis, reverse = false, recompute, initial } = options;
  for (const sequence of options.sequences)
    if (sequence.shape[0] !== axis)
      throw new ShapeError({
        where: "scan",
        expected: `sequences whose first axis is ${axis}`,
        got: showShape(sequence.shape),
      });
  const sequences = options.sequences.map((s, i) => placeholder(s.shape.slice(1), `sequence ${i}`));
  const states = initial.map((s, i) => placeholder(s.shape, `state ${i}`));
  const { next, stacked = [], summed = [] } = options.step(sequences, states);
  if (next.length !== states.length)
    throw new ShapeError({ where: "scan", expected: `${states.length} next states`, got: `${next.length}` });
  next.forEach((value, i) => {
    const state = states[i]!;
    if (!sameShape(value.shape, state.shape))
      throw new ShapeError({
        where: `scan, state ${i}`,
        expected: `a next state of shape ${showShape(state.shape)}, as its initial state`,
        got: showShape(value.shape),
      });
  });
  const loop: Loop = recompute === undefined ? { axis, reverse } : { axis, reverse, recompute };
  return applyScan(loop, options.sequences, initial, { sequences, states, next, stacked, summed });
}

/** The scan of an open body: finds what it captures, closes it, and makes the node. */
export function applyScan(
  loop: Loop,
  sequences: readonly Tensor[],
  initial: readonly Tensor[],
  open: Omit<Body, "captures">,
): ScanResult {
  const results = [...open.next, ...open.stacked, ...open.summed];
  const own = new Set([...open.sequences, ...open.states].map((t) => t.node));
  const inside = new Set(own);
  for (const n of ancestors(results)) if (n.inputs.some((input) => inside.has(input.node))) inside.add(n);
  const substitutes = new Map<Tensor, Tensor>();
  const captured: Tensor[] = [];
  const capture = (tensor: Tensor) => {
    if (inside.has(tensor.node) || tensor.node.op.kind === "constant" || substitutes.has(tensor)) return;
    substitutes.set(tensor, placeholder(tensor.shape, "capture"));
    captured.push(tensor);
  };
  for (const n of inside) for (const input of n.inputs) capture(input);
  for (const result of results) capture(result);
  const closed = rebuild(results, substitutes);
  let from = 0;
  const take = (list: readonly Tensor[]) => closed.slice(from, (from += list.length));
  const body: Body = {
    sequences: open.sequences,
    states: open.states,
    captures: captured.map((t) => substitutes.get(t)!),
    next: take(open.next),
    stacked: take(open.stacked),
    summed: take(open.summed),
  };
  return scanNode(loop, body, sequences, initial, captured);
}

/** The scan of a closed body. */
export function scanNode(
  { axis, reverse, segment, recompute }: Loop,
  body: Body,
  sequences: readonly Tensor[],
  initial: readonly Tensor[],
  captures: readonly Tensor[],
): ScanResult {
  const loop: Loop = {
    axis,
    reverse,
    ...(segment !== undefined && { segment }),
    ...(recompute !== undefined && { recompute }),
  };
  const made = node(
    { kind: "scan", ...loop, body },
    [...sequences, ...initial, ...captures],
    [
      ...body.next.map((t) => t.shape),
      ...body.stacked.map((t) => stackShape(loop, t.shape)),
      ...body.summed.map((t) => t.shape),
    ],
  );
  return scanResult(body, made.outputs);
}

/** Whether a body's value of this shape has a segment's steps in front. */
export const hasSegmentSteps = ({ axis, segment }: Loop, shape: Shape): boolean =>
  segment !== undefined && shape[0] === segmentAxes(axis, segment.length).steps;

/** How many rounds a loop has. */
export const roundsOf = ({ axis, segment }: Loop): Size =>
  segment === undefined ? axis : segmentAxes(axis, segment.length).segments;

/** The shape outside of what a body stacks, or reads of a sequence, under this shape. */
export const stackShape = (loop: Loop, shape: Shape): Shape =>
  hasSegmentSteps(loop, shape) ? [loop.axis, ...shape.slice(1)] : [roundsOf(loop), ...shape];

/** A scan's outputs, or what belongs to them, by role. */
export function scanResult<Value>(body: Body, outputs: readonly Value[]) {
  const states = body.next.length;
  const stacks = states + body.stacked.length;
  return { finals: outputs.slice(0, states), stacks: outputs.slice(states, stacks), sums: outputs.slice(stacks) };
}

/** A scan's inputs by role. */
export function scanInputs<Value>(body: Body, inputs: readonly Value[]) {
  const sequences = body.sequences.length;
  const initial = sequences + body.states.length;
  return {
    sequences: inputs.slice(0, sequences),
    initial: inputs.slice(sequences, initial),
    captures: inputs.slice(initial),
  };
}

export const bodyResults = (body: Body): Tensor[] => [...body.next, ...body.stacked, ...body.summed];

/** The same body with other results in the same order. */
export function withResults(body: Body, results: readonly Tensor[]): Body {
  const { finals: next, stacks: stacked, sums: summed } = scanResult(body, results);
  return { ...body, next, stacked, summed };
}

/** Applies a pass inside every scan, innermost first. */
export function inBodies(results: readonly Tensor[], pass: (results: readonly Tensor[]) => Tensor[]): Tensor[] {
  return rebuild(results, new Map(), (n, inputs) => {
    if (n.op.kind !== "scan") return undefined;
    const body = withResults(n.op.body, pass(inBodies(bodyResults(n.op.body), pass)));
    return node(
      { ...n.op, body },
      inputs,
      n.outputs.map((output) => output.shape),
    ).outputs;
  });
}
