import * as g from "./ops.ts";
import { broadcastShapes } from "./size.ts";
import type { Tensor } from "./tensor.ts";

/** Values above it are scaled down, so that float32 has a fair chance. */
export const LIMIT = 2;

/** The tensors that an operation of a random graph may pick from. */
export class Pool {
  readonly tensors: Tensor[] = [];
  private readonly bounds = new Map<Tensor, number>();
  /** Tensors with the same numbers in float32 and float64: kinks and comparisons are safe on them. */
  private readonly exact = new Set<Tensor>();
  /** Whether the graph is to have a gradient. */
  readonly smooth: boolean;
  /** Variables made on the way, by shape. */
  readonly weights: Map<string, Tensor>;

  constructor(smooth: boolean, weights = new Map<string, Tensor>()) {
    this.smooth = smooth;
    this.weights = weights;
  }

  weight(rows: number, columns: number): Tensor {
    const name = `w ${rows} ${columns}`;
    const weight = this.weights.get(name) ?? g.variable(name, [rows, columns]);
    this.weights.set(name, weight);
    return weight;
  }

  add(t: Tensor, bound: number, exact = false): void {
    const fixed = t.shape.reduce<number>((n, s) => (typeof s === "number" ? n * s : n), 1);
    const named = t.shape.filter((s) => typeof s === "string").length;
    if (t.shape.length > 4 || named > 2 || fixed > 200) return;
    const bounded = bound > LIMIT ? g.mul(t, LIMIT / bound) : t;
    this.tensors.push(bounded);
    this.bounds.set(bounded, Math.min(bound, LIMIT));
    if (exact && bounded === t) this.exact.add(t);
  }

  bound(t: Tensor): number {
    return this.bounds.get(t) ?? LIMIT;
  }

  isExact(t: Tensor): boolean {
    return this.exact.has(t);
  }

  /** Number 0 is the newest, and newer ones come more often. */
  pick(n: number, from: readonly Tensor[] = this.tensors): Tensor | undefined {
    return from[from.length - 1 - Math.floor(from.length * ((n % 100) / 100) ** 3)];
  }

  where(wanted: (t: Tensor) => boolean): Tensor[] {
    return this.tensors.filter(wanted);
  }

  exactOnes(): Tensor[] {
    return this.where((t) => this.isExact(t));
  }

  partner(t: Tensor, n: number, from: readonly Tensor[] = this.tensors): Tensor {
    return this.pick(
      n,
      from.filter((other) => broadcastShapes(t.shape, other.shape) !== undefined),
    )!;
  }

  /** What a kinked operation may be applied to. */
  kinked(): readonly Tensor[] {
    return this.smooth ? this.exactOnes() : this.tensors;
  }

  /** A pool for a scan's body: some of these tensors, to be captured, and the step's own. */
  inside(captured: readonly Tensor[], sequences: readonly (readonly [Tensor, Tensor])[]): Pool {
    const pool = new Pool(this.smooth, this.weights);
    for (const t of captured) pool.add(t, this.bound(t), this.isExact(t));
    for (const [outer, own] of sequences) pool.add(own, this.bound(outer), this.isExact(outer));
    return pool;
  }
}
