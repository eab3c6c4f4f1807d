import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ShapedArray } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { binaryCrossEntropy } from "./binary-cross-entropy.ts";
import { type Build, computed, type Given } from "./computed.test.support.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { gaussianNll } from "./gaussian-nll.ts";
import { huber } from "./huber.ts";
import type { LossOptions } from "./loss.ts";
import { mae } from "./mae.ts";
import { mse } from "./mse.ts";
import { negativeBinomialNll } from "./negative-binomial-nll.ts";
import { pinball } from "./pinball.ts";
import { poissonNll } from "./poisson-nll.ts";
import { studentTNll } from "./student-t-nll.ts";

// What every loss must do; a new one joins the list.

type Tensors = Parameters<Build>[0];
type Draw = (i: number, seed: number) => number;

const any: Draw = (i, seed) => 1.7 * Math.sin(12.9898 * (i + 1) + 78.233 * seed);
const positive: Draw = (i, seed) => 0.4 + Math.abs(any(i, seed));
const part: Draw = (i, seed) => Math.abs(any(i, seed)) / 1.7;
const flag: Draw = (i, seed) => (any(i, seed) > 0 ? 1 : 0);
const count: Draw = (i, seed) => Math.floor(6 * part(i, seed));
const choice: Draw = (i, seed) => Math.floor(2.999 * part(i, seed));

interface LossCase {
  readonly of: (tensors: Tensors, options?: LossOptions) => ReturnType<Build>;
  /** Each array and the shape of a row of it. */
  readonly arrays: Readonly<Record<string, readonly [Draw, ...number[]]>>;
  /** Whether the target is not to be learned from. */
  readonly hardTarget?: boolean;
}

const alike = (x: Draw, y: Draw) => ({ x: [x, 3], y: [y, 3] }) as const;

const losses: Record<string, LossCase> = {
  mse: { of: ({ x, y }, o) => mse(x!, y!, o), arrays: alike(any, any) },
  mae: { of: ({ x, y }, o) => mae(x!, y!, o), arrays: alike(any, any) },
  huber: { of: ({ x, y }, o) => huber({ delta: 0.7 })(x!, y!, o), arrays: alike(any, any) },
  pinball: { of: ({ x, y }, o) => pinball({ quantile: 0.2 })(x!, y!, o), arrays: alike(any, any) },
  "pinball of three quantiles": {
    of: ({ x, y }, o) => pinball({ quantile: [0.1, 0.5, 0.9] })(x!, y!, o),
    arrays: { x: [any, 3], y: [any, 1] },
  },
  crossEntropy: {
    of: ({ x, y }, o) => crossEntropy()(x!, y!, o),
    arrays: { x: [any, 3], y: [choice] },
    hardTarget: true,
  },
  "crossEntropy, smoothed": {
    of: ({ x, y }, o) => crossEntropy({ smoothing: 0.2 })(x!, y!, o),
    arrays: { x: [any, 3], y: [choice] },
    hardTarget: true,
  },
  "crossEntropy of probabilities": {
    of: ({ x, y }, o) => crossEntropy({ smoothing: 0.1, classWeights: [1, 2, 0.5] })(x!, y!, o),
    arrays: alike(any, part),
  },
  binaryCrossEntropy: {
    of: ({ x, y }, o) => binaryCrossEntropy({ positiveWeight: [1, 2, 3] })(x!, y!, o),
    arrays: alike(any, flag),
  },
  gaussianNll: {
    of: ({ mean, variance, y }, o) => gaussianNll({ full: true })({ mean: mean!, variance: variance! }, y!, o),
    arrays: { mean: [any, 3], variance: [positive, 3], y: [any, 3] },
  },
  studentTNll: {
    of: ({ df, location, scale, y }, o) => studentTNll({ df: df!, location: location!, scale: scale! }, y!, o),
    arrays: { df: [positive, 3], location: [any, 3], scale: [positive, 3], y: [any, 3] },
  },
  poissonNll: {
    of: ({ x, y }, o) => poissonNll({ full: true })(x!, y!, o),
    arrays: alike(any, count),
    hardTarget: true,
  },
  "poissonNll of λ": { of: ({ x, y }, o) => poissonNll({ log: false })(x!, y!, o), arrays: alike(positive, count) },
  negativeBinomialNll: {
    of: ({ r, x, y }, o) => negativeBinomialNll({ totalCount: r!, logits: x! }, y!, o),
    arrays: { r: [positive, 3], x: [any, 3], y: [count, 3] },
    hardTarget: true,
  },
};

/** A mean whose terms count differently is of its own kind: see losses.test.ts. */
const byClassWeights: LossCase = {
  of: ({ x, y }, o) => crossEntropy({ classWeights: [1, 2, 0.5] })(x!, y!, o),
  arrays: { x: [any, 3], y: [choice] },
  hardTarget: true,
};

const given = ({ arrays }: LossCase, rows: number): Record<string, ShapedArray> =>
  Object.fromEntries(
    Object.entries(arrays).map(([name, [draw, ...shape]], seed) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [
        name,
        { shape: [rows, ...shape], data: Float64Array.from({ length: rows * size }, (_, i) => draw(i, seed)) },
      ];
    }),
  );

const rowsOf = (all: Given, from: number, to: number): Given =>
  Object.fromEntries(
    Object.entries(all).map(([name, { shape, data }]) => {
      const size = data.length / shape[0]!;
      return [name, { shape: [to - from, ...shape.slice(1)], data: data.slice(from * size, to * size) }];
    }),
  );

/** Class numbers and counts have no derivative that anyone asks for. */
const learnedNames = ({ arrays, hardTarget }: LossCase) =>
  Object.keys(arrays).filter((name) => !(hardTarget && name === "y"));

describe.each(Object.entries({ ...losses, "crossEntropy by class weights": byClassWeights }))("%s", (_, each) => {
  test.each(backends.filter(({ backend }) => backend === "wasm"))(
    "has the reference's value and gradients on $backend, whatever the rows, and the same bits again",
    ({ backend, values, gradients }) => {
      for (const rows of [1, 2, 5, 33]) {
        const data = given(each, rows);
        const exact = computed(each.of, data);
        const found = computed(each.of, data, backend);
        expectClose([found.value], [exact.value], values);
        for (const name of learnedNames(each)) expectClose(found.gradients[name]!, exact.gradients[name]!, gradients);
        expect(computed(each.of, data, backend)).toEqual(found);
        const none: Build = (tensors) => each.of(tensors, { reduction: "none" });
        expectClose(computed(none, data, backend).terms, computed(none, data).terms, values);
      }
    },
  );

  test("has gradients that equal finite differences", () => {
    const data = given(each, 4);
    const { gradients } = computed(each.of, data);
    for (const name of learnedNames(each)) {
      const { shape, data: numbers } = data[name]!;
      numbers.forEach((number, i) => {
        const at = (offset: number) =>
          computed(each.of, { ...data, [name]: { shape, data: numbers.with(i, number + offset) } }).value;
        const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        expect(gradients[name]![i], `${name}[${i}]`).toBeCloseTo(slope, 7);
      });
    }
  });

  test.each(backends)("lets NaN through on $backend", ({ backend }) => {
    const data = given(each, 5);
    for (const name of Object.keys(data)) {
      const { shape, data: numbers } = data[name]!;
      const found = computed(each.of, { ...data, [name]: { shape, data: numbers.with(1, Number.NaN) } }, backend);
      expect(found.value, name).toBeNaN();
    }
  });

  test("gives terms whose sum is `sum`, weighed as they are", () => {
    const data = { ...given(each, 5), w: { shape: [5], data: Float64Array.of(1, 0, 2, 0.5, 3) } };
    const by =
      (reduction: "none" | "sum"): Build =>
      ({ w, ...tensors }) =>
        each.of(tensors, { reduction, weights: w! });
    const { terms } = computed(by("none"), data);
    expect(computed(by("sum"), data).value).toBeCloseTo(
      terms.reduce((a, b) => a + b),
      10,
    );
    const size = terms.length / 5;
    const plain = computed((tensors) => each.of(tensors, { reduction: "none" }), given(each, 5)).terms;
    expectClose(
      terms,
      plain.map((term, i) => term * data.w.data[Math.floor(i / size)]!),
      1e-12,
    );
  });
});

describe.each(Object.entries(losses))("%s", (_, each) => {
  test("is the mean of its parts' means, by their rows, and the sum of their sums", () => {
    const data = given(each, 7);
    const parts = [rowsOf(data, 0, 3), rowsOf(data, 3, 7)] as const;
    const [first, rest] = parts.map((part) => computed(each.of, part).value) as [number, number];
    expect(computed(each.of, data).value).toBeCloseTo((3 * first + 4 * rest) / 7, 12);
    const sum: Build = (tensors) => each.of(tensors, { reduction: "sum" });
    const sums = parts.map((part) => computed(sum, part).value);
    expect(computed(sum, data).value).toBeCloseTo(sums[0]! + sums[1]!, 10);
  });
});

test("with class weights, a mean is that of its parts by the weights of their classes", () => {
  const data = given(byClassWeights, 7);
  const weights = [1, 2, 0.5];
  const [first, rest] = [rowsOf(data, 0, 3), rowsOf(data, 3, 7)].map((part) => ({
    mean: computed(byClassWeights.of, part).value,
    weight: [...part.y!.data].reduce((total, y) => total + weights[y]!, 0),
  })) as [{ mean: number; weight: number }, { mean: number; weight: number }];
  expect(computed(byClassWeights.of, data).value).toBeCloseTo(
    (first.mean * first.weight + rest.mean * rest.weight) / (first.weight + rest.weight),
    12,
  );
});

test("every loss that users can have is in the list", () => {
  const index = readFileSync(new URL("../index.ts", import.meta.url), "utf8");
  const exported = [...index.matchAll(/export \{([^}]*)\} from "\.\/losses\//g)]
    .flatMap(([, names]) => names!.split(",").map((name) => name.trim()))
    .filter((name) => name !== "" && !name.startsWith("type "));
  expect(exported).toContain("mse");
  const listed = Object.keys(losses).map((name) => name.split(/[ ,]/)[0]!);
  expect([...new Set(listed)].sort()).toEqual(exported.sort());
});
