import type { Shape } from "../../graph/size.ts";
import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { halvedRows, MAX_HALVINGS } from "./halves.ts";
import { REDUCE, type ReduceOp } from "./kernels/kernels.ts";
import { type Extent, extent, NONE, paddedWidth, physical, times, type View } from "./layout.ts";
import type { Level } from "./level.ts";
import { isDense } from "./views.ts";

/** Rows of some lanes, a pitch apart; the pitch is 0 where all of them are one. */
interface Rows {
  readonly view: View;
  readonly count: Extent;
  readonly pitch: Extent;
}

/** Reductions become kernels over (outer, rows, lanes): the last axis first, then every run of other axes. */
export function lowerReduction(level: Level, n: Node, op: Extract<Op, { kind: "reduce" }>): void {
  const [x] = n.inputs as [Tensor];
  const [output] = n.outputs as [Tensor];
  const { lead, width } = physical(x.shape);
  const code = REDUCE[op.name];
  const axes = op.axes.filter((axis) => axis < lead.length && lead[axis] !== 1);
  const overLast = op.axes.includes(lead.length) && lead.length < x.shape.length && width > 1;
  if (axes.length === 0 && !overLast) return level.copy(x, level.destination(output));
  const destination = level.destination(output);
  const kept = lead.findLastIndex((s, axis) => s !== 1 && !op.axes.includes(axis));
  // What is kept behind a reduced axis is taken as more lanes, so nothing may lie between the rows.
  let source = axes.length > 0 && kept > axes[0]! ? denseRows(level, x) : level.rows(x);
  let shape: Shape = x.shape;

  if (op.name === "sum" && kept < 0 && (overLast || width === 1)) {
    const { groups, groupStride, rows, rowStride, halvings } = halvedRows(lead, source.pitch);
    return level.call(
      "sumAll",
      { view: destination },
      { view: source.view },
      groups,
      groupStride,
      rows,
      rowStride,
      width,
      halvings,
    );
  }
  if (overLast) {
    shape = [...lead, 1];
    const to = dense(shape, axes.length === 0 ? destination : level.allocate(shape));
    level.call(
      "reduceLast",
      { view: to.view },
      to.pitch,
      { view: source.view },
      source.count,
      source.pitch,
      width,
      code,
    );
    source = to;
  }
  runsOf(axes, lead).forEach((run, i, runs) => {
    const reduced = shape.map((s, axis) => (axis >= run.from && axis <= run.to ? 1 : s));
    const to = i === runs.length - 1 ? destination : level.allocate(reduced);
    reduceRun(level, shape, source, run, to, code);
    source = dense(reduced, to);
    shape = reduced;
  });
}

function denseRows(level: Level, x: Tensor): Rows {
  const view = level.view(x);
  if (isDense(x.shape, view)) return dense(x.shape, view);
  const room = level.allocate(x.shape);
  level.copy(x, room);
  return dense(x.shape, room);
}

function dense(shape: Shape, view: View): Rows {
  const { lead, width } = physical(shape);
  return { view, count: extent(...lead), pitch: extent(4 * paddedWidth(width)) };
}

interface Run {
  from: number;
  to: number;
}

/** Neighbouring axes are reduced as one; axes of length 1 between them do not count. */
function runsOf(axes: readonly number[], lead: Shape): Run[] {
  const runs: Run[] = [];
  for (const axis of axes) {
    const last = runs.at(-1);
    if (last !== undefined && lead.slice(last.to + 1, axis).every((s) => s === 1)) last.to = axis;
    else runs.push({ from: axis, to: axis });
  }
  return runs;
}

function reduceRun(level: Level, shape: Shape, source: Rows, { from, to: end }: Run, to: View, code: ReduceOp): void {
  const { lead, width } = physical(shape);
  const outer = lead.slice(0, from);
  const rows = lead.slice(from, end + 1);
  const behind = lead.slice(end + 1);
  const step = times(source.pitch, ...behind);
  const lanes = extent(paddedWidth(width), ...behind);
  const halved = halvedRows(rows, step);
  // The kernel writes no partial sum where nothing is halved.
  const scratch = code === REDUCE.max || halved.halvings === NONE ? to : partials(level, lanes);
  level.call(
    "reduceMiddle",
    { view: to },
    times(lanes, 4),
    { view: source.view },
    extent(...outer),
    times(step, ...rows),
    halved.groups,
    halved.groupStride,
    halved.rows,
    halved.rowStride,
    { ...lanes, factor: lanes.factor / 4 },
    code,
    halved.halvings,
    { view: scratch },
  );
}

/** Room for a partial sum of every halving. */
function partials(level: Level, lanes: Extent): View {
  const buffer = level.buffer(times(lanes, 4 * MAX_HALVINGS));
  return { buffer, offset: 0, terms: [], strides: [], lanes: "vector" };
}
