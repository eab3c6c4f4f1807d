import {
  type Body,
  bodyResults,
  hasSegmentSteps,
  type Loop,
  roundsOf,
  scanInputs,
  scanResult,
} from "../../graph/scan.ts";
import type { Shape, Size } from "../../graph/size.ts";
import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/traverse.ts";
import { bytesOf, denseStrides, type Extent, paddedWidth, physical, type Term, times, type View } from "./layout.ts";
import { canChoosePlace, Level } from "./level.ts";
import { joinable } from "./lower-product.ts";
import { axisStrides, firstElement } from "./views.ts";

type ScanOp = Extract<Op, { kind: "scan" }>;

/**
 * A scan becomes a loop.
 *
 * A state has a slot for every step where its history is wanted (the value before step t and the one after step t − 1
 * are the same slot), else two slots in turn. A stacked value is computed at its place in the stack. Values that one
 * product reads side by side are put side by side.
 */
export function lowerScan(outer: Level, n: Node, op: ScanOp): void {
  const { body, axis, reverse, segment } = op;
  const rounds = roundsOf(op);
  const loop = outer.lowering.nextLoop();
  const inner = new Level(outer.lowering, outer);
  const inputs = scanInputs(body, n.inputs);
  const outputs = scanResult(body, n.outputs);
  const finish: (() => void)[] = [];
  const afterwards: (() => void)[] = [];
  const show = (stack: Tensor, rows: View) => {
    if (physical(stack.shape).lead.length > 0) return outer.setView(stack, rows);
    // Scalars over a fixed axis, a row each, become one row at the end.
    const row = outer.destination(stack);
    afterwards.push(() => outer.strided(stack.shape, rows, rows.strides, row, axisStrides(stack.shape, row)));
  };

  body.captures.forEach((p, i) => {
    inner.captured.set(p, inputs.captures[i]!);
    inner.setView(p, outer.view(inputs.captures[i]!));
  });
  body.sequences.forEach((p, i) => {
    inner.setView(p, inRound(op, p.shape, inputs.sequences[i]!, outer, loop));
    if (outer.lowering.sideBySide.has(inputs.sequences[i]!)) outer.lowering.sideBySide.add(p);
  });

  for (const t of leftSides(body)) inner.multiplied.add(t);

  // States.
  body.states.forEach((state, i) => {
    const next = body.next[i]!;
    const wanted = body.stacked.includes(state) || body.stacked.includes(next);
    const slots = wanted
      ? history(outer, state.shape, rounds, reverse, loop)
      : alternating(outer, state.shape, rounds, loop);
    outer.copy(inputs.initial[i]!, slots.initial);
    inner.setView(state, slots.before);
    outer.setView(outputs.finals[i]!, slots.final);
    if (canChoosePlace(next) && !inner.homes.has(next)) inner.homes.set(next, slots.after);
    else finish.push(() => inner.copy(next, slots.after));
    if (slots.stack === undefined) return;
    body.stacked.forEach((t, k) => {
      if (t === state) show(outputs.stacks[k]!, slots.stack!.before);
      else if (t === next && !body.states.includes(t)) show(outputs.stacks[k]!, slots.stack!.after);
    });
  });

  // Values side by side.
  for (const group of joinable(ancestors(bodyResults(body)))) {
    if (group.some((t) => inner.homes.has(t))) continue;
    const stacked = group.some((t) => body.stacked.includes(t));
    const { lead } = physical(group[0]!.shape);
    const pitch = 4 * group.reduce((sum, t) => sum + paddedWidth(physical(t.shape).width), 0);
    const stack = stackOf(op, lead, pitch);
    const buffer = stacked ? outer.buffer(stack.bytes) : inner.buffer(bytesOf(lead, pitch));
    let offset = 0;
    for (const t of group) {
      const place: View = { buffer, offset, terms: [], strides: denseStrides(lead, pitch), lanes: "vector" };
      inner.homes.set(t, stacked ? { ...place, terms: [stepTerm(stack.round, loop)] } : place);
      outer.lowering.sideBySide.add(t);
      const k = body.stacked.indexOf(t);
      if (k >= 0) {
        outer.setView(outputs.stacks[k]!, { ...place, strides: stack.strides });
        outer.lowering.sideBySide.add(outputs.stacks[k]!);
      }
      offset += 4 * paddedWidth(physical(t.shape).width);
    }
  }

  // Stacks.
  body.stacked.forEach((t, k) => {
    const output = outputs.stacks[k]!;
    if (outer.hasView(output)) return;
    const p = body.sequences.indexOf(t);
    if (p >= 0) return outer.setView(output, outer.view(inputs.sequences[p]!));
    const { lead, width } = physical(t.shape);
    const pitch = 4 * paddedWidth(width);
    const stack = stackOf(op, lead, pitch);
    const place: View = {
      buffer: outer.buffer(stack.bytes),
      offset: 0,
      terms: [],
      strides: denseStrides(lead, pitch),
      lanes: "vector",
    };
    show(output, { ...place, strides: stack.strides });
    const there: View = { ...place, terms: [stepTerm(stack.round, loop)] };
    if (canChoosePlace(t) && !inner.homes.has(t)) inner.homes.set(t, there);
    else finish.push(() => inner.copy(t, there));
  });

  // Sums.
  body.summed.forEach((t, k) => {
    const total = outer.allocate(t.shape);
    const { lead, width } = physical(t.shape);
    outer.emit({ kind: "clear", view: total, bytes: bytesOf(lead, 4 * paddedWidth(width)) });
    outer.setView(outputs.sums[k]!, total);
    finish.push(() => inner.accumulate(t, total));
  });

  outer.lowering.lower(inner, bodyResults(body));
  for (const each of finish) each();
  const { instructions, own } = inner;
  outer.emit({ kind: "loop", id: loop, axis, reverse, segment: segment?.length, body: instructions, own });
  for (const each of afterwards) each();
}

/** What the body's products read on their left, in this step or in the next one. */
function leftSides(body: Body): Tensor[] {
  const left = ancestors(bodyResults(body)).flatMap(({ op, inputs }) =>
    op.kind === "matmul" ? inputs.slice(0, op.rows) : [],
  );
  return [...left, ...body.next.filter((_, i) => left.includes(body.states[i]!))];
}

const stepTerm = (step: Extent, loop: number): Term => ({ bytes: step, counter: { loop, as: "step" } });

/** One round's part of a sequence: a step, or the steps of a segment. */
function inRound(along: Loop, part: Shape, sequence: Tensor, outer: Level, loop: number): View {
  const whole = outer.view(sequence);
  const { view: first, stride: step } = firstElement(sequence.shape, whole);
  const [view, stride] = hasSegmentSteps(along, part)
    ? [whole, times(axisStrides(sequence.shape, whole)[0]!, along.segment!.length)]
    : [first, step];
  return stride.factor === 0 ? view : { ...view, terms: [...view.terms, stepTerm(stride, loop)] };
}

/** What all rounds stack of rows: its bytes, from one round to the next, and the strides of the whole. */
function stackOf(along: Loop, lead: Shape, pitch: number): { bytes: Extent; round: Extent; strides: Extent[] } {
  const strides = denseStrides(lead, pitch);
  if (hasSegmentSteps(along, lead)) {
    const step = bytesOf(lead.slice(1), pitch);
    return { bytes: times(step, along.axis), round: times(step, along.segment!.length), strides };
  }
  const round = bytesOf(lead, pitch);
  return { bytes: times(round, roundsOf(along)), round, strides: [round, ...strides] };
}

interface Slots {
  initial: View;
  before: View;
  after: View;
  final: View;
  stack?: { before: View; after: View };
}

/** A slot for every step and one more. */
function history(outer: Level, shape: Shape, axis: Size, reverse: boolean, loop: number): Slots {
  const { lead, width } = physical(shape);
  const pitch = 4 * paddedWidth(width);
  const step = bytesOf(lead, pitch);
  const base: View = {
    buffer: outer.buffer(times(step, axis), step),
    offset: 0,
    terms: [],
    strides: denseStrides(lead, pitch),
    lanes: "vector",
  };
  const at = (...terms: Term[]): View => ({ ...base, terms });
  const here = stepTerm(step, loop);
  const one: Term = { bytes: step };
  const end: Term = { bytes: times(step, axis) };
  const whole = (view: View): View => ({ ...view, strides: [step, ...view.strides] });
  return reverse
    ? {
        initial: at(end),
        before: at(here, one),
        after: at(here),
        final: at(),
        stack: { before: whole(at(one)), after: whole(at()) },
      }
    : {
        initial: at(),
        before: at(here),
        after: at(here, one),
        final: at(end),
        stack: { before: whole(at()), after: whole(at(one)) },
      };
}

/** Two slots in turn. */
function alternating(outer: Level, shape: Shape, axis: Size, loop: number): Slots {
  const { lead, width } = physical(shape);
  const pitch = 4 * paddedWidth(width);
  const step = bytesOf(lead, pitch);
  const base: View = {
    buffer: outer.buffer(step, step),
    offset: 0,
    terms: [],
    strides: denseStrides(lead, pitch),
    lanes: "vector",
  };
  const at = (counter: NonNullable<Term["counter"]>): View => ({ ...base, terms: [{ bytes: step, counter }] });
  return {
    initial: base,
    before: at({ loop, as: "parity" }),
    after: at({ loop, as: "nextParity" }),
    final: at({ lengthParity: axis }),
  };
}
