import type { Formula } from "./formula.ts";

/** Between which numbers something lies; either may be infinite. */
export type Range = readonly [low: number, high: number];

export const ANY: Range = [-Infinity, Infinity];

/** 0 · ∞ is 0 here: a factor of 0 says so whatever the other is. */
const times = (a: number, b: number) => (a === 0 || b === 0 ? 0 : a * b);

function product([a, b]: Range, [c, d]: Range): Range {
  const corners = [times(a, c), times(a, d), times(b, c), times(b, d)];
  return [Math.min(...corners), Math.max(...corners)];
}

/** What a function makes of a range. */
const FUNCTIONS: Readonly<Record<string, (range: Range, ...others: Range[]) => Range>> = {
  σ: () => [0, 1],
  hard_sigmoid: () => [0, 1],
  softmax: () => [0, 1],
  tanh: ([low, high]) => [low >= 0 ? 0 : -1, high <= 0 ? 0 : 1],
  relu: ([low, high]) => [Math.max(low, 0), Math.max(high, 0)],
  exp: ([, high]) => [0, high <= 0 ? 1 : Infinity],
  softplus: () => [0, Infinity],
  sqrt: ([, high]) => [0, Math.sqrt(Math.max(high, 0))],
  abs: ([low, high]) => [low > 0 ? low : high < 0 ? -high : 0, Math.max(-low, high)],
  identity: (range) => range,
  min: (...ranges) => [Math.min(...ranges.map(([low]) => low)), Math.min(...ranges.map(([, high]) => high))],
  max: (...ranges) => [Math.max(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))],
};

/** Between which numbers a formula lies whatever its parameters are, given what is known of the nodes that it reads. */
export function rangeOf(f: Formula, known: ReadonlyMap<string, Range>): Range {
  const of = (part: Formula) => rangeOf(part, known);
  switch (f.kind) {
    case "number":
      return [f.value, f.value];
    case "node":
      return known.get(f.id) ?? ANY;
    case "shared":
      return of(f.of);
    case "call": {
      const [first = ANY, ...rest] = f.arguments.map(of);
      return Object.hasOwn(FUNCTIONS, f.name) ? FUNCTIONS[f.name]!(first, ...rest) : ANY;
    }
    case "join": {
      const ranges = f.parts.map(of);
      return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
    }
    case "power": {
      const base = of(f.base);
      const raised = Array.from({ length: f.exponent }, () => base).reduce(product, [1, 1]);
      return f.exponent % 2 === 0 ? [Math.max(raised[0], 0), raised[1]] : raised;
    }
    case "product":
      return f.factors.some(({ over }) => over) ? ANY : f.factors.map((factor) => of(factor.of)).reduce(product);
    case "sum":
      return f.terms
        .map(({ sign, of: term }) => product([sign, sign], of(term)))
        .reduce(([a, b], [c, d]) => [a + c, b + d]);
    default:
      return ANY;
  }
}
