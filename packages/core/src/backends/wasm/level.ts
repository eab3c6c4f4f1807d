import { SluiceError } from "../../errors.ts";
import type { Shape } from "../../graph/size.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { isElementwise } from "../../passes/fuse.ts";
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
  type View,
} from "./layout.ts";

/** What all levels of one program share. */
export class Lowering {
  readonly buffers: Buffer[] = [];
  /** Values that lie side by side with others, the pad lanes between them being zeros. */
  readonly sideBySide = new Set<Tensor>();
  readonly fused: boolean;
  /** Where the values of inputs, variables, arrays and sizes are. */
  readonly leaf: (tensor: Tensor) => View;
  /** Computes all results of a level; bodies of loops are levels of their own. */
  readonly lower: (level: Level, results: readonly Tensor[]) => void;
  private loops = 0;

  constructor(leaf: Lowering["leaf"], lower: Lowering["lower"], fused: boolean) {
    this.leaf = leaf;
    this.lower = lower;
    this.fused = fused;
  }

  nextLoop(): number {
    return this.loops++;
  }

  buffer(bytes: readonly Extent[]): Buffer {
    const made: Buffer = {
      id: this.buffers.length,
      kind: "scratch",
      bytes,
      address: 0,
      from: Number.POSITIVE_INFINITY,
      to: -1,
    };
    this.buffers.push(made);
    return made;
  }
}

/** One level, the program itself or the body of a loop: its instructions, and where its values are. */
export class Level {
  readonly lowering: Lowering;
  readonly parent: Level | undefined;
  readonly instructions: Instruction[] = [];
  /** Buffers made at this level. */
  readonly own = new Set<Buffer>();
  /** Where a value is to be put when it is computed. */
  readonly homes = new Map<Tensor, View>();
  /** Values that a loop's products read on their left: tiny ones become 0, since denormal numbers take many times as long. */
  readonly multiplied = new Set<Tensor>();
  /** Outer tensors of a loop's captures. */
  readonly captured = new Map<Tensor, Tensor>();
  readonly packs = new Map<string, { view: View }>();
  private readonly views = new Map<Tensor, View>();

  constructor(lowering: Lowering, parent?: Level) {
    this.lowering = lowering;
    this.parent = parent;
  }

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
    const made = this.lowering.buffer(bytes);
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

  /** Copies element by element, as the strides of all axes say. */
  strided(sizes: Shape, from: View, fromStrides: readonly Extent[], to: View, toStrides: readonly Extent[]): void {
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
