import { ShapeError, SluiceError } from "../../errors.ts";
import { type AxisLengths, concrete, elementCount, type Shape } from "../../graph/size.ts";
import type { PassName } from "../../passes/passes.ts";
import type { Program, ProgramGraph, ShapedArray } from "../../program.ts";
import { checkedInput, unknownName } from "../variables.ts";
import { compileModule } from "./compile-module.ts";
import { MAX_HALVINGS } from "./halves.ts";
import { paddedWidth, physical } from "./layout.ts";
import { memoryBytes } from "./memory.ts";
import { axesOf, type LoweredProgram, lowerProgram, type Surroundings } from "./program.ts";
import type { Write } from "./threads/messages.ts";
import { readView, startOf, writeRows } from "./transfer.ts";

/** What a program needs of its engine. */
export interface ProgramHost extends Surroundings {
  /** All of memory as float32; another array after growing. */
  readonly f32: Float32Array;
  /** Address of the scratch region. */
  readonly scratch: number;
  /** Makes sure of room for a run of these lengths and gives what a module imports. */
  prepare(scratchBytes: number, lengths: AxisLengths): WebAssembly.Imports;
  /** The program whose results stand in the scratch region. */
  latest: Program | undefined;
}

/** Which part of the rows a run works on. */
export interface Share {
  /** Lengths that the graph computes with where it asks for one: those of all rows together. */
  readonly whole: AxisLengths;
  /** How often sums over rows are still to be halved. */
  readonly halvings: number;
}

/** Where an input goes, for the lengths of one run and those that follow with the same. */
interface BoundInput {
  readonly name: string;
  readonly shape: Shape;
  /** Offset in the scratch region; absent where the graph does not need the input. */
  readonly offset: number | undefined;
  readonly count: number;
  readonly rows: number;
  readonly width: number;
}

/** How much more an axis gets that has become too short. */
const HEADROOM = 1.25;

/**
 * A graph on an engine: lowered for a capacity (again where a run is longer), bound to lengths (again where they change),
 * so that a run like the one before does nothing but copy inputs and call.
 */
export class BoundProgram implements Program {
  readonly inputs: Readonly<Record<string, Shape>>;
  private readonly host: ProgramHost;
  private readonly graph: ProgramGraph;
  private readonly passes: readonly PassName[];
  private readonly axes: readonly string[];
  private capacity: AxisLengths;
  private lowered: LoweredProgram | undefined;
  private compiled: WebAssembly.Module | undefined;
  private call: (...args: number[]) => void = () => {};
  private lengths: AxisLengths = {};
  private bound: readonly BoundInput[] | undefined;
  private args: number[] = [];

  constructor(
    host: ProgramHost,
    graph: ProgramGraph,
    inputs: Readonly<Record<string, Shape>>,
    passes: readonly PassName[],
    capacity: AxisLengths,
  ) {
    this.host = host;
    this.graph = graph;
    this.inputs = inputs;
    this.passes = passes;
    this.capacity = capacity;
    this.axes = axesOf(graph, inputs);
    const given = this.axes.filter((axis) => capacity[axis] !== undefined);
    for (const axis of given) checkLength(axis, capacity[axis]);
    if (given.length === this.axes.length) this.lower(capacity);
  }

  run(
    given: Readonly<Record<string, ArrayLike<number>>>,
    lengths: AxisLengths = {},
    share: Share = { whole: lengths, halvings: MAX_HALVINGS },
  ): void {
    const { host } = this;
    const bound = this.axes.some((axis) => lengths[axis] !== this.lengths[axis]) ? undefined : this.bound;
    const inputs = bound ?? this.bind(lengths);
    // All are checked before the first is written, so that a refused run of the same lengths leaves the last one's results.
    for (const { name, shape, count } of inputs)
      if (!Object.hasOwn(given, name) || given[name]?.length !== count) checkedInput(name, shape, given, lengths);
    const { f32, scratch, packs } = host;
    host.latest = undefined;
    packs.refresh(this.lowered!.packs);
    for (const { name, offset, rows, width } of inputs)
      if (offset !== undefined) writeRows(f32, scratch + offset, rows, width, given[name]!);
    for (const [axis, buffer] of this.lowered!.sizes) f32[(scratch + buffer.address) / 4] = share.whole[axis]!;
    this.args[0] = scratch;
    this.args[this.args.length - 1] = share.halvings;
    this.call.apply(undefined, this.args);
    for (const variable of this.lowered!.changes) packs.written(variable);
    host.latest = this;
  }

  prepare(lengths: AxisLengths): void {
    if (!this.fits(lengths)) this.grow(lengths);
  }

  /** Makes sure that runs of these lengths fit, and gives the module that another thread needs for them. */
  moduleFor(lengths: AxisLengths): WebAssembly.Module {
    this.prepare(lengths);
    return this.compiled!;
  }

  /** A run as another thread, with the same addresses, is told to make it: what to write into its memory, how to call. */
  elsewhere(
    given: Readonly<Record<string, ArrayLike<number>>>,
    lengths: AxisLengths,
    share: Share,
  ): { writes: Write[]; args: number[]; bytes: number } {
    const { scratch } = this.host;
    const writes: Write[] = [];
    for (const { name, offset, rows, width } of this.inputsFor(lengths)) {
      if (offset === undefined) continue;
      const values = new Float32Array(rows * paddedWidth(width));
      writeRows(values, 0, rows, width, given[name]!);
      writes.push({ address: scratch + offset, values });
    }
    for (const [axis, buffer] of this.lowered!.sizes)
      writes.push({ address: scratch + buffer.address, values: Float32Array.of(share.whole[axis]!) });
    const args = [scratch, ...this.axes.map((axis) => lengths[axis]!), share.halvings];
    return { writes, args, bytes: memoryBytes(scratch, this.lowered!.scratchBytes) };
  }

  result(name: string): ShapedArray {
    const view = this.view(name);
    return readView(this.host.f32, this.host.scratch, view, this.graph.results[name]!.shape, this.lengths);
  }

  scalar(name: string): number {
    return this.host.f32[startOf(this.view(name), this.host.scratch, this.lengths) / 4]!;
  }

  private view(name: string) {
    if (!Object.hasOwn(this.graph.results, name)) throw unknownName("result", name, Object.keys(this.graph.results));
    const { latest } = this.host;
    if (latest !== this)
      throw new SluiceError("E_ARGUMENT", {
        where: `result "${name}"`,
        expected: "to be read right after a run",
        got: latest === undefined ? "no run before" : "another run in between",
      });
    return this.lowered!.results.get(name)!;
  }

  /** Takes new lengths: lowers again where they exceed the capacity. */
  private bind(lengths: AxisLengths): readonly BoundInput[] {
    this.prepare(lengths);
    if (this.host.latest === this) this.host.latest = undefined;
    this.lengths = Object.fromEntries(this.axes.map((axis) => [axis, lengths[axis]!]));
    this.args = [0, ...this.axes.map((axis) => lengths[axis]!), 0];
    this.bound = this.inputsFor(lengths);
    return this.bound;
  }

  private inputsFor(lengths: AxisLengths): BoundInput[] {
    return Object.entries(this.inputs).map(([name, shape]) => {
      const { lead, width } = physical(shape);
      const rows = elementCount(concrete(lead, lengths));
      return { name, shape, offset: this.lowered!.inputs.get(name)?.address, count: rows * width, rows, width };
    });
  }

  private fits(lengths: AxisLengths): boolean {
    for (const axis of this.axes) checkLength(axis, lengths[axis]);
    return this.lowered !== undefined && this.axes.every((axis) => lengths[axis]! <= this.capacity[axis]!);
  }

  private grow(lengths: AxisLengths): void {
    // With room to spare: sequences that get longer run by run would else be lowered for at every run.
    const larger = (axis: string) => {
      const known = this.capacity[axis] ?? 0;
      return lengths[axis]! <= known ? known : Math.max(lengths[axis]!, Math.ceil(known * HEADROOM));
    };
    try {
      this.lower(Object.fromEntries(this.axes.map((axis) => [axis, larger(axis)])));
    } catch (error) {
      // Many short rows before and a long one now need not fit together.
      if (!(error instanceof SluiceError) || error.code !== "E_MEMORY") throw error;
      this.lower(Object.fromEntries(this.axes.map((axis) => [axis, lengths[axis]!])));
    }
  }

  /** Changes nothing when it fails. */
  private lower(capacity: AxisLengths): void {
    const { host } = this;
    const lowered = lowerProgram(this.graph, this.axes, capacity, this.passes, host);
    const imports = host.prepare(lowered.scratchBytes, capacity);
    const compiled = compileModule(lowered.module);
    const instance = new WebAssembly.Instance(compiled, imports);
    this.capacity = capacity;
    this.lowered = lowered;
    this.compiled = compiled;
    this.bound = undefined;
    this.call = instance.exports.run as (...args: number[]) => void;
  }
}

function checkLength(axis: string, length: number | undefined): void {
  if (length === undefined || !Number.isSafeInteger(length) || length < 1)
    throw new ShapeError({ where: `axis ${axis}`, expected: "a length of at least 1", got: String(length) });
}

/** Bytes of a tensor of fixed size. */
export function tensorBytes(shape: readonly number[]): number {
  const { lead, width } = physical(shape);
  return elementCount(lead as readonly number[]) * 4 * paddedWidth(width);
}
