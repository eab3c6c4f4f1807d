import { SluiceError } from "../../errors.ts";
import type { Shape } from "../../graph/size.ts";
import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/traverse.ts";
import { fuse, isElementwise } from "../../passes/fuse.ts";
import { ChainBuilder } from "./chain-builder.ts";
import type { Argument, Instruction } from "./instructions.ts";
import {
  type Buffer,
  bytesOf,
  collapse,
  denseStrides,
  type Extent,
  extent,
  NONE,
  paddedWidth,
  physical,
  rowsOf,
  sameExtent,
  type Term,
  times,
  type View,
} from "./layout.ts";
import { lowerProduct } from "./lower-product.ts";
import { lowerReduction } from "./lower-reduce.ts";
import { lowerScan } from "./lower-scan.ts";

/** What all levels of one program share. */
export class Lowering {
  readonly buffers: Buffer[] = [];
  readonly fused: boolean;
  /** Where the values of inputs, variables, arrays and sizes are. */
  readonly leaf: (tensor: Tensor) => View;
  private loops = 0;

  constructor(leaf: (tensor: Tensor) => View, fused: boolean) {
    this.leaf = leaf;
    this.fused = fused;
  }

  nextLoop(): number {
    return this.loops++;
  }

  buffer(bytes: readonly Extent[], joined: boolean): Buffer {
    const made: Buffer = {
      id: this.buffers.length,
      kind: "scratch",
      bytes,
      joined,
      address: 0,
      from: Number.POSITIVE_INFINITY,
      to: -1,
    };
    this.buffers.push(made);
    return made;
  }
}

/** One level: the program itself or the body of a loop. Turns nodes into instructions, tensors into views. */
export class Level {
  readonly lowering: Lowering;
  readonly parent: Level | undefined;
  readonly instructions: Instruction[] = [];
  /** Buffers made at this level. */
  readonly own = new Set<Buffer>();
  /** Where a value is to be put when it is computed. */
  readonly homes = new Map<Tensor, View>();
  /** Nodes that somebody else computes. */
  readonly skipped = new Set<Node>();
  /** Outer tensors of a loop's captures. */
  readonly captured = new Map<Tensor, Tensor>();
  readonly packs = new Map<string, { view: View }>();
  private readonly views = new Map<Tensor, View>();
  private results: ReadonlySet<Tensor> = new Set();
  private readonly consumers = new Map<Tensor, Node[]>();

  constructor(lowering: Lowering, parent?: Level) {
    this.lowering = lowering;
    this.parent = parent;
  }

  /** Computes all results of the level. */
  run(results: readonly Tensor[]): void {
    this.results = new Set(results);
    for (const n of ancestors(results))
      for (const input of n.inputs) this.consumers.set(input, [...(this.consumers.get(input) ?? []), n]);
    for (const step of fuse(results, this.lowering.fused)) {
      if (step.kind === "chain") this.chain(step.nodes);
      else if (!this.skipped.has(step.node)) this.node(step.node);
    }
  }

  // ── views ──

  view(t: Tensor): View {
    const known = this.views.get(t);
    if (known !== undefined) return known;
    const kind = t.node.op.kind;
    if (kind === "input" || kind === "variable" || kind === "array" || kind === "size") return this.lowering.leaf(t);
    if (kind === "constant") return this.constant(t);
    throw new Error(`no view for ${kind}`);
  }

  setView(t: Tensor, view: View): void {
    this.views.set(t, view);
  }

  hasView(t: Tensor): boolean {
    return this.views.has(t);
  }

  buffer(...bytes: Extent[]): Buffer {
    return this.keep(this.lowering.buffer(bytes, false));
  }

  /** A buffer for several values side by side. */
  joinedBuffer(...bytes: Extent[]): Buffer {
    return this.keep(this.lowering.buffer(bytes, true));
  }

  private keep(made: Buffer): Buffer {
    this.own.add(made);
    return made;
  }

  /** Room for a tensor of its own: dense rows. */
  allocate(shape: Shape): View {
    const { lead, width } = physical(shape);
    const pitch = 4 * paddedWidth(width);
    return {
      buffer: this.buffer(bytesOf(lead, pitch)),
      offset: 0,
      terms: [],
      strides: denseStrides(lead, pitch),
      lanes: "vector",
    };
  }

  /** Where to put a value: its home, or new room. */
  destination(t: Tensor): View {
    const view = this.homes.get(t) ?? this.allocate(t.shape);
    this.setView(t, view);
    return view;
  }

  /** A constant that something other than a chain reads. */
  private constant(t: Tensor): View {
    const view = this.allocate(t.shape);
    const builder = new ChainBuilder(this, t.shape);
    builder.store(builder.value(t), view);
    this.emit({ kind: "chain", chain: builder.finish() });
    this.setView(t, view);
    return view;
  }

  emit(instruction: Instruction): void {
    this.instructions.push(instruction);
  }

  call(kernel: string, ...args: Argument[]): void {
    this.emit({ kind: "call", kernel, args });
  }

  /** Copies a tensor's values to where a view says. */
  copy(t: Tensor, to: View): void {
    const builder = new ChainBuilder(this, t.shape);
    builder.store(builder.value(t), to);
    this.emit({ kind: "chain", chain: builder.finish() });
  }

  /** Adds a tensor's values to what is where a view says. */
  accumulate(t: Tensor, to: View): void {
    const builder = new ChainBuilder(this, t.shape);
    builder.store(builder.plus(builder.load(to), builder.value(t)), to);
    this.emit({ kind: "chain", chain: builder.finish() });
  }

  /** The tensor as rows that lie evenly, copied where they do not. */
  rows(t: Tensor): { view: View; count: Extent; pitch: Extent } {
    const { lead } = physical(t.shape);
    const view = this.view(t);
    const rows = rowsOf(lead, view);
    if (rows !== undefined) return { view, ...rows };
    const dense = this.allocate(t.shape);
    this.copy(t, dense);
    return { view: dense, ...rowsOf(lead, dense)! };
  }

  // ── nodes ──

  private chain(nodes: readonly Node[]): void {
    const own = new Set(nodes);
    const builder = new ChainBuilder(this, nodes[0]!.outputs[0]!.shape);
    for (const n of nodes) {
      const [output] = n.outputs;
      const value = builder.add(n);
      const outside = this.results.has(output!) || this.usedOutside(output!, own);
      if (outside) builder.store(value, this.destination(output!));
    }
    this.emit({ kind: "chain", chain: builder.finish() });
  }

  private usedOutside(t: Tensor, chain: ReadonlySet<Node>): boolean {
    return (this.consumers.get(t) ?? []).some((n) => !chain.has(n));
  }

  private node(n: Node): void {
    const { op } = n;
    const [x] = n.inputs;
    const [output] = n.outputs;
    switch (op.kind) {
      case "input":
      case "variable":
      case "placeholder":
      case "constant":
      case "array":
      case "size":
        return;
      case "matmul":
        return lowerProduct(this, n, op);
      case "reduce":
        return lowerReduction(this, n, op);
      case "scan":
        return lowerScan(this, n, op);
      case "broadcast":
        return this.setView(output!, broadcastView(this.view(x!), x!.shape, op.shape));
      case "reshape":
        return this.reshape(x!, output!);
      case "transpose":
        return this.transpose(op, x!, output!);
      case "slice":
        return this.slice(op, x!, output!);
      case "element": {
        const view = this.view(x!);
        const stride = view.strides[0] ?? extent(4);
        if (physical(x!.shape).lead.length === 0) throw unsupported("the last element of a fixed axis");
        const terms: Term[] =
          op.position === "first"
            ? []
            : [{ bytes: times(stride, x!.shape[0]!) }, { bytes: { ...stride, factor: -stride.factor } }];
        return this.setView(output!, { ...view, terms: [...view.terms, ...terms], strides: view.strides.slice(1) });
      }
      case "place": {
        const to = this.zeroed(output!);
        const stride = to.strides[0]!;
        const terms: Term[] =
          op.position === "first"
            ? []
            : [{ bytes: times(stride, op.axis) }, { bytes: { ...stride, factor: -stride.factor } }];
        return this.copy(x!, { ...to, terms: [...to.terms, ...terms], strides: to.strides.slice(1) });
      }
      case "concat": {
        const to = this.zeroed(output!);
        let start = 0;
        for (const part of n.inputs) {
          this.copyInto(part, to, op.axis, start, output!.shape);
          start += part.shape[op.axis] as number;
        }
        return;
      }
      case "pad":
        return this.copyInto(x!, this.zeroed(output!), op.axis, op.before, output!.shape);
      default:
        throw new Error(`${op.kind} is elementwise`);
    }
  }

  private zeroed(t: Tensor): View {
    const view = this.destination(t);
    const { lead, width } = physical(t.shape);
    const bytes = bytesOf(lead, 4 * paddedWidth(width));
    if (rowsOf(lead, view) === undefined || !isDense(lead, width, view)) throw unsupported("clearing part of a buffer");
    this.emit({ kind: "clear", view, bytes });
    return view;
  }

  /** Copies a part to its place along an axis of a larger tensor. */
  private copyInto(part: Tensor, whole: View, axis: number, start: number, shape: Shape): void {
    const { lead } = physical(shape);
    const along = axis < lead.length ? whole.strides[axis]! : extent(4);
    const to: View = { ...whole, offset: whole.offset + start * along.factor };
    if (along.axes.length > 0) throw unsupported("a position along an axis whose stride is known at run time only");
    this.copyElements(part, to);
  }

  /** Copies element by element: for columns that do not start at a multiple of four lanes. */
  copyElements(part: Tensor, to: View): void {
    const { lead, width } = physical(part.shape);
    const from = this.view(part);
    this.strided([...lead, width], from, [...from.strides, from.lanes === "splat" ? NONE : extent(4)], to, [
      ...to.strides,
      extent(4),
    ]);
  }

  private strided(sizes: Shape, from: View, fromStrides: Extent[], to: View, toStrides: Extent[]): void {
    const levels = collapse(sizes, [toStrides, fromStrides]);
    if (levels.length > 4) throw unsupported(`copying over ${levels.length} axes`);
    while (levels.length < 4) levels.unshift({ count: extent(1), strides: [NONE, NONE] });
    this.call(
      "copyStrided",
      { view: to },
      { view: from },
      ...levels.map((l) => l.count),
      ...levels.map((l) => l.strides[0]!),
      ...levels.map((l) => l.strides[1]!),
    );
  }

  private reshape(x: Tensor, output: Tensor): void {
    const from = physical(x.shape);
    const to = physical(output.shape);
    const view = this.view(x);
    const long = (lead: Shape) => lead.filter((s) => s !== 1).join();
    if (from.width === to.width && long(from.lead) === long(to.lead)) {
      const strides = from.lead.flatMap((s, i) => (s === 1 ? [] : [view.strides[i]!]));
      let next = 0;
      return this.setView(output, { ...view, strides: to.lead.map((s) => (s === 1 ? NONE : strides[next++]!)) });
    }
    // Through an array without padding, in which both shapes have the same order.
    const flat: View = {
      buffer: this.buffer(bytesOf(from.lead, 4 * from.width)),
      offset: 0,
      terms: [],
      strides: [],
      lanes: "vector",
    };
    const splat = view.lanes === "splat" ? NONE : extent(4);
    this.strided([...from.lead, from.width], view, [...view.strides, splat], flat, [
      ...denseStrides(from.lead, 4 * from.width),
      extent(4),
    ]);
    const target = this.zeroed(output);
    this.strided([...to.lead, to.width], flat, [...denseStrides(to.lead, 4 * to.width), extent(4)], target, [
      ...target.strides,
      extent(4),
    ]);
  }

  private transpose({ order }: Extract<Op, { kind: "transpose" }>, x: Tensor, output: Tensor): void {
    const view = this.view(x);
    const whole = (shape: Shape, { strides, lanes }: View) =>
      physical(shape).lead.length === shape.length ? strides : [...strides, lanes === "splat" ? NONE : extent(4)];
    const strides = whole(x.shape, view);
    const moved = order.map((axis) => strides[axis]!);
    const { lead, width } = physical(output.shape);
    if (lead.length === output.shape.length) return this.setView(output, { ...view, strides: moved, lanes: "vector" });
    if (order.at(-1) === order.length - 1 || width === 1)
      return this.setView(output, { ...view, strides: moved.slice(0, -1) });
    const target = this.zeroed(output);
    this.strided(output.shape, view, moved, target, [...whole(output.shape, target)]);
  }

  private slice({ axis, start }: Extract<Op, { kind: "slice" }>, x: Tensor, output: Tensor): void {
    const view = this.view(x);
    const { lead } = physical(x.shape);
    const last = axis >= lead.length;
    const stride = last ? (view.lanes === "splat" ? NONE : extent(4)) : view.strides[axis]!;
    const terms = stride.axes.length > 0 ? [...view.terms, { bytes: times(stride, start) }] : view.terms;
    const offset = stride.axes.length > 0 ? view.offset : view.offset + start * stride.factor;
    const strides = view.strides.map((s, i) => (i === axis && output.shape[axis] === 1 ? NONE : s));
    this.setView(output, { ...view, offset, terms, strides });
  }
}

/** Whether a view's rows fill its memory without gaps. */
export function isDense(lead: Shape, width: number, view: View): boolean {
  const dense = denseStrides(lead, 4 * paddedWidth(width));
  return view.lanes === "vector" && dense.every((stride, i) => sameExtent(stride, view.strides[i]!));
}

function broadcastView(view: View, from: Shape, to: Shape): View {
  const a = physical(from);
  const b = physical(to);
  const missing = b.lead.length - a.lead.length;
  const strides = b.lead.map((size, i) =>
    i < missing || (a.lead[i - missing] === 1 && size !== 1) ? NONE : view.strides[i - missing]!,
  );
  return { ...view, strides, lanes: a.width === 1 && b.width > 1 ? "splat" : view.lanes };
}

export const unsupported = (what: string) =>
  new SluiceError("E_BACKEND", {
    where: "wasm backend",
    expected: "an operation that it can lay out in memory",
    got: what,
    hint: 'the backend "reference", or another form of the same computation',
  });

/** Whether a value is computed by an instruction that can be told where to put it. */
export const canChoosePlace = (t: Tensor): boolean =>
  isElementwise(t.node) || (t.node.op.kind === "matmul" && t.node.op.columns === 1) || t.node.op.kind === "reduce";
