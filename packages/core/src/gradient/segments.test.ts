import { describe, expect, test } from "vitest";
import { splitAtSums } from "../backends/wasm/threads/split.ts";
import * as g from "../graph/ops.ts";
import { bodyResults, scan } from "../graph/scan.ts";
import { scattered } from "../graph/scattered.test.support.ts";
import { elementCount, type Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import { runPasses } from "../passes/passes.ts";
import { type BackendName, type EngineOptions, engine } from "../program.ts";
import { gradient } from "./gradient.ts";
import type { Recompute } from "./segments.ts";

const B = 17;
const shapes: Record<string, readonly number[]> = { w: [6, 3], u: [6, 6], v: [6, 6], b: [6] };
const x = g.input("x", ["T", "B", 3]);
const weights = Object.entries(shapes).map(([name, shape]) => g.variable(name, shape));

/** Two gated layers on each other; the loss is that of the last state. */
function twoLayers(reverse: boolean, recompute?: number): Tensor {
  const [w, u, v, b] = weights as [Tensor, Tensor, Tensor, Tensor];
  const layer = (sequence: Tensor, input: Tensor, own: Tensor) =>
    scan({
      axis: "T",
      reverse,
      ...(recompute !== undefined && { recompute }),
      sequences: [sequence],
      initial: [g.zeros(["B", 6])],
      step: ([xt], [h]) => {
        const z = g.sigmoid(g.add(g.matmul(xt!, input, "nt"), g.matmul(h!, own, "nt")));
        const n = g.tanh(g.add(g.add(g.matmul(xt!, input, "nt"), g.mul(z, h!)), b));
        const next = g.add(g.mul(z, h!), g.mul(g.sub(1, z), n));
        return { next: [next], stacked: [next] };
      },
    });
  return g.sum(g.square(layer(layer(x, w, u).stacks[0]!, v, v).finals[0]!));
}

function gradientsOf(loss: Tensor, recompute?: Recompute) {
  const names = ["x", ...Object.keys(shapes)];
  const { gradients, results } = gradient(loss, [x, ...weights], [loss], recompute);
  return { loss: results[0]!, ...Object.fromEntries(names.map((name, i) => [name, gradients[i]!])) };
}

function run(results: Record<string, Tensor>, T: number, options: EngineOptions): Record<string, number[]> {
  const on = engine(options);
  const program = on.compile({ results }, { capacity: { T, B } });
  for (const [name, shape] of Object.entries(shapes)) on.write(name, scattered(name, elementCount(shape)));
  program.run({ x: scattered("x", T * B * 3) }, { T, B });
  return Object.fromEntries(Object.keys(results).map((name) => [name, [...program.result(name).data]]));
}

const ways = [false, true].flatMap((reverse) => [1, 2, 7, 13, 31].map((T) => ({ T, reverse })));

/** Equal but for a part of each array's largest value. */
function expectClose(actual: Record<string, number[]>, expected: Record<string, number[]>, part: number): void {
  for (const [name, values] of Object.entries(expected)) {
    const scale = Math.max(...values.map(Math.abs), 1e-30);
    const worst = Math.max(...values.map((value, i) => Math.abs(actual[name]![i]! - value)));
    expect(worst / scale, name).toBeLessThan(part);
  }
}

describe.each(ways)("steps that are computed anew, %j", ({ T, reverse }) => {
  const plain = (backend: BackendName) => run(gradientsOf(twoLayers(reverse)), T, { backend });
  const anew = (backend: BackendName, length: number, sums: Recompute["sums"]) =>
    run(gradientsOf(twoLayers(reverse), { length: () => length, sums }), T, { backend });

  test("give the same bits with sums behind the loop", () => {
    const expected = plain("wasm");
    for (const length of [1, 5, 40]) expect(anew("wasm", length, "behind")).toEqual(expected);
    expect(run(gradientsOf(twoLayers(reverse, 4)), T, {})).toEqual(expected);
  });

  test("give the same gradients with sums segment by segment", () => {
    expectClose(anew("wasm", 5, "inside"), plain("wasm"), 1e-6);
  });

  test("give the same gradients in float64", () => {
    const expected = plain("reference");
    for (const sums of ["behind", "inside"] as const) expectClose(anew("reference", 5, sums), expected, 1e-12);
  });
});

test("a program made for long sequences runs shorter ones of any length", () => {
  const make = (sums?: Recompute["sums"]) => {
    const on = engine();
    const recompute = sums && { length: () => 6, sums };
    const program = on.compile({ results: gradientsOf(twoLayers(false), recompute) }, { capacity: { T: 31, B } });
    for (const [name, shape] of Object.entries(shapes)) on.write(name, scattered(name, elementCount(shape)));
    return program;
  };
  const [plain, anew] = [make(), make("behind")];
  for (const T of [31, 1, 6, 7, 12, 30, 40, 3]) {
    const given = { x: scattered("x", T * B * 3) };
    plain.run(given, { T, B });
    const expected = Object.keys(shapes).map((name) => plain.result(name));
    anew.run(given, { T, B });
    expect(Object.keys(shapes).map((name) => anew.result(name))).toEqual(expected);
  }
});

test("a fixed number of steps is cut as well", () => {
  const fixed = (recompute?: Recompute) => {
    const given = g.input("x", [11, "B", 3]);
    const w = g.variable("w", [3, 3]);
    const { stacks } = scan({
      axis: 11,
      sequences: [given],
      initial: [g.zeros(["B", 3])],
      step: ([xt], [h]) => {
        const next = g.tanh(g.add(xt!, g.matmul(h!, w)));
        return { next: [next], stacked: [next] };
      },
    });
    const loss = g.sum(g.square(stacks[0]!));
    const { gradients, results } = gradient(loss, [w, given], [loss], recompute);
    const on = engine();
    const program = on.compile({ results: { loss: results[0]!, w: gradients[0]!, x: gradients[1]! } });
    on.write("w", scattered("w", 9));
    program.run({ x: scattered("x", 11 * B * 3) }, { B });
    return ["loss", "w", "x"].map((name) => program.result(name));
  };
  expect(fixed({ length: () => 4, sums: "behind" })).toEqual(fixed());
});

test("gradients and second derivatives equal finite differences", () => {
  const recompute: Recompute = { length: () => 3, sums: "inside" };
  const shape: Shape = [3, 3];
  const u = g.variable("u", shape as number[]);
  const h = scan({
    axis: "T",
    sequences: [x],
    initial: [g.zeros(["B", 3])],
    step: ([xt], [s]) => ({ next: [g.tanh(g.add(xt!, g.matmul(s!, u)))] }),
  }).finals[0]!;
  const first = gradient(g.sum(g.square(h)), [u], undefined, recompute);
  const squared = g.sum(g.square(first.gradients[0]!));
  const second = gradient(squared, [u], [first.results[0]!, first.gradients[0]!, squared]);
  const [loss, slope, slopes] = second.results as [Tensor, Tensor, Tensor];
  const on = engine({ backend: "reference" });
  const program = on.compile({ results: { loss, slope, slopes, second: second.gradients[0]! } });
  const values = [...scattered("u", 9)];
  const given = { x: scattered("x", 8 * 2 * 3) };
  const at = (k: number, by: number) => {
    on.write(
      "u",
      values.map((value, i) => (i === k ? value + by : value)),
    );
    program.run(given, { T: 8, B: 2 });
    return { loss: program.scalar("loss"), slopes: program.scalar("slopes") };
  };
  at(0, 0);
  const found = { loss: program.result("slope").data, slopes: program.result("second").data };
  for (const name of ["loss", "slopes"] as const) {
    expect(found[name].some((value) => value !== 0)).toBe(true);
    found[name].forEach((value, k) => {
      expect(value, `${name} ${k}`).toBeCloseTo((at(k, 1e-5)[name] - at(k, -1e-5)[name]) / 2e-5, 5);
    });
  }
});

test("what a program keeps grows with the segments, not with the steps", () => {
  const room = (recompute?: Recompute) => {
    const fits = (maxMemory: number) => {
      try {
        engine({ maxMemory }).compile(
          { results: gradientsOf(twoLayers(false), recompute) },
          { capacity: { T: 900, B } },
        );
        return true;
      } catch {
        return false;
      }
    };
    let [low, high] = [0, 2 ** 25];
    while (high - low > 2 ** 12) {
      const middle = (low + high) / 2;
      if (fits(middle)) high = middle;
      else low = middle;
    }
    return high;
  };
  // [900, 17, 6 padded to 8] in float32.
  const sequence = 900 * B * 8 * 4;
  const [plain, behind, inside] = [
    room(),
    ...(["behind", "inside"] as const).map((sums) => room({ length: () => 30, sums })),
  ];
  expect(plain).toBeGreaterThan(6 * sequence);
  expect(behind).toBeLessThan(0.8 * plain!);
  // The input and its gradient, what one layer gives to the other and its gradient.
  expect(inside).toBeLessThan(4.6 * sequence);
});

test("only loops that depend on what is differentiated are cut", () => {
  const count = scan({
    axis: "T",
    sequences: [],
    initial: [g.zeros(["B", 1])],
    step: (_, [t]) => ({ next: [g.add(t!, 1)], stacked: [t!] }),
  }).stacks[0]!;
  const loss = g.sum(g.mul(count, g.sum(g.mul(x, g.sum(weights[0]!)), [2], true)));
  const { results } = gradient(loss, [weights[0]!], [loss], { length: () => 3, sums: "behind" });
  const loops = ancestors(results).flatMap(({ op }) => (op.kind === "scan" ? [op] : []));
  expect(loops).toHaveLength(1);
  expect(loops[0]!.segment).toBeUndefined();
});

test("threads can share the rows where sums are taken behind the loops", () => {
  const shared = (sums: Recompute["sums"]) => {
    const { loss, ...found } = gradientsOf(twoLayers(false), { length: () => 5, sums });
    const updates = new Map(weights.map((w, i) => [w, found[Object.keys(shapes)[i]! as keyof typeof found]!]));
    return splitAtSums(runPasses({ results: { loss }, updates }));
  };
  expect(shared("behind")).toBeDefined();
  expect(shared("inside")).toBeUndefined();
});

test("in segments, no product has all steps in its result", () => {
  const { results } = runPasses({ results: gradientsOf(twoLayers(false), { length: () => 5, sums: "inside" }) });
  const levels = (roots: readonly Tensor[]): readonly Tensor[][] => [
    [...roots],
    ...ancestors(roots).flatMap(({ op }) => (op.kind === "scan" ? levels(bodyResults(op.body)) : [])),
  ];
  const products = levels(Object.values(results)).flatMap((roots) =>
    ancestors(roots).filter(({ op }) => op.kind === "matmul"),
  );
  expect(products.length).toBeGreaterThan(4);
  expect(products.filter(({ outputs }) => outputs.some(({ shape }) => shape[0] === "T"))).toEqual([]);
});
