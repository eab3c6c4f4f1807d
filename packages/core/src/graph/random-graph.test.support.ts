import fc from "fast-check";
import * as g from "./ops.ts";
import { LIMIT, Pool } from "./pool.test.support.ts";
import { type Gene, grow } from "./random-operations.test.support.ts";
import { scattered } from "./scattered.test.support.ts";
import type { Shape } from "./size.ts";
import type { Tensor } from "./tensor.ts";

const gene = (depth: number): fc.Arbitrary<Gene> =>
  fc.record({
    op: fc.nat(9999),
    a: fc.nat(9999),
    b: fc.nat(9999),
    c: fc.nat(9999),
    inner: depth > 0 ? fc.array(gene(depth - 1), { maxLength: 8, size: "max" }) : fc.constant([]),
  });

export interface Genome {
  /** Three lengths of fixed axes. */
  readonly sizes: readonly [number, number, number];
  readonly genes: readonly Gene[];
  /** Which tensors are results besides the last. */
  readonly results: readonly number[];
}

const length = fc.integer({ min: 1, max: 9 });

export const genomes: fc.Arbitrary<Genome> = fc.record({
  sizes: fc.tuple(length, length, length),
  genes: fc.array(gene(2), { minLength: 1, maxLength: 24, size: "max" }),
  results: fc.array(fc.nat(99), { maxLength: 9, size: "max" }),
});

/** Lengths of the run-time axes. */
export const axisLengths = fc.record({ B: fc.constantFrom(1, 2, 3, 5, 8), T: fc.constantFrom(1, 2, 3, 5, 8) });

export interface RandomGraph {
  /** Inputs and variables. */
  leaves: Tensor[];
  results: Tensor[];
  /** Everything that was made. */
  all: Tensor[];
}

/**
 * The graph that a genome stands for; `smooth` keeps kinks to exact values, so that it has a gradient; `constant` tells
 * that no variable changes.
 */
export function randomGraph({ sizes, genes, results }: Genome, { smooth = false, constant = true } = {}): RandomGraph {
  const [p, q, r] = sizes;
  const shapes: Shape[] = [
    [],
    ["T"],
    ["B"],
    ["T", "B"],
    [q],
    [r, "B", p],
    ["B", 1],
    ["B", q],
    ["T", "B", q],
    [p],
    ["B", p],
    ["T", "B", p],
  ];
  const weights = [[p, p], [q, p], [p, q], [1, p], [p, 1], [q], [p], [q, p], [p]];
  const leaves = [
    ...weights.map((shape, i) => g.variable(`w${i}`, shape)),
    ...shapes.map((shape, i) => g.input(`x${i}`, shape)),
  ];
  const pool = new Pool(smooth);
  pool.add(g.mul(g.size("T"), 0.125), 1);
  pool.add(g.array(scattered("array", q * r), [q, r]), LIMIT, true);
  pool.add(g.constant(0.75), 1, true);
  for (const t of leaves) pool.add(t, LIMIT, constant || t.node.op.kind === "input");
  grow(pool, genes);
  const last = pool.tensors.at(-1)!;
  leaves.push(...pool.weights.values());
  return { leaves, results: [...new Set([last, ...results.map((n) => pool.pick(n)!)])], all: pool.tensors };
}

export const leafName = ({ node: { op } }: Tensor): string => ("name" in op ? op.name : op.kind);

/** Results by number, as a program wants them. */
export const numbered = (tensors: readonly Tensor[]): Record<string, Tensor> =>
  Object.fromEntries(tensors.map((t, i) => [`result ${i}`, t]));
