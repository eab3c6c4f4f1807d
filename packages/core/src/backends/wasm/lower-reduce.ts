import type { Shape } from "../../graph/size.ts";
import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { type Extent, extent, NONE, paddedWidth, physical, times, type View } from "./layout.ts";
import { isDense, type Level } from "./lower.ts";

/** Reductions become kernels over (outer, rows, lanes): the last axis first, then every run of other axes. */
export function lowerReduction(level: Level, n: Node, op: Extract<Op, { kind: "reduce" }>): void {
  const [x] = n.inputs as [Tensor];
  const [output] = n.outputs as [Tensor];
  const { lead, width } = physical(x.shape);
  const code = op.name === "sum" ? 0 : 1;
  const axes = op.axes.filter((axis) => axis < lead.length && lead[axis] !== 1);
  const overLast = op.axes.includes(lead.length) && lead.length < x.shape.length && width > 1;
  const destination = level.destination(output);
  const kept = lead.findLastIndex((s, axis) => s !== 1 && !op.axes.includes(axis));
  let source = kept > (axes[0] ?? kept) ? denseRows(level, x) : level.rows(x);
  let shape: Shape = x.shape;
  let lanes = width;

  if (op.name === "sum" && axes.length === lead.filter((s) => s !== 1).length && (overLast || width === 1)) {
    level.call(
      "sumAll",
      { view: destination },
      { view: source.view },
      source.count,
      source.pitch,
      width,
      extent(1),
      NONE,
    );
    return;
  }
  if (overLast) {
    const reduced = [...lead, 1];
    const to = axes.length === 0 ? destination : level.allocate(reduced);
    const rows = evenRows(lead, to);
    level.call("reduceLast", { view: to }, rows.pitch, { view: source.view }, source.count, source.pitch, width, code);
    source = { view: to, ...rows };
    shape = reduced;
    lanes = 1;
  }
  const runs = runsOf(axes);
  if (runs.length === 0 && !overLast) return level.copy(x, destination);
  runs.forEach((run, i) => {
    const before = physical(shape).lead;
    const reduced = shape.map((s, axis) => (axis >= run.from && axis <= run.to ? 1 : s));
    const to = i === runs.length - 1 ? destination : level.allocate(reduced);
    reduceRun(level, { view: source.view, lead: before, lanes }, run, to, code);
    source = { view: to, count: extent(1), pitch: NONE };
    shape = reduced;
  });
}

/** As `level.rows`, without gaps between the rows. */
function denseRows(level: Level, x: Tensor) {
  const { lead, width } = physical(x.shape);
  if (isDense(lead, width, level.view(x))) return level.rows(x);
  const view = level.allocate(x.shape);
  level.copy(x, view);
  return { view, ...evenRows(lead, view) };
}

function evenRows(lead: Shape, view: View): { count: Extent; pitch: Extent } {
  const count = extent(...lead);
  const inner = view.strides.findLast((s) => s.factor !== 0) ?? NONE;
  return { count, pitch: inner };
}

const runsOf = (axes: readonly number[]): { from: number; to: number }[] => {
  const runs: { from: number; to: number }[] = [];
  for (const axis of axes) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === axis - 1) last.to = axis;
    else runs.push({ from: axis, to: axis });
  }
  return runs;
};

/** Reduces neighbouring axes; the source is dense, so what stands before and behind them is one stride each. */
function reduceRun(
  level: Level,
  source: { view: View; lead: Shape; lanes: number },
  run: { from: number; to: number },
  to: View,
  code: number,
): void {
  const { view, lead, lanes } = source;
  const outer = extent(...lead.slice(0, run.from));
  const rows = extent(...lead.slice(run.from, run.to + 1));
  const behind = lead.slice(run.to + 1);
  const pitch = evenRows(lead, view).pitch;
  const inner = times(pitch.factor === 0 ? extent(4 * paddedWidth(lanes)) : pitch, ...behind);
  const vectors = times(extent(paddedWidth(lanes) / 4), ...behind);
  const outerStride = times(inner, ...lead.slice(run.from, run.to + 1));
  level.call(
    "reduceMiddle",
    { view: to },
    times(extent(4 * paddedWidth(lanes)), ...behind),
    { view },
    outer,
    outerStride,
    rows,
    inner,
    vectors,
    0,
    code,
  );
}
