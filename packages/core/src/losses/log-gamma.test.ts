import { describe, expect, test } from "vitest";
import { digamma } from "../math/digamma.ts";
import { lgamma } from "../math/lgamma.ts";
import { column, computed } from "./computed.test.support.ts";
import { logBeta, logFactorial, logGammaRatio } from "./log-gamma.ts";
import { reduceTerms } from "./reduce-terms.ts";

const xs = [1e-3, 0.1, 0.5, 1, 1.7, 3, 5.5, 8, 20, 100, 3000];
const ns = [0, 1e-3, 0.5, 1, 2, 7, 30, 250, 1000];
const grid = xs.flatMap((x) => ns.map((n): [number, number] => [x, n]));
const x = column(...grid.map(([x]) => x));
const n = column(...grid.map(([, n]) => n));

const ratio = (backend: "reference" | "wasm", given = { x, n }) =>
  computed(({ x, n }) => reduceTerms("test", logGammaRatio(x!, n!), { reduction: "sum" }), given, backend).gradients;
const values = (backend: "reference" | "wasm", given = { x, n }) =>
  computed(({ x, n }) => logGammaRatio(x!, n!), given, backend).terms;

describe.each([
  ["reference", 1e-9],
  ["wasm", 3e-6],
] as const)("logGammaRatio on %s", (backend, tolerance) => {
  test(`is the difference of lgamma, to ${tolerance} of the larger of 1 and it`, () => {
    values(backend).forEach((found, i) => {
      const [x, n] = grid[i]!;
      const expected = lgamma(x + n) - lgamma(x);
      expect(Math.abs(found - expected) / Math.max(1, Math.abs(expected)), `${x}, ${n}`).toBeLessThan(tolerance);
    });
  });

  test("has the difference of digamma for derivative", () => {
    const found = ratio(backend);
    grid.forEach(([x, n], i) => {
      const byX = digamma(x + n) - digamma(x);
      const byN = digamma(x + n);
      // Where x is small, both sides of the difference are about 1/x.
      const scale = Math.max(1, Math.abs(byX), 1 / x);
      expect(Math.abs(found.x![i]! - byX) / scale, `by x at ${x}, ${n}`).toBeLessThan(10 * tolerance);
      expect(Math.abs(found.n![i]! - byN) / scale, `by n at ${x}, ${n}`).toBeLessThan(10 * tolerance);
    });
  });
});

describe("in float32", () => {
  test("a large x loses nothing: ln Γ(x + 3) − ln Γ(x) is ln x + ln (x + 1) + ln (x + 2)", () => {
    for (const large of [1e6, 1e9, 1e12]) {
      const expected = Math.log(large) + Math.log(large + 1) + Math.log(large + 2);
      const given = { x: column(large), n: column(3) };
      expect(values("wasm", given)[0]! / expected).toBeCloseTo(1, 6);
      // d/dx is 1/x + 1/(x + 1) + 1/(x + 2).
      expect(ratio("wasm", given).x![0]! / (1 / large + 1 / (large + 1) + 1 / (large + 2))).toBeCloseTo(1, 5);
    }
  });

  test("a large n does not overflow", () => {
    const given = { x: column(0.01), n: column(1e9) };
    expect(values("wasm", given)[0]! / (lgamma(1e9 + 0.01) - lgamma(0.01))).toBeCloseTo(1, 6);
  });
});

test("factorials, and beta functions from either side", () => {
  const factorials = computed(({ n }) => logFactorial(n!), { n: column(0, 1, 2, 5, 10) }).terms;
  expect(factorials).toEqual([1, 1, 2, 120, 3628800].map((f) => expect.closeTo(Math.log(f), 9)));
  const [p, q] = [column(1, 2, 3, 0.5, 40), column(1, 3, 2, 0.5, 0.1)];
  const betas = computed(({ p, q }) => logBeta(p!, q!), { p, q }).terms;
  expect(betas.slice(0, 4)).toEqual([1, 1 / 12, 1 / 12, Math.PI].map((b) => expect.closeTo(Math.log(b), 9)));
  expect(betas[4]).toBeCloseTo(lgamma(40) + lgamma(0.1) - lgamma(40.1), 9);
});
