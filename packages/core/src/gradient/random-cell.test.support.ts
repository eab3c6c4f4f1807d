import fc from "fast-check";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { ProgramGraph } from "../program.ts";
import { gradient } from "./gradient.ts";
import type { Recompute } from "./segments.ts";

/** A random recurrent cell: gates of products, joined by elementwise steps, and which values become the next states. */
export interface CellGenome {
  readonly features: number;
  /** Sizes of the states. */
  readonly hidden: readonly number[];
  readonly steps: readonly { readonly kind: number; readonly a: number; readonly b: number; readonly c: number }[];
  readonly next: readonly number[];
  readonly reverse: boolean;
  readonly stacked: boolean;
}

const size = fc.integer({ min: 1, max: 9 });

export const cells: fc.Arbitrary<CellGenome> = fc.record({
  features: size,
  hidden: fc.oneof(
    fc.tuple(size),
    size.map((n) => [n, n]),
    size.map((n) => [n, n, n]),
    fc.tuple(size, size),
  ),
  steps: fc.array(fc.record({ kind: fc.nat(9), a: fc.nat(99), b: fc.nat(99), c: fc.nat(99) }), {
    minLength: 1,
    maxLength: 12,
    size: "max",
  }),
  next: fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)),
  reverse: fc.boolean(),
  stacked: fc.boolean(),
});

/** One layer of the cell over x [T, B, F] and a loss: with gradients of the weights, x and the initial states. */
export function cellGraph(cell: CellGenome, recompute?: Recompute): ProgramGraph {
  const weights: Tensor[] = [];
  const weight = (...shape: number[]) => {
    weights.push(g.variable(`w${weights.length}`, shape));
    return weights.at(-1)!;
  };
  const x = g.input("x", ["T", "B", cell.features]);
  const initial = cell.hidden.map((n, i) => g.input(`h${i}`, ["B", n]));
  const { stacks, finals } = scan({
    axis: "T",
    reverse: cell.reverse,
    sequences: [x],
    // Within ±1, so that products of states stay there.
    initial: initial.map((t) => g.tanh(t)),
    step: ([xt], states) => {
      const values = [...states];
      const pick = (n: number) => values[values.length - 1 - (n % values.length)]!;
      const alike = (t: Tensor, n: number) => {
        const same = values.filter((v) => v.shape[1] === t.shape[1]);
        return same[n % same.length]!;
      };
      const product = (t: Tensor, out: number) => g.mul(g.matmul(t, weight(out, t.shape[1] as number), "nt"), 0.5);
      for (const { kind, a, b, c } of cell.steps) {
        const t = pick(a);
        const width = t.shape[1] as number;
        const other = alike(t, b);
        const half = (v: Tensor) => g.mul(v, 0.5);
        if (kind < 5) {
          const squash = kind < 3 ? g.sigmoid : g.tanh;
          const fromState = product(pick(b), width);
          const both = c % 3 === 0 ? fromState : g.add(product(xt!, width), fromState);
          values.push(squash(c % 2 === 0 ? g.add(both, weight(width)) : both));
        } else if (kind === 5) values.push(g.tanh(t));
        else if (kind === 6) values.push(g.mul(t, other));
        else if (kind === 7) values.push(g.add(half(t), half(other)));
        else if (kind === 8) values.push(g.add(g.mul(g.sub(1, g.sigmoid(t)), other), half(alike(t, c))));
        else values.push(g.tanh(g.add(product(xt!, width), g.mul(t, weight(width)))));
      }
      const next = states.map((state, i) => {
        const same = values.filter((v) => v.shape[1] === state.shape[1]).reverse();
        return same[cell.next[i]! % Math.min(same.length, 4)]!;
      });
      return { next, stacked: cell.stacked ? [next[0]!, values.at(-1)!] : [] };
    },
  });
  const results = [...finals, ...stacks];
  const loss = results.map((t) => g.mean(g.square(g.sub(t, 0.25)))).reduce((a, b) => g.add(a, b));
  const wrt = [...weights, x, ...initial];
  const found = gradient(loss, wrt, [loss, ...results], recompute);
  const named = (name: string, list: readonly (Tensor | undefined)[]) =>
    list.flatMap((t, i): [string, Tensor][] => (t === undefined ? [] : [[`${name} ${i}`, t]]));
  const updates = weights.flatMap((w, i): [Tensor, Tensor][] => {
    const d = found.gradients[i];
    return d === undefined ? [] : [[w, g.sub(w, g.mul(0.1, d))]];
  });
  return {
    results: Object.fromEntries([...named("result", found.results), ...named("gradient", found.gradients)]),
    updates: new Map(updates),
  };
}
