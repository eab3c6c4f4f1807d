import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gradient } from "../gradient/gradient.ts";
import { census } from "../graph/inspect.test.support.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { AxisLengths, Shape } from "../graph/size.ts";
import { randomKey } from "../math/keyed-uniform.ts";
import { runPasses } from "../passes/passes.ts";
import { type BackendName, engine } from "../program.ts";

const key = () => g.input("key", [5]);

/** The numbers of a stream. */
function draw(shape: Shape, lengths: AxisLengths, options: Partial<Draw> = {}): number[] {
  const { backend = "wasm", seed = 1, step = 1, stream = 0, firstRow = 0 } = options;
  const program = engine({ backend }).compile({ results: { u: g.random(key(), stream, shape) } });
  program.run({ key: randomKey(seed, step, firstRow) }, lengths);
  return [...program.result("u").data];
}

interface Draw {
  backend: BackendName;
  seed: number;
  step: number;
  stream: number;
  firstRow: number;
}

const shapes: Shape[] = [
  ["T", "B", 6],
  ["T", "B", 8],
  ["B", 5],
  ["B", 1],
  [7],
  [],
  ["B"],
  ["T"],
  ["T", "B"],
  ["B", "T", 3],
  [3, "B", 2, 5],
  ["T", 3],
];

const lengths = fc.record({ T: fc.integer({ min: 1, max: 6 }), B: fc.integer({ min: 1, max: 6 }) });

describe("random numbers", () => {
  test.each(shapes.map((shape) => [shape]))("of shape %j are the reference's, bit for bit", (shape) => {
    fc.assert(
      fc.property(lengths, fc.nat(), fc.nat(), fc.nat(99), (sizes, seed, stream, firstRow) => {
        const given = { seed, stream, firstRow };
        expect(draw(shape, sizes, given)).toEqual(draw(shape, sizes, { ...given, backend: "reference" }));
      }),
      { numRuns: 30 },
    );
  });

  test("of a part of the rows are those that they have in the whole", () => {
    for (const backend of ["wasm", "reference"] as const) {
      const whole = draw(["T", "B", 3], { T: 2, B: 5 }, { backend, firstRow: 10 });
      const [first, second] = [
        draw(["T", "B", 3], { T: 2, B: 2 }, { backend, firstRow: 10 }),
        draw(["T", "B", 3], { T: 2, B: 3 }, { backend, firstRow: 12 }),
      ];
      expect([...first.slice(0, 6), ...second.slice(0, 9), ...first.slice(6), ...second.slice(9)]).toEqual(whole);
    }
  });

  test("do not depend on how many rows and steps there are", () => {
    const large = draw(["T", "B", 3], { T: 4, B: 6 });
    const small = draw(["T", "B", 3], { T: 2, B: 3 });
    expect(small).toEqual([...large.slice(0, 9), ...large.slice(18, 27)]);
  });

  test("without an axis of rows are the same wherever the rows start", () => {
    expect(draw(["T", 3], { T: 2 }, { firstRow: 9 })).toEqual(draw(["T", 3], { T: 2 }));
  });

  test("are uniform: mean, variance and every sixteenth of [0, 1) within four standard deviations", () => {
    const n = 40 * 50 * 30;
    for (const seed of [1, 2, 3]) {
      const u = draw(["T", "B", 30], { T: 40, B: 50 }, { seed });
      const mean = u.reduce((sum, x) => sum + x, 0) / n;
      const variance = u.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / n;
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
      expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / n));
      const bins = new Array<number>(16).fill(0);
      for (const x of u) bins[Math.floor(x * 16)]!++;
      for (const bin of bins) expect(Math.abs(bin - n / 16)).toBeLessThan(4 * Math.sqrt((n * 15) / 256));
      expect(new Set(u).size).toBeGreaterThan(n - 300);
    }
  });

  test("of other streams, steps, seeds, rows, times and units are not correlated", () => {
    const size = { T: 20, B: 20 };
    const shape: Shape = ["T", "B", 20];
    const base = draw(shape, size);
    const n = base.length;
    const correlation = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, x, i) => sum + (x - 0.5) * (b[i]! - 0.5), 0) / a.length / (1 / 12);
    const bound = (count: number) => 4 / Math.sqrt(count);
    for (const other of [{ stream: 1 }, { stream: 2 }, { step: 2 }, { seed: 2 }, { seed: 2 ** 32 + 1 }])
      expect(Math.abs(correlation(base, draw(shape, size, other))), JSON.stringify(other)).toBeLessThan(bound(n));
    // The next unit, the next row, the next step.
    for (const apart of [1, 2, 20, 400])
      expect(Math.abs(correlation(base.slice(apart), base.slice(0, n - apart))), `${apart}`).toBeLessThan(
        bound(n - apart),
      );
  });

  test("refuse another key and another stream", () => {
    expect(() => g.random(g.input("key", [4]), 0, [3])).toThrow(
      /\[E_SHAPE\] random: expected a key \[5\], got key \[4\]/,
    );
    for (const stream of [-1, 0.5, 2 ** 31])
      expect(() => g.random(key(), stream, [3])).toThrow(/\[E_ARGUMENT\] random, stream/);
  });
});

describe("in a graph, random numbers", () => {
  test("have no gradient", () => {
    const w = g.variable("w", [3]);
    const given = key();
    const u = g.random(given, 0, [3]);
    const { gradients } = gradient(g.sum(g.mul(w, u)), [w, given]);
    expect(gradients.map((t) => t === undefined)).toEqual([false, true]);
  });

  test("are drawn once for every place that asks for them, and never merged", () => {
    const shared = key();
    const u = g.random(shared, 0, ["B", 3]);
    const again = g.random(shared, 0, ["B", 3]);
    const { results } = runPasses({ results: { y: g.add(g.mul(u, g.exp(u)), again) } });
    expect(census(Object.values(results)).random).toBe(2);
  });

  test("stay outside of a loop that uses them: one draw for all steps", () => {
    const w = g.variable("w", [3]);
    const x = g.input("x", ["T", "B", 3]);
    const shared = key();
    const { finals } = scan({
      axis: "T",
      sequences: [x],
      initial: [g.zeros(["B", 3])],
      step: ([xt], [h]) => ({
        next: [g.tanh(g.add(g.mul(w, xt!), g.mul(h!, g.less(g.random(shared, 0, ["B", 3]), 0.5))))],
      }),
    });
    const { gradients, results } = gradient(g.mean(finals[0]!), [w]);
    const graph = runPasses({ results: { loss: results[0]!, dw: gradients[0]! } });
    expect(census(Object.values(graph.results)).random).toBe(1);
    const values = (backend: BackendName) => {
      const program = engine({ backend });
      program.declare("w", [3]);
      program.write("w", [0.5, -1, 2]);
      const compiled = program.compile({ results: { loss: results[0]!, dw: gradients[0]! } });
      const x = Array.from({ length: 4 * 2 * 3 }, (_, i) => Math.sin(i));
      compiled.run({ x, key: randomKey(1, 1) }, { T: 4, B: 2 });
      return [compiled.scalar("loss"), ...compiled.result("dw").data];
    };
    const expected = values("reference");
    values("wasm").forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6);
    });
  });

  test("can be drawn at every step from a key of its own", () => {
    const keys = g.input("keys", ["T", 5]);
    const { stacks } = scan({
      axis: "T",
      sequences: [keys],
      initial: [],
      step: ([k]) => ({ next: [], stacked: [g.random(k!, 3, ["B", 6])] }),
    });
    for (const backend of ["wasm", "reference"] as const) {
      const program = engine({ backend }).compile({ results: { u: stacks[0]! } });
      program.run({ keys: [1, 2].flatMap((step) => [...randomKey(1, step)]) }, { T: 2, B: 3 });
      const expected = [1, 2].flatMap((step) => draw(["B", 6], { B: 3 }, { step, stream: 3 }));
      expect([...program.result("u").data]).toEqual(expected);
    }
  });

  test("leave the pads of what is computed from them zero", () => {
    const u = g.random(key(), 0, ["B", 3]);
    const program = engine().compile({ results: { gram: g.matmul(u, u, "tn"), total: g.sum(u) } });
    program.run({ key: randomKey(1, 1) }, { B: 2 });
    const numbers = draw(["B", 3], { B: 2 });
    expect(program.scalar("total")).toBeCloseTo(
      numbers.reduce((sum, x) => sum + x, 0),
      6,
    );
    expect(program.result("gram").data[1]).toBeCloseTo(numbers[0]! * numbers[1]! + numbers[3]! * numbers[4]!, 6);
  });
});
