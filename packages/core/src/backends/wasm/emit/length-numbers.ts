import { segmentAxes } from "../../../graph/segments.ts";
import type { Size } from "../../../graph/size.ts";
import { type Extent, extent, extentKey } from "../layout.ts";
import type { Code } from "./assembler.ts";

/** Numbers that are computed together, each once, and the locals that hold them. */
class Computed {
  readonly extents = new Map<string, { local: number; extent: Extent }>();
  readonly parities = new Map<string, { local: number; bytes: Extent; axis: Size }>();
}

/** The steps of a round that takes a segment. */
interface SegmentSteps {
  readonly axis: Size;
  readonly length: number;
  /** What the steps are called. */
  readonly name: string;
  readonly local: number;
  readonly computed: Computed;
}

/**
 * The numbers of a function that follow from the lengths of axes, which are its parameters behind the first.
 *
 * Each is computed once: at the function's start or, where it depends on how many steps the segment of a round has, at
 * the start of the round.
 */
export class LengthNumbers {
  private readonly code: Code;
  private readonly axes: readonly string[];
  private readonly first = new Computed();
  private readonly counts = new Map<string, { local: number; axis: Size; length: number }>();
  /** Those of the rounds that are being written, outermost first. */
  private readonly rounds: SegmentSteps[] = [];

  constructor(code: Code, axes: readonly string[]) {
    this.code = code;
    this.axes = axes;
  }

  /** Pushes a number. */
  push(e: Extent): void {
    const { code } = this;
    const [axis, second] = e.axes;
    if (axis === undefined) {
      code.constant(e.factor);
      return;
    }
    if (e.factor === 1 && second === undefined) {
      code.get(this.axisLocal(axis));
      return;
    }
    const { extents } = this.computedFrom(e.axes);
    const key = extentKey(e);
    let entry = extents.get(key);
    if (entry === undefined) {
      entry = { local: code.local("i32"), extent: e };
      extents.set(key, entry);
    }
    code.get(entry.local);
  }

  /** Pushes a number if an axis has an odd length, else 0. */
  pushParity(bytes: Extent, axis: Size): void {
    const { parities } = this.computedFrom([axis, ...bytes.axes]);
    const key = `${extentKey(bytes)} ${axis}`;
    let entry = parities.get(key);
    if (entry === undefined) {
      entry = { local: this.code.local("i32"), bytes, axis };
      parities.set(key, entry);
    }
    this.code.get(entry.local);
  }

  /** How many segments of a length an axis has. */
  segments(axis: Size, length: number): Extent {
    const name = segmentAxes(axis, length).segments;
    if (!this.counts.has(name)) this.counts.set(name, { local: this.code.local("i32"), axis, length });
    return extent(name);
  }

  segmentSteps(axis: Size, length: number): SegmentSteps {
    const name = segmentAxes(axis, length).steps;
    return { axis, length, name, local: this.code.local("i32"), computed: new Computed() };
  }

  /** From here on, a round is written; until `leave`. */
  enter(steps: SegmentSteps): void {
    this.rounds.push(steps);
  }

  leave(): void {
    this.rounds.pop();
  }

  /** Appends what a round begins with, `round` holding its number: how many steps it has, and what follows from that. */
  computeRound(steps: SegmentSteps, round: number): void {
    const { code } = this;
    const { axis, length, local, computed } = steps;
    // length + min(left − length, 0)
    this.push(extent(axis));
    code.get(round).constant(length).i32("mul").i32("sub").constant(length).i32("sub").tee(local);
    code.get(local).constant(0).i32("lt_s").i32("mul").constant(length).i32("add").set(local);
    this.enter(steps);
    this.compute(computed);
    this.leave();
  }

  /** Appends what the function begins with. */
  computeFirst(): void {
    const { code } = this;
    for (const { local, axis, length } of this.counts.values()) {
      this.push(extent(axis));
      code
        .constant(length - 1)
        .i32("add")
        .constant(length)
        .i32("div_u")
        .set(local);
    }
    this.compute(this.first);
  }

  private compute({ extents, parities }: Computed): void {
    const { code } = this;
    const product = (e: Extent) => {
      code.constant(e.factor);
      for (const axis of e.axes) code.get(this.axisLocal(axis)).i32("mul");
    };
    for (const { local, bytes, axis } of parities.values()) {
      product(extent(axis));
      code.constant(1).i32("and");
      product(bytes);
      code.i32("mul").set(local);
    }
    for (const { local, extent: e } of extents.values()) {
      product(e);
      code.set(local);
    }
  }

  private computedFrom(axes: readonly Size[]): Computed {
    return this.rounds.findLast(({ name }) => axes.includes(name))?.computed ?? this.first;
  }

  private axisLocal(axis: string): number {
    const at = this.axes.indexOf(axis);
    if (at >= 0) return 1 + at;
    const local = this.counts.get(axis)?.local ?? this.rounds.findLast(({ name }) => name === axis)?.local;
    if (local === undefined) throw new Error(`axis ${axis} is used outside of its loop`);
    return local;
  }
}
