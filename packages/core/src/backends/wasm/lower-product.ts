import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { isElementwise } from "../../passes/fuse.ts";
import { halvedRows, MAX_HALVINGS } from "./halves.ts";
import { gemmTNScratchBytes, PANEL } from "./kernels/kernels.ts";
import {
  bytesOf,
  denseStrides,
  type Extent,
  extent,
  NONE,
  paddedWidth,
  physical,
  sameExtent,
  type View,
} from "./layout.ts";
import { type Level, unsupported } from "./level.ts";

type MatmulOp = Extract<Op, { kind: "matmul" }>;

/** Products: right sides are packed into panels (once, outside of loops, where they do not change), then multiplied. */
export function lowerProduct(level: Level, n: Node, op: MatmulOp): void {
  const left = n.inputs.slice(0, op.rows);
  const right = n.inputs.slice(op.rows);
  const matrix = op.form === "tn" ? n.outputs[0]!.shape : right.flatMap((t) => t.shape);
  const named = matrix.find((s) => typeof s === "string");
  if (named !== undefined) throw unsupported(`a matrix with ${named} rows or columns`);
  if (op.form === "tn") return weightGradient(level, n);
  const { blocks, total } = innerBlocks(level, left);
  const widths = n.outputs.map((output) => physical(output.shape).width);
  const columns = widths.reduce((sum, width) => sum + paddedWidth(width), 0);
  const packed = pack(
    level,
    right,
    op,
    blocks.map((block) => block.at),
    total,
    widths,
  );
  const to = op.columns === 1 ? level.destination(n.outputs[0]!) : joined(level, n.outputs);
  const rows = extent(...physical(left[0]!.shape).lead);
  const pitch = evenPitch(n.outputs[0]!, to);
  const calls = contiguous(blocks) ? [{ ...blocks[0]!, length: total }] : blocks;
  calls.forEach((block, i) => {
    level.call(
      "gemm",
      rows,
      columns,
      block.length,
      { view: block.view },
      block.pitch,
      { view: { ...packed, offset: packed.offset + block.at * PANEL * 4 } },
      total * PANEL * 4,
      { view: to },
      pitch,
      i === 0 ? 0 : 1,
    );
  });
}

interface InnerBlock {
  /** Position among the left sides. */
  index: number;
  view: View;
  pitch: Extent;
  length: number;
  /** First row of this block in the packed right side. */
  at: number;
}

/**
 * Lays the left blocks behind one another along the inner axis. Blocks of one buffer are taken in the order of their
 * columns, at their distance, so that neighbours can be multiplied as one.
 */
function innerBlocks(level: Level, left: readonly Tensor[]): { blocks: InnerBlock[]; total: number } {
  const blocks = left.map((t, index): InnerBlock => {
    const { view, pitch } = level.rows(t);
    return { index, view, pitch, length: physical(t.shape).width, at: 0 };
  });
  const inOrder = [...blocks].sort((a, b) => a.view.buffer.id - b.view.buffer.id || a.view.offset - b.view.offset);
  let total = 0;
  inOrder.forEach((block, i) => {
    const before = inOrder[i - 1];
    if (before !== undefined) {
      const distance = (block.view.offset - before.view.offset) / 4;
      const gap = level.lowering.sideBySide.has(left[before.index]!) ? paddedWidth(before.length) : before.length;
      const near = sameRows(before, block) && (distance === before.length || distance === gap);
      total += near ? distance : before.length;
    }
    block.at = total;
  });
  total += inOrder.at(-1)!.length;
  // In the order of the inputs for the packing; `contiguous` puts them in the order of memory again.
  return { blocks, total };
}

const sameRows = (a: InnerBlock, b: InnerBlock) =>
  a.view.buffer === b.view.buffer && sameExtent(a.pitch, b.pitch) && sameTerms(a.view, b.view);

const sameTerms = (a: View, b: View) => JSON.stringify(a.terms) === JSON.stringify(b.terms);

/** Whether all blocks are neighbours in memory, gaps being pad lanes (zero on both sides). Sorts them by place. */
function contiguous(blocks: InnerBlock[]): boolean {
  blocks.sort((a, b) => a.at - b.at);
  return blocks.every((block, i) => {
    const before = blocks[i - 1];
    return (
      before === undefined ||
      (sameRows(before, block) && block.view.offset - before.view.offset === 4 * (block.at - before.at))
    );
  });
}

/** The right blocks packed into panels of columns, found again where the same blocks were packed before. */
function pack(
  level: Level,
  right: readonly Tensor[],
  op: MatmulOp,
  at: readonly number[],
  total: number,
  widths: readonly number[],
): View {
  if (level.parent !== undefined && right.every((t) => level.captured.has(t)))
    return pack(
      level.parent,
      right.map((t) => level.captured.get(t)!),
      op,
      at,
      total,
      widths,
    );
  const key = `${op.form} ${at.join()} ${widths.join()} ${right.map((t) => `${t.node.id}.${t.index}`).join(" ")}`;
  const known = level.packs.get(key);
  if (known !== undefined) return known.view;
  const columns = widths.reduce((sum, width) => sum + paddedWidth(width), 0);
  const panels = Math.ceil(columns / PANEL);
  const bytes = extent(panels * PANEL * total * 4);
  const view: View = { buffer: level.buffer(bytes), offset: 0, terms: [], strides: [], lanes: "vector" };
  const sizes = right.map((t) => t.shape as readonly [number, number]);
  const filled = sizes.reduce((sum, [a, b]) => sum + a * b, 0);
  if (filled < panels * PANEL * total) level.emit({ kind: "clear", view, bytes });
  right.forEach((t, i) => {
    const k = Math.floor(i / op.columns);
    const column = i % op.columns;
    const start = widths.slice(0, column).reduce((sum, width) => sum + paddedWidth(width), 0);
    const source = level.view(t);
    const rowStride = source.strides[0]!;
    const [first, second] = sizes[i]!;
    const lane = source.lanes === "splat" ? NONE : extent(4);
    const [down, across, inner, outer] =
      op.form === "nn" ? [rowStride, lane, first, second] : [lane, rowStride, second, first];
    level.call("packB", { view }, total * PANEL * 4, at[k]!, start, { view: source }, down, across, inner, outer);
  });
  level.packs.set(key, { view });
  return view;
}

/** One room for several outputs of the same rows, side by side. */
export function joined(level: Level, outputs: readonly Tensor[]): View {
  const { lead } = physical(outputs[0]!.shape);
  const pitch = 4 * outputs.reduce((sum, t) => sum + paddedWidth(physical(t.shape).width), 0);
  const whole: View = {
    buffer: level.buffer(bytesOf(lead, pitch)),
    offset: 0,
    terms: [],
    strides: denseStrides(lead, pitch),
    lanes: "vector",
  };
  let offset = 0;
  for (const t of outputs) {
    level.setView(t, { ...whole, offset });
    level.lowering.sideBySide.add(t);
    const home = level.homes.get(t);
    if (home !== undefined) throw new Error("one of several outputs has no place of its own");
    offset += 4 * paddedWidth(physical(t.shape).width);
  }
  return whole;
}

/** Bytes between the rows of a destination, whose rows lie evenly by construction. */
function evenPitch(t: Tensor, to: View): Extent {
  const { lead } = physical(t.shape);
  const inner = lead.findLastIndex((s) => s !== 1);
  return inner < 0 ? NONE : to.strides[inner]!;
}

/** Aᵀ B over all rows. */
function weightGradient(level: Level, n: Node): void {
  const [a, b] = n.inputs as [Tensor, Tensor];
  const { lead, width: M } = physical(a.shape);
  const N = paddedWidth(physical(b.shape).width);
  const x = level.rows(a);
  const y = level.rows(b);
  const left = halvedRows(lead, x.pitch);
  const right = halvedRows(lead, y.pitch);
  const to = level.destination(n.outputs[0]!);
  const bytes = extent(gemmTNScratchBytes(M, N, left.halvings === NONE ? 0 : MAX_HALVINGS));
  const scratch: View = { buffer: level.buffer(bytes), offset: 0, terms: [], strides: [], lanes: "vector" };
  level.call(
    "gemmTN",
    M,
    N,
    left.groups,
    left.rows,
    { view: x.view },
    left.groupStride,
    left.rowStride,
    { view: y.view },
    right.groupStride,
    right.rowStride,
    { view: to },
    to.strides[0]!,
    left.halvings,
    { view: scratch },
  );
}

/** Left sides of block products that are elementwise results: they can be given neighbouring places. */
export function joinable(nodes: Iterable<Node>): Tensor[][] {
  const taken = new Set<Tensor>();
  const groups: Tensor[][] = [];
  for (const { op, inputs } of nodes) {
    if (op.kind !== "matmul" || op.form === "tn" || op.rows < 2) continue;
    const left = inputs.slice(0, op.rows);
    const fresh = left.every((t) => isElementwise(t.node) && !taken.has(t)) && new Set(left).size === left.length;
    if (!fresh) continue;
    for (const t of left) taken.add(t);
    groups.push(left);
  }
  return groups;
}
