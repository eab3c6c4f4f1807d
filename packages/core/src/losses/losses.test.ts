import { describe, expect, test } from "vitest";
import { input } from "../graph/ops.ts";
import { binaryCrossEntropy } from "./binary-cross-entropy.ts";
import { type Build, column, computed, type Given, rows } from "./computed.test.support.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { gaussianNll } from "./gaussian-nll.ts";
import { huber } from "./huber.ts";
import type { Loss } from "./loss.ts";
import { mae } from "./mae.ts";
import { mse } from "./mse.ts";
import { negativeBinomialNll } from "./negative-binomial-nll.ts";
import { pinball } from "./pinball.ts";
import { poissonNll } from "./poisson-nll.ts";
import { studentTNll } from "./student-t-nll.ts";

// PyTorch's values and gradients stand in golden/vectors/losses.json; these are numbers that a reader can check.

const on =
  (loss: Loss): Build =>
  ({ x, y }) =>
    loss(x!, y!);
const none =
  (loss: Loss): Build =>
  ({ x, y }) =>
    loss(x!, y!, { reduction: "none" });
const value = (build: Build, given: Given) => computed(build, given).value;
const terms = (build: Build, given: Given) => computed(build, given).terms;
const LN2 = Math.LN2;

describe("reductions and weights", () => {
  const given = { x: rows([3, 2], [1, 2, 3, 4, 5, 6]), y: rows([3, 2], [0, 0, 0, 0, 0, 0]) };

  test("mean, sum and none", () => {
    expect(value(on(mse), given)).toBeCloseTo(91 / 6, 12);
    expect(value(({ x, y }) => mse(x!, y!, { reduction: "sum" }), given)).toBe(91);
    expect(terms(none(mse), given)).toEqual([1, 4, 9, 16, 25, 36]);
  });

  test("a row of weight 2 counts as two, one of weight 0 not at all; a mean stays over the number of terms", () => {
    const weighed = { ...given, w: column(2, 1, 0) };
    const by =
      (reduction: "mean" | "sum" | "none"): Build =>
      ({ x, y, w }) =>
        mse(x!, y!, { reduction, weights: w! });
    expect(terms(by("none"), weighed)).toEqual([2, 8, 9, 16, 0, 0]);
    expect(value(by("sum"), weighed)).toBe(35);
    expect(value(by("mean"), weighed)).toBeCloseTo(35 / 6, 12);
  });

  test("weights are by row, or by step and row", () => {
    const x = input("x", ["T", "B", 2]);
    const y = input("y", ["T", "B", 2]);
    const weighed = (shape: (string | number)[]) => () => mse(x, y, { weights: input("w", shape) });
    for (const shape of [["B"], ["T", "B"]]) expect(weighed(shape)().shape).toEqual([]);
    for (const shape of [["T"], ["B", 2], ["T", "B", 2], []])
      expect(weighed(shape)).toThrowError(
        /E_SHAPE\] mse, weights: expected one for every row, or for every row and step,/,
      );
  });

  test("another reduction is E_ARGUMENT", () => {
    const [x, y] = [input("x", ["B"]), input("y", ["B"])];
    expect(() => mse(x, y, { reduction: "median" as never })).toThrowError(
      '[E_ARGUMENT] mse, reduction: expected "mean", "sum" or "none", got "median".',
    );
  });
});

describe("huber", () => {
  test("is half the square up to delta and a straight line beyond", () => {
    const given = { x: column(0.5, -2, 2, 10), y: column(0, 0, 0, 0) };
    expect(terms(none(huber({ delta: 2 })), given)).toEqual([0.125, 2, 2, 18]);
    expect(computed(on(huber({ delta: 2 })), given).gradients.x).toEqual([0.125, -0.5, 0.5, 0.5]);
  });
});

describe("pinball", () => {
  test("weighs what lies above the prediction by q, and what lies below by 1 − q", () => {
    const given = { x: column(0, 0), y: column(10, -10) };
    expect(terms(none(pinball({ quantile: 0.9 })), given)).toEqual([9, expect.closeTo(1, 12)]);
  });

  test("takes a quantile for each output, and one target for all", () => {
    const given = { x: rows([2, 3], [1, 2, 3, 1, 2, 3]), y: rows([2, 1], [2, 4]) };
    const found = terms(none(pinball({ quantile: [0.25, 0.5, 0.75] })), given);
    expect(found).toEqual([0.25, 0, 0.25, 0.75, 1, 0.75]);
  });

  test("refuses shapes that do not fit", () => {
    const [x, y] = [input("x", ["B", 3]), input("y", ["B", 3])];
    expect(() => pinball({ quantile: [0.1, 0.5, 0.9] })(x, y)).toThrowError(
      "[E_SHAPE] pinball: expected predictions [..., 3], one for each quantile, and targets [..., 1], got [B, 3] and [B, 3].",
    );
    expect(() => pinball({ quantile: 0.5 })(x, input("y", ["B", 1]))).toThrowError(/E_SHAPE/);
  });
});

describe("crossEntropy", () => {
  // Probabilities 1/2, 1/4, 1/4 and 1/8, 1/8, 3/4, by logits that are moved by some number.
  const x = rows(
    [2, 3],
    [1, 0.5, 0.5, 0.5, 0.5, 3].map(Math.log).map((z) => z + 7),
  );
  const byClass = { x, y: column(1, 0) };

  test("is −log of the probability that the target's class has", () => {
    expect(terms(none(crossEntropy()), byClass)).toEqual([expect.closeTo(2 * LN2, 12), expect.closeTo(3 * LN2, 12)]);
    expect(value(on(crossEntropy()), byClass)).toBeCloseTo(2.5 * LN2, 12);
  });

  test("takes probabilities as targets", () => {
    const y = rows([2, 3], [0.5, 0.5, 0, 1, 0, 0]);
    expect(terms(none(crossEntropy()), { x, y })).toEqual([expect.closeTo(1.5 * LN2, 12), expect.closeTo(3 * LN2, 12)]);
    const hard = { x, y: rows([2, 3], [0, 1, 0, 1, 0, 0]) };
    expect(computed(on(crossEntropy()), hard).gradients.x).toEqual(
      computed(on(crossEntropy()), byClass).gradients.x!.map((d) => expect.closeTo(d, 12)),
    );
  });

  test("weighs classes, and takes the mean over the weights", () => {
    const classWeights = [1, 3, 5];
    expect(terms(none(crossEntropy({ classWeights })), byClass)).toEqual([
      expect.closeTo(6 * LN2, 12),
      expect.closeTo(3 * LN2, 12),
    ]);
    expect(value(on(crossEntropy({ classWeights })), byClass)).toBeCloseTo((9 * LN2) / 4, 12);
  });

  test("with class weights, rows of weight 0 are not there", () => {
    const loss = crossEntropy({ classWeights: [1, 3, 5] });
    const weighed = { ...byClass, w: column(1, 0) };
    expect(value(({ x, y, w }) => loss(x!, y!, { weights: w! }), weighed)).toBeCloseTo(2 * LN2, 12);
  });

  test("spreads a part of each target over all classes", () => {
    const log = [1, 2, 2].map((halvings) => halvings * LN2);
    const expected = 0.7 * log[1]! + 0.1 * (log[0]! + log[1]! + log[2]!);
    expect(terms(none(crossEntropy({ smoothing: 0.3 })), byClass)[0]).toBeCloseTo(expected, 12);
    const asProbabilities = { x, y: rows([2, 3], [0.1, 0.8, 0.1, 0.8, 0.1, 0.1]) };
    expect(terms(none(crossEntropy({ smoothing: 0.3 })), byClass)).toEqual(
      terms(none(crossEntropy()), asProbabilities).map((term) => expect.closeTo(term, 12)),
    );
  });

  test.each(["reference", "wasm"] as const)("neither overflows nor cancels (%s)", (backend) => {
    const given = { x: rows([3, 2], [1e4, -1e4, 60, 0, Number.NEGATIVE_INFINITY, 3]), y: column(1, 0, 1) };
    const found = computed(none(crossEntropy()), given, backend).terms;
    expect(found[0]).toBe(2e4);
    expect(found[1]).toBeLessThan(1e-7);
    expect(found[2]).toBe(0);
    const { gradients } = computed(on(crossEntropy()), given, backend);
    expect(gradients.x!.every(Number.isFinite)).toBe(true);
  });

  test.each([3, -1, 0.5])("is NaN for class %f, which there is not", (wrong) => {
    expect(value(on(crossEntropy()), { x, y: column(1, wrong) })).toBeNaN();
  });

  test("refuses shapes and weights that do not fit", () => {
    const logits = input("x", ["T", "B", 3]);
    for (const shape of [["B"], ["T", "B", 1], ["B", 3]])
      expect(() => crossEntropy()(logits, input("y", shape))).toThrowError(
        "[E_SHAPE] crossEntropy: expected class numbers of shape [B, T] or probabilities of shape [B, T, 3], got",
      );
    expect(() => crossEntropy({ classWeights: [1, 2] })(logits, input("y", ["T", "B"]))).toThrowError(
      "[E_ARGUMENT] crossEntropy, classWeights: expected one for each of the 3 classes, got 2.",
    );
  });
});

describe("binaryCrossEntropy", () => {
  test("is −log of the probability of the target", () => {
    const given = { x: column(0, Math.log(3), Math.log(3)), y: column(1, 1, 0) };
    expect(terms(none(binaryCrossEntropy()), given)).toEqual(
      [LN2, Math.log(4 / 3), 2 * LN2].map((term) => expect.closeTo(term, 12)),
    );
  });

  test("weighs what is there, for all outputs or one by one", () => {
    const given = { x: rows([2, 2], [0, 0, 0, 0]), y: rows([2, 2], [1, 1, 0, 0]) };
    expect(terms(none(binaryCrossEntropy({ positiveWeight: 3 })), given)).toEqual([3 * LN2, 3 * LN2, LN2, LN2]);
    expect(terms(none(binaryCrossEntropy({ positiveWeight: [2, 4] })), given)).toEqual([2 * LN2, 4 * LN2, LN2, LN2]);
  });

  test.each(["reference", "wasm"] as const)("neither overflows nor cancels (%s)", (backend) => {
    const given = { x: column(1000, -1000, 30, -1000), y: column(0, 1, 1, 0) };
    const found = computed(none(binaryCrossEntropy()), given, backend).terms;
    expect(found.slice(0, 2)).toEqual([1000, 1000]);
    expect(found[2]! / 9.357622968840175e-14).toBeCloseTo(1, 5);
    expect(found[3]).toBe(0);
  });

  test("refuses weights that do not fit", () => {
    const [x, y] = [input("x", ["B", 3]), input("y", ["B", 3])];
    expect(() => binaryCrossEntropy({ positiveWeight: [1, 2] })(x, y)).toThrowError(
      "[E_ARGUMENT] binaryCrossEntropy, positiveWeight: expected one for each of the 3 outputs, got 2.",
    );
  });
});

describe("gaussianNll", () => {
  const of =
    (options = {}): Build =>
    ({ mean, variance, y }) =>
      gaussianNll(options)({ mean: mean!, variance: variance! }, y!, { reduction: "none" });
  const given = { mean: column(0, 3), variance: column(1, 4), y: column(1, 1) };

  test("is half of log v + e² / v, and with the constant the density of the normal distribution", () => {
    expect(terms(of(), given)).toEqual([0.5, expect.closeTo(LN2 + 0.5, 12)]);
    expect(Math.exp(-terms(of({ full: true }), given)[0]!)).toBeCloseTo(0.24197072451914337, 12);
  });

  test("takes a variance below epsilon for epsilon", () => {
    const small = { ...given, variance: column(0, -1) };
    expect(terms(of({ epsilon: 0.25 }), small)).toEqual([expect.closeTo(2 - LN2, 12), expect.closeTo(8 - LN2, 12)]);
  });
});

describe("studentTNll", () => {
  const of: Build = ({ df, location, scale, y }) =>
    studentTNll({ df: df!, location: location!, scale: scale! }, y!, { reduction: "none" });
  const likelihoods = (df: number, scale: number, ...y: number[]) => {
    const all = (value: number) => column(...y.map(() => value));
    return terms(of, { df: all(df), location: all(1), scale: all(scale), y: column(...y) }).map((term) =>
      Math.exp(-term),
    );
  };

  test("is Cauchy's distribution for one degree of freedom", () => {
    expect(likelihoods(1, 1, 1, 2)).toEqual([expect.closeTo(1 / Math.PI, 9), expect.closeTo(1 / (2 * Math.PI), 9)]);
    expect(likelihoods(1, 5, 1)[0]).toBeCloseTo(1 / (5 * Math.PI), 9);
  });

  test("is (2 + z²)^−3/2 for two", () => {
    expect(likelihoods(2, 1, 1, 3)).toEqual([expect.closeTo(2 ** -1.5, 9), expect.closeTo(6 ** -1.5, 9)]);
  });

  test("is the normal distribution for very many", () => {
    expect(likelihoods(1e9, 1, 2)[0]).toBeCloseTo(0.24197072451914337, 8);
  });
});

describe("poissonNll", () => {
  const given = { x: column(0, LN2), y: column(2, 3) };

  test("is λ − y log λ, and with the constant −log of Poisson's probability", () => {
    expect(terms(none(poissonNll()), given)).toEqual([1, expect.closeTo(2 - 3 * LN2, 12)]);
    const full = terms(none(poissonNll({ full: true })), given).map((term) => Math.exp(-term));
    expect(full).toEqual([expect.closeTo(Math.exp(-1) / 2, 9), expect.closeTo((Math.exp(-2) * 8) / 6, 9)]);
  });

  test("takes λ itself, also 0", () => {
    const loss = poissonNll({ log: false, epsilon: 0.25 });
    const found = terms(none(loss), { x: column(1.75, 0), y: column(3, 1) });
    expect(found).toEqual([expect.closeTo(1.75 - 3 * LN2, 12), expect.closeTo(2 * LN2, 12)]);
  });
});

describe("negativeBinomialNll", () => {
  const of: Build = ({ r, x, y }) => negativeBinomialNll({ totalCount: r!, logits: x! }, y!, { reduction: "none" });
  const probabilities = (r: number, logit: number, ...y: number[]) => {
    const all = (value: number) => column(...y.map(() => value));
    return terms(of, { r: all(r), x: all(logit), y: column(...y) }).map((term) => Math.exp(-term));
  };

  test("is the geometric distribution for r = 1", () => {
    expect(probabilities(1, 0, 0, 1, 2, 5)).toEqual([1, 2, 3, 6].map((n) => expect.closeTo(2 ** -n, 9)));
    expect(probabilities(1, Math.log(3), 2)[0]).toBeCloseTo((0.25 * 9) / 16, 9);
  });

  test("is (y + 1) (1 − p)² p^y for r = 2", () => {
    expect(probabilities(2, 0, 0, 1, 3)).toEqual([1 / 4, 2 / 8, 4 / 32].map((p) => expect.closeTo(p, 9)));
  });

  test("is Poisson's distribution for a very large r", () => {
    expect(probabilities(1e10, Math.log(3 / 1e10), 2)[0]).toBeCloseTo((Math.exp(-3) * 9) / 2, 8);
  });

  test("sums to 1 over all counts", () => {
    const all = probabilities(2.7, 1.1, ...Array.from({ length: 300 }, (_, y) => y));
    expect(all.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });
});

test.each<[string, (y: ReturnType<typeof input>) => unknown]>([
  ["mse", (y) => mse(input("x", ["T", "B", 3]), y)],
  ["mae", (y) => mae(input("x", ["T", "B", 3]), y)],
  ["huber", (y) => huber()(input("x", ["T", "B", 3]), y)],
  ["pinball", (y) => pinball({ quantile: 0.5 })(input("x", ["T", "B", 3]), y)],
  ["binaryCrossEntropy", (y) => binaryCrossEntropy()(input("x", ["T", "B", 3]), y)],
  ["gaussianNll, mean", (y) => gaussianNll()({ mean: input("m", ["T", "B", 3]), variance: y }, y)],
  ["gaussianNll, variance", (y) => gaussianNll()({ mean: y, variance: input("v", ["T", "B", 3]) }, y)],
  ["studentTNll, df", (y) => studentTNll({ df: input("v", ["T", "B", 3]), location: y, scale: y }, y)],
  ["studentTNll, location", (y) => studentTNll({ df: y, location: input("v", ["T", "B", 3]), scale: y }, y)],
  ["studentTNll, scale", (y) => studentTNll({ df: y, location: y, scale: input("v", ["T", "B", 3]) }, y)],
  ["poissonNll", (y) => poissonNll()(input("x", ["T", "B", 3]), y)],
  [
    "negativeBinomialNll, totalCount",
    (y) => negativeBinomialNll({ totalCount: input("x", ["T", "B", 3]), logits: y }, y),
  ],
  ["negativeBinomialNll, logits", (y) => negativeBinomialNll({ totalCount: y, logits: input("x", ["T", "B", 3]) }, y)],
])("%s refuses targets that would be broadcast", (name, of) => {
  expect(() => of(input("target", ["T", "B", 1]))).toThrowError(
    `[E_SHAPE] ${name}: expected targets of shape [B, T, 3], as the predictions, got [B, T, 1].`,
  );
});

describe("options that cannot be are refused by name", () => {
  test.each<[string, () => unknown]>([
    ["huber, delta", () => huber({ delta: 0 })],
    ["huber, delta", () => huber({ delta: "1" as never })],
    ["pinball, quantile", () => pinball({ quantile: 0 })],
    ["pinball, quantile", () => pinball({ quantile: [0.5, 1] })],
    ["pinball, quantile", () => pinball({ quantile: [] })],
    ["crossEntropy, smoothing", () => crossEntropy({ smoothing: 1.1 })],
    ["crossEntropy, smoothing", () => crossEntropy({ smoothing: -0.1 })],
    ["crossEntropy, classWeights", () => crossEntropy({ classWeights: [1, -1] })],
    ["binaryCrossEntropy, positiveWeight", () => binaryCrossEntropy({ positiveWeight: -1 })],
    ["binaryCrossEntropy, positiveWeight", () => binaryCrossEntropy({ positiveWeight: [1, Number.NaN] })],
    ["gaussianNll, epsilon", () => gaussianNll({ epsilon: 0 })],
    ["poissonNll, epsilon", () => poissonNll({ epsilon: -1 })],
  ])("%s", (where, make) => {
    expect(make).toThrowError(expect.objectContaining({ code: "E_ARGUMENT", where }));
  });
});
