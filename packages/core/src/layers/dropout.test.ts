import { describe, expect, test } from "vitest";
import { gru, lstm } from "../cells/index.ts";
import { gradient } from "../gradient/gradient.ts";
import { census } from "../graph/inspect.test.support.ts";
import * as g from "../graph/ops.ts";
import type { AxisLengths, Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import { randomKey } from "../math/keyed-uniform.ts";
import { engine } from "../program.ts";
import { backends } from "../train/backends.test.support.ts";
import { dropout } from "./dropout.ts";
import { layer } from "./layer.ts";
import { linear } from "./linear.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";
import { RANDOM_KEY, trace } from "./trace.ts";

const inTraining = (build: () => Tensor) => trace(build, { training: true }).result;

describe.each(backends)("on $backend", ({ backend }) => {
  /** What a layer gives for ones, in training. */
  function applied(layer: (x: Tensor) => Tensor, shape: Shape, lengths: AxisLengths, { seed = 1, step = 1 } = {}) {
    const y = inTraining(() => layer(g.input("x", shape)));
    const program = engine({ backend }).compile({ results: { y } });
    const count = shape.reduce<number>((n, s) => n * (typeof s === "number" ? s : lengths[s]!), 1);
    program.run({ x: new Float64Array(count).fill(1), [RANDOM_KEY]: randomKey(seed, step) }, lengths);
    return [...program.result("y").data];
  }

  test("a value becomes zero with probability p, else x / (1 − p)", () => {
    for (const [p, kept] of [
      [0.5, 2],
      [0.25, 4 / 3],
      [0.1, 1 / 0.9],
      [0.9, 10],
    ] as const) {
      const y = applied(dropout(p), ["T", "B", 6], { T: 40, B: 50 });
      for (const value of new Set(y)) if (value !== 0) expect(value).toBeCloseTo(kept, 5);
      const zeros = y.filter((value) => value === 0).length;
      expect(Math.abs(zeros - p * y.length)).toBeLessThan(4 * Math.sqrt(p * (1 - p) * y.length));
    }
  });

  test("p = 0 keeps everything, p = 1 nothing", () => {
    expect(applied(dropout(0), ["B", 6], { B: 5 })).toEqual(new Array(30).fill(1));
    expect(applied(dropout(1), ["B", 6], { B: 5 })).toEqual(new Array(30).fill(0));
  });

  test("every layer, every application of a layer, every seed and step drops others; the same ones the same", () => {
    const one = dropout(0.5);
    const other = dropout(0.5);
    const second = (before: (x: Tensor) => Tensor) => (x: Tensor) => {
      before(x);
      return one(x);
    };
    const mask = (layer: (x: Tensor) => Tensor, options = {}) => applied(layer, ["B", 32], { B: 2 }, options);
    const masks = [
      mask(one),
      mask(second(one)),
      mask(second((x) => other(other(x)))),
      mask(one, { seed: 2 }),
      mask(one, { step: 2 }),
    ];
    expect(new Set(masks.map(String)).size).toBe(5);
    expect(mask(one)).toEqual(masks[0]);
    expect(mask(second(other))).toEqual(masks[1]);
  });

  test("what is dropped does not matter, not even NaN", () => {
    const y = inTraining(() => dropout(0.5)(g.div(g.input("x", ["B", 16]), 0)));
    const program = engine({ backend }).compile({ results: { y } });
    program.run({ x: new Float64Array(16), [RANDOM_KEY]: randomKey(1, 1) }, { B: 1 });
    const values = [...program.result("y").data];
    expect(values.some((value) => value === 0)).toBe(true);
    expect(values.every((value) => value === 0 || Number.isNaN(value))).toBe(true);
  });

  test("a prediction is as without dropout, bit for bit, and so are watched values", () => {
    const layers = (p: number) => [
      recurrent(gru, { hidden: 5, layers: 3, output: "sequence", dropout: p }),
      ...(p > 0 ? [dropout(p)] : []),
      linear(2),
    ];
    const x = [[[0.5], [-1], [2]]];
    const [plain, dropping] = [0, 0.5].map((p) =>
      sequential(layers(p), { backend }).initialize({ features: 1, seed: 3 }),
    );
    expect(dropping!.predict(x)).toEqual(plain!.predict(x));
    expect(dropping!.predict(x)).toEqual(dropping!.predict(x));
    expect(dropping!.watch(x, ["gru.1.z"])).toEqual(plain!.watch(x, ["gru.1.z"]));
  });

  test("between stacked cells, the next cell sees dropped outputs; the last one's stay whole", () => {
    const counts = [1, 2, 3].map((layers) => {
      const stack = recurrent(lstm, { hidden: 4, layers, output: "sequence", dropout: layers > 1 ? 0.5 : 0 });
      return census([inTraining(() => stack(g.input("x", ["T", "B", 2])))]).random ?? 0;
    });
    expect(counts).toEqual([0, 1, 2]);
  });

  test("a gradient with dropout equals finite differences with what is dropped held fixed", () => {
    const stack = recurrent(gru, { hidden: 3, layers: 2, dropout: 0.4 });
    const after = dropout(0.3);
    const head = linear(1);
    const x = g.input("x", ["T", "B", 2]);
    const { result: loss, trace: found } = trace(() => g.mean(g.square(head(after(stack(x))))), { training: true });
    const parameters = [...found.parameters.values()];
    const { gradients, results } = gradient(
      loss,
      parameters.map(({ tensor }) => tensor),
    );
    const exact = engine({ backend: "reference" });
    const program = exact.compile({
      results: { loss: results[0]!, ...Object.fromEntries(gradients.map((d, i) => [`${i}`, d!])) },
    });
    const weights = parameters.map(({ shape }, i) =>
      Float64Array.from({ length: shape.reduce((n, s) => n * s, 1) }, (_, k) => Math.sin(1 + 3 * i + 5 * k)),
    );
    const run = () => {
      parameters.forEach(({ name }, i) => {
        exact.write(name, weights[i]!);
      });
      const data = Float64Array.from({ length: 3 * 4 * 2 }, (_, i) => Math.cos(2 * i));
      program.run({ x: data, [RANDOM_KEY]: randomKey(5, 1) }, { T: 3, B: 4 });
      return program.scalar("loss");
    };
    run();
    const slopes = gradients.map((_, i) => program.result(`${i}`).data.slice());
    expect(slopes.flatMap((d) => [...d]).filter((d) => d !== 0).length).toBeGreaterThan(50);
    weights.forEach((values, i) => {
      values.forEach((value, k) => {
        const at = (offset: number) => {
          values[k] = value + offset;
          const found = run();
          values[k] = value;
          return found;
        };
        expect(slopes[i]![k], `${parameters[i]!.name}[${k}]`).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
      });
    });
  });
});

describe("dropout", () => {
  test("has a row without parameters in a summary", () => {
    const net = sequential(recurrent(gru, { hidden: 5 }), dropout(0.5), linear(2), dropout(0.1, { name: "last" }));
    expect(net.summary({ features: 3 }).rows).toEqual([
      { layer: "gru", output: "[B, 5]", parameters: 135 },
      { layer: "dropout", output: "[B, 5]", parameters: 0 },
      { layer: "linear", output: "[B, 2]", parameters: 12 },
      { layer: "last", output: "[B, 2]", parameters: 0 },
    ]);
  });

  test("may be one layer for several widths", () => {
    const one = dropout(0.5);
    const net = sequential(linear(3), one, linear(7, { name: "wide" }), one).initialize({ features: 2, seed: 1 });
    expect(net.predict([[1, 2]]).shape).toEqual([1, 7]);
  });

  test("works inside a layer of one's own", () => {
    const inner = dropout(0.5);
    const own = layer("own", (x) => inner(g.tanh(x)));
    const y = inTraining(() => own(g.input("x", ["B", 3])));
    expect(census([y]).random).toBe(1);
  });

  test("costs a model nothing that has none: in training it is traced as elsewhere", () => {
    const build = () => recurrent(gru, { hidden: 4, layers: 2 })(g.input("x", ["T", "B", 2]));
    const ids = (y: Tensor) => {
      const nodes = ancestors([y]);
      return nodes.map(({ op, inputs }) => [op.kind, ...inputs.map((t) => nodes.indexOf(t.node))].join(" "));
    };
    expect(ids(inTraining(build))).toEqual(ids(trace(build).result));
  });

  test("draws nothing outside of training", () => {
    const x = g.input("x", ["B", 3]);
    expect(trace(() => dropout(0.5)(x)).result).toBe(x);
  });

  test("refuses what is no probability", () => {
    for (const p of [-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => dropout(p)).toThrow(`[E_ARGUMENT] dropout, p: expected a probability from 0 to 1, got ${p}.`);
    expect(() => dropout("0.5" as unknown as number)).toThrow(/got a value of type string/);
    expect(() => dropout(undefined as unknown as number)).toThrow(/\[E_ARGUMENT\]/);
  });

  test("between cells wants a probability, and cells to stand between", () => {
    expect(() => recurrent(gru, { hidden: 2, layers: 2, dropout: 2 })).toThrow(/\[E_ARGUMENT\] recurrent, dropout/);
    expect(() => recurrent(gru, { hidden: 2, dropout: 0.5 })).toThrow(
      "[E_ARGUMENT] recurrent, dropout: expected 2 layers or more, between which to drop values, got 1. Try dropout(0.5) after this layer, or no dropout.",
    );
    expect(() => recurrent(gru, { hidden: 2, dropout: 0 })).not.toThrow();
  });
});
