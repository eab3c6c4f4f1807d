import { bodyResults } from "../../graph/scan.ts";
import { segmentAxes } from "../../graph/segments.ts";
import type { AxisLengths, Shape, Size } from "../../graph/size.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/traverse.ts";
import type { PassName } from "../../passes/passes.ts";
import type { ProgramGraph } from "../../program.ts";
import { emitProgram, type KernelFunctions } from "./emit/program.ts";
import { HALVINGS } from "./halves.ts";
import { writeInPlace } from "./in-place.ts";
import { type Buffer, bytesOf, denseStrides, paddedWidth, physical, type View } from "./layout.ts";
import { Level, Lowering } from "./level.ts";
import { lowerLevel } from "./lower.ts";
import { type Pack, type Packs, takeOutPackings } from "./packs.ts";
import { planMemory } from "./plan.ts";

/** What a program needs of the engine that it runs on. */
export interface Surroundings {
  variable(name: string): number;
  constant(shape: readonly number[], values: ArrayLike<number>): number;
  kernels: KernelFunctions;
  packs: Packs;
}

export interface LoweredProgram {
  module: Uint8Array<ArrayBuffer>;

  scratchBytes: number;
  inputs: Map<string, Buffer>;
  /** Axes whose lengths the graph computes with. */
  sizes: Map<string, Buffer>;
  results: Map<string, View>;
  /** Addresses of the variables that a run changes. */
  changes: number[];
  /** Packed variables that a run reads. */
  packs: Pack[];
}

/** The named axes of a graph, sorted. */
export function axesOf(graph: ProgramGraph, inputs: Readonly<Record<string, Shape>>): string[] {
  const axes = new Set<string>();
  /** Axes that follow from others. */
  const segmented = new Set<Size>();
  const add = (shape: readonly Size[]) => {
    for (const size of shape) if (typeof size === "string") axes.add(size);
  };
  Object.values(inputs).forEach(add);
  const visit = (roots: readonly Tensor[]) => {
    for (const { op } of ancestors(roots)) {
      if (op.kind === "broadcast" || op.kind === "random") add(op.shape);
      if (op.kind === "size" || op.kind === "place" || op.kind === "scan") add([op.axis]);
      if (op.kind !== "scan") continue;
      if (op.segment !== undefined)
        for (const axis of Object.values(segmentAxes(op.axis, op.segment.length))) segmented.add(axis);
      visit(bodyResults(op.body));
    }
  };
  visit([...Object.values(graph.results), ...(graph.updates?.values() ?? [])]);
  return [...axes].filter((axis) => !segmented.has(axis)).sort();
}

/**
 * From a graph to a module: instructions, memory plan, code.
 *
 * The module's `run` takes the scratch address, the lengths in the order of `axes`, and how often sums over rows are halved.
 */
export function lowerProgram(
  graph: ProgramGraph,
  axes: readonly string[],
  capacity: AxisLengths,
  passes: readonly PassName[],
  surroundings: Surroundings,
): LoweredProgram {
  const inputs = new Map<string, Buffer>();
  const sizes = new Map<string, Buffer>();
  const variables = new Map<string, Buffer>();
  const arrays = new Map<Tensor, Buffer>();
  const given = (map: Map<string, Buffer>, key: string, shape: Shape) => {
    let buffer = map.get(key);
    if (buffer === undefined) {
      const { lead, width } = physical(shape);
      buffer = lowering.buffer([bytesOf(lead, 4 * paddedWidth(width))]);
      buffer.from = 0;
      buffer.to = 0;
      map.set(key, buffer);
    }
    return buffer;
  };
  const lasting = (address: number): Buffer => ({
    id: -1 - variables.size - arrays.size,
    kind: "variable",
    bytes: [],
    address,
    from: 0,
    to: 0,
  });
  const leafBuffer = (t: Tensor): Buffer => {
    const { op } = t.node;
    if (op.kind === "input") return given(inputs, op.name, op.shape);
    if (op.kind === "size") return given(sizes, op.axis, []);
    if (op.kind === "variable") {
      if (!variables.has(op.name)) variables.set(op.name, lasting(surroundings.variable(op.name)));
      return variables.get(op.name)!;
    }
    if (op.kind !== "array") throw new Error(`${op.kind} is not a leaf`);
    if (!arrays.has(t)) arrays.set(t, lasting(surroundings.constant(op.shape, op.values)));
    return arrays.get(t)!;
  };
  const leaf = (t: Tensor): View => {
    const { lead, width } = physical(t.shape);
    return {
      buffer: leafBuffer(t),
      offset: 0,
      terms: [],
      strides: denseStrides(lead, 4 * paddedWidth(width)),
      lanes: "vector",
    };
  };
  const lowering = new Lowering(leaf, lowerLevel, passes.includes("fuse"));
  const level = new Level(lowering);
  const updates = [...(graph.updates ?? [])];
  lowerLevel(level, [...Object.values(graph.results), ...updates.map(([, value]) => value)]);

  // Values that stand in a variable which is about to change are read out first.
  const changing = new Set(updates.map(([target]) => leafBuffer(target)));
  const settled = (t: Tensor): View => {
    const view = level.view(t);
    if (!changing.has(view.buffer)) return view;
    const copy = level.allocate(t.shape);
    level.copy(t, copy);
    return copy;
  };
  const results = new Map(Object.entries(graph.results).map(([name, t]) => [name, settled(t)]));
  for (const [, value] of updates) level.setView(value, settled(value));
  for (const [target, value] of updates) level.copy(value, leaf(target));

  const kept = new Set([...results.values()].map((view) => view.buffer));
  const all = passes.includes("plan") ? writeInPlace(level.instructions, kept) : level.instructions;
  const { packings, rest: instructions } = passes.includes("keep")
    ? takeOutPackings(all, changing)
    : { packings: [], rest: all };
  const packs = packings.map((packing) => surroundings.packs.keep(packing));
  const scratchBytes = planMemory(instructions, lowering.buffers, kept, capacity, passes.includes("plan"));
  return {
    module: emitProgram(instructions, [...axes, HALVINGS], surroundings.kernels),

    scratchBytes,
    inputs,
    sizes,
    results,
    changes: [...changing].map(({ address }) => address),
    packs,
  };
}
