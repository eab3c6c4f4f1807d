import { ShapeError, SluiceError } from "../../errors.ts";
import { type AxisLengths, concrete, elementCount, type Shape } from "../../graph/size.ts";
import type { PassName } from "../../passes/passes.ts";
import type { Program, ProgramGraph, ShapedArray } from "../../program.ts";
import { checkedInput, unknownName } from "../variables.ts";
import { compileModule } from "./compile-module.ts";
import { paddedWidth, physical } from "./layout.ts";
import { axesOf, type LoweredProgram, lowerProgram, type Surroundings } from "./program.ts";
import { readView, startOf, writeRows } from "./transfer.ts";

/** What a program needs of its engine. */
export interface ProgramHost extends Surroundings {
  /** All of memory as float32; another array after growing. */
  readonly f32: Float32Array;
  /** Address of the scratch region. */
  readonly scratch: number;
  /** Makes sure of room for a run and gives what a module imports. */
  prepare(scratchBytes: number): WebAssembly.Imports;
  /** The program whose results stand in the scratch region. */
  latest: Program | undefined;
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

  run(given: Readonly<Record<string, ArrayLike<number>>>, lengths: AxisLengths = {}): void {
    const { host } = this;
    const bound = this.axes.some((axis) => lengths[axis] !== this.lengths[axis]) ? undefined : this.bound;
    const inputs = bound ?? this.bind(lengths);
    // All are checked before the first is written, so that a refused run of the same lengths leaves the last one's results.
    for (const { name, shape, count } of inputs)
      if (!Object.hasOwn(given, name) || given[name]?.length !== count) checkedInput(name, shape, given, lengths);
    const { f32, scratch } = host;
    host.latest = undefined;
    for (const { name, offset, rows, width } of inputs)
      if (offset !== undefined) writeRows(f32, scratch + offset, rows, width, given[name]!);
    for (const [axis, buffer] of this.lowered!.sizes) f32[(scratch + buffer.address) / 4] = this.lengths[axis]!;
    this.args[0] = scratch;
    this.call.apply(undefined, this.args);
    host.latest = this;
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
    for (const axis of this.axes) checkLength(axis, lengths[axis]);
    if (this.lowered === undefined || this.axes.some((axis) => lengths[axis]! > this.capacity[axis]!)) {
      const larger = (axis: string) => Math.max(this.capacity[axis] ?? 0, lengths[axis]!);
      this.lower(Object.fromEntries(this.axes.map((axis) => [axis, larger(axis)])));
    }
    if (this.host.latest === this) this.host.latest = undefined;
    this.lengths = Object.fromEntries(this.axes.map((axis) => [axis, lengths[axis]!]));
    this.args = [0, ...this.axes.map((axis) => lengths[axis]!)];
    this.bound = Object.entries(this.inputs).map(([name, shape]) => {
      const { lead, width } = physical(shape);
      const rows = elementCount(concrete(lead, lengths));
      return { name, shape, offset: this.lowered!.inputs.get(name)?.address, count: rows * width, rows, width };
    });
    return this.bound;
  }

  /** Changes nothing when it fails. */
  private lower(capacity: AxisLengths): void {
    const { host } = this;
    const lowered = lowerProgram(this.graph, this.axes, capacity, this.passes, host);
    const imports = host.prepare(lowered.scratchBytes);
    const instance = new WebAssembly.Instance(compileModule(lowered.module), imports);
    this.capacity = capacity;
    this.lowered = lowered;
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
