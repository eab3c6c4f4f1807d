import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gru, lstm, rnn } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { add, mean, mul, square, sub, sum, tanh } from "../graph/ops.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { gradients } from "../train/measure/gradients.ts";
import { train } from "../train/train.ts";
import { embedding } from "./embedding.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import type { RecurrentOptions } from "./recurrent-options.ts";
import { sequential } from "./sequential.ts";

/** Rows of these lengths with something else in their padding. */
function padded(
  lengths: readonly number[],
  features: number,
  { steps = Math.max(...lengths), filled = Number.NaN } = {},
) {
  const data = new Float32Array(lengths.length * steps * features);
  lengths.forEach((length, row) => {
    for (let i = 0; i < steps * features; i++)
      data[row * steps * features + i] = i < length * features ? Math.sin(1.3 * i + 7 * row) : filled;
  });
  return { shape: [lengths.length, steps, features], data };
}

const rowOf = ({ shape, data }: ReturnType<typeof padded>, row: number, length: number) => {
  const [, steps, features] = shape as [number, number, number];
  return { shape: [1, length, features], data: data.slice(row * steps * features, (row * steps + length) * features) };
};

const swings = cell("swings", "h_t = tanh(W x_t + U h_{t-1}); y_t = h_t ⊙ x_t", { sizes: { y: 2 } });
const total = cell("total", "h_t = h_{t-1} + x_t");

describe.each(backends)("on $backend", ({ backend, values, gradients: close }) => {
  const made = (given: typeof lstm, options: RecurrentOptions, features = 2) =>
    sequential([recurrent(given, options)], { backend }).initialize({ features, seed: 3 });

  test("a padded step changes no state and gives 0", () => {
    const x = [
      [[1], [2], [4]],
      [[10], [Number.NaN], [Number.POSITIVE_INFINITY]],
    ];
    const options = { hidden: 1, output: "sequence" } as const;
    const lengths = [3, 1];
    expectClose(made(total, { hidden: 1 }, 1).predict(x, { lengths }).data, [7, 10], values);
    expectClose(made(total, options, 1).predict(x, { lengths }).data, [1, 3, 7, 10, 0, 0], values);
    const back = made(total, { ...options, direction: "backward" }, 1);
    expectClose(back.predict(x, { lengths }).data, [7, 6, 4, 10, 0, 0], values);
    const seen = made(total, options, 1).watch(x, ["h"], { lengths });
    expectClose(seen.h.data, [1, 3, 7, 10, 0, 0], values);
  });

  test("every row comes out as it does alone, without its padding", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(rnn, lstm, gru, swings),
        fc.record({
          hidden: fc.constant(2),
          layers: fc.integer({ min: 1, max: 2 }),
          direction: fc.constantFrom("forward" as const, "backward" as const, "both" as const),
          output: fc.constantFrom("last" as const, "sequence" as const),
        }),
        (lengths, given, options) => {
          if (given === swings && options.layers === 2 && options.direction === "both") return;
          const net = made(given, options);
          const x = padded(lengths, 2, { steps: 7 });
          const { shape, data } = net.predict(x, { lengths });
          lengths.forEach((length, row) => {
            const size = data.length / lengths.length;
            const alone = net.predict(rowOf(x, row, length)).data;
            const here = data.subarray(row * size, (row + 1) * size);
            expectClose(here.subarray(0, alone.length), alone, values);
            if (options.output === "sequence")
              expect(here.subarray(alone.length).every((value) => value === 0)).toBe(true);
          });
          expect(shape[0]).toBe(lengths.length);
        },
      ),
      { numRuns: 30, seed: 5 },
    );
  });

  test("rows that are computed apart give the bits of the whole", () => {
    const net = made(gru, { hidden: 3, direction: "both" });
    const lengths = [4, 1, 3, 2, 4];
    const x = padded(lengths, 2);
    expect(net.predict(x, { lengths, batch: 2 })).toEqual(net.predict(x, { lengths }));
  });

  test("gradients are those of the rows alone, whatever stands in the padding", () => {
    const layers = [linear(3), tanh, recurrent(lstm, { hidden: 3, layers: 2, direction: "both" }), linear(1)];
    const net = sequential(layers, { backend }).initialize({ features: 2, seed: 2 });
    const lengths = [3, 5, 1];
    const x = padded(lengths, 2);
    const y = [[0.3], [-0.4], [0.9]];
    const found = gradients(net, { x, y, lengths }, mse);
    const alone = lengths.map((length, row) => gradients(net, { x: rowOf(x, row, length), y: [y[row]!] }, mse));
    expectClose([found.loss], [alone.reduce((sum, { loss }) => sum + loss / 3, 0)], close);
    for (const [name, { data }] of Object.entries(found.parameters)) {
      const wanted = data.map((_, i) => alone.reduce((sum, each) => sum + each.parameters[name]!.data[i]! / 3, 0));
      expectClose(data, wanted, close);
    }
    const dx = found.inputs.x!.data;
    expect(dx.every(Number.isFinite)).toBe(true);
    expect([...dx.slice(6, 10), ...dx.slice(22)]).toEqual(new Array(12).fill(0));
  });

  test("gradients of a masked layer equal finite differences", () => {
    const net = made(gru, { hidden: 2, output: "sequence", direction: "both" });
    const lengths = [2, 4];
    const data = { x: padded(lengths, 2), y: padded(lengths, 4), lengths };
    const loss = () => gradients(net, data, mse).loss;
    if (backend !== "reference") return expect(loss()).toBeGreaterThan(0);
    const { parameters } = gradients(net, data, mse);
    for (const [name, { shape, data: slopes }] of Object.entries(parameters)) {
      const before = net.parameters[name]!.data;
      const at = (delta: number) => {
        net.setParameters({ [name]: { shape, data: before.map((value, i) => (i === 0 ? value + delta : value)) } });
        return loss();
      };
      expect(slopes[0]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
      net.setParameters({ [name]: { shape, data: before } });
    }
  });

  test("a loss over sequences is the mean over the rows' own steps, whatever it makes of zeros", () => {
    const net = made(gru, { hidden: 2, output: "sequence" });
    const lengths = [2, 4];
    const off = (p: Parameters<typeof mse>[0], t: Parameters<typeof mse>[1]) => mean(add(square(sub(p, add(t, 1))), 3));
    for (const loss of [mse, off]) {
      const own = lengths.map((length, row) => {
        const [x, y] = [padded(lengths, 2), padded(lengths, 2)];
        return gradients(net, { x: rowOf(x, row, length), y: rowOf(y, row, length) }, loss);
      });
      const expected = (2 * own[0]!.loss + 4 * own[1]!.loss) / 6;
      const slope = own[0]!.parameters["gru.0.W_n"]!.data.map(
        (value, i) => (2 * value + 4 * own[1]!.parameters["gru.0.W_n"]!.data[i]!) / 6,
      );
      for (const steps of [4, 9]) {
        const data = { x: padded(lengths, 2, { steps }), y: padded(lengths, 2, { steps }), lengths };
        const found = gradients(net, data, loss);
        expectClose([found.loss], [expected], close);
        expectClose(found.parameters["gru.0.W_n"]!.data, slope, close);
      }
    }
  });

  test("lengths can be an input of a model, given to the layers that are to mind them", () => {
    const encode = recurrent(lstm, { hidden: 3, layers: 2, direction: "both" });
    const net = model({ inputs: { x: ["T", 2], lengths: [] }, backend }, ({ x, lengths }) => {
      const { output, states } = encode.unroll(x, { lengths });
      return { output, c: states[3]!.c! };
    }).initialize({ seed: 1 });
    const lengths = [2, 5, 3];
    const x = padded(lengths, 2);
    const found = net.predict({ x, lengths });
    lengths.forEach((length, row) => {
      const alone = net.predict({ x: rowOf(x, row, length), lengths: [length] });
      expectClose(found.output.data.slice(row * 6, row * 6 + 6), alone.output.data, values);
      expectClose(found.c.data.slice(row * 3, row * 3 + 3), alone.c.data, values);
    });
    const again = decodeModel<{ x: unknown; lengths: unknown }, typeof found>(encodeModel(net), { backend }).model;
    expect(again.predict({ x, lengths })).toEqual(found);
  });

  test("step by step, lengths that are an input say when a row has ended", () => {
    const encode = recurrent(total, { hidden: 1 });
    const net = model({ inputs: { x: ["T", 1], lengths: [] }, backend }, ({ x, lengths }) => encode(x, { lengths }));
    net.initialize({ seed: 1 });
    const at = (...x: number[]) => [...net.step({ x: x.map((value) => [value]), lengths: [1, 3] }).data];
    expect([at(1, 10), at(2, 20), at(4, 40), at(8, 80)]).toEqual([
      [1, 10],
      [1, 30],
      [1, 70],
      [1, 70],
    ]);
  });

  test("a model trained on padded rows learns as from the same rows with other padding", async () => {
    const learn = async (steps: number, filled: number) => {
      const lengths = [3, 1, 4, 2, 4, 3];
      const layers = [recurrent(gru, { hidden: 3, output: "sequence", direction: "both" }), linear(1)];
      const net = sequential(layers, { backend });
      const data = { x: padded(lengths, 2, { steps, filled }), y: padded(lengths, 1, { steps, filled }), lengths };
      const options = { loss: mse, optimizer: adam({ rate: 0.05 }), epochs: 20, batch: 4, seed: 1 };
      let loss = 0;
      for await (const epoch of train(net, data, { ...options, validation: data })) loss = epoch.validationLoss!;
      return { loss, weights: Object.values(net.parameters).flatMap(({ data }) => [...data]) };
    };
    const [a, b] = [await learn(4, 0), await learn(7, Number.NaN)];
    expectClose(b.weights, a.weights, 10 * close);
    expectClose([b.loss], [a.loss], 10 * close);
    expect(a.loss).toBeLessThan(0.3);
  });
});

test("threads share rows with lengths to the same bits", async () => {
  const lengths = Array.from({ length: 32 }, (_, i) => 1 + ((i * 7) % 5));
  const data = { x: padded(lengths, 2), y: padded(lengths, 3), lengths };
  const weights = async (threads: number) => {
    const net = sequential(recurrent(gru, { hidden: 3, output: "sequence" }));
    const options = { loss: mse, optimizer: adam(), epochs: 3, batch: 32, seed: 1, threads };
    for await (const _ of train(net, data, options));
    return net.parameters;
  };
  expect(await weights(2)).toEqual(await weights(1));
});

describe("lengths that cannot be are refused", () => {
  const net = sequential(recurrent(rnn, { hidden: 2 })).initialize({ features: 1, seed: 1 });
  const x = [
    [[1], [2]],
    [[3], [4]],
  ];
  test.each([
    [[1], /E_SHAPE\] predict, lengths: expected 2 numbers, one for every row, got 1/],
    [[1, 3], /E_ARGUMENT\] predict, lengths, row 1: expected a whole number from 1 to 2.*got 3/],
    [[0, 2], /E_ARGUMENT\] predict, lengths, row 0: .*got 0/],
    [[1.5, 2], /E_ARGUMENT\] predict, lengths, row 0: .*got 1.5/],
    [[Number.NaN, 2], /E_ARGUMENT\] predict, lengths, row 0: .*got NaN/],
    [2 as never, /E_ARGUMENT\] predict, lengths: expected a list of numbers, got number/],
  ])("%j", (lengths, message) => {
    expect(() => net.predict(x, { lengths })).toThrowError(message);
  });

  test("of rows without steps, and of rows with two kinds of steps", () => {
    const flat = sequential(linear(1)).initialize({ features: 1, seed: 1 });
    expect(() => flat.predict([[1]], { lengths: [1] })).toThrowError(
      /E_ARGUMENT\].*one axis of steps, got one without/,
    );
    const [a, b] = [recurrent(rnn, { hidden: 2 }), recurrent(rnn, { hidden: 2 })];
    const two = model({ inputs: { a: ["T", 1], b: ["K", 1] } }, (inputs) => add(a(inputs.a), b(inputs.b)));
    two.initialize({ seed: 1 });
    expect(() => two.predict({ a: x, b: x }, { lengths: [1, 2] })).toThrowError(
      /E_ARGUMENT\] predict, lengths: expected a model with one axis of steps, got one with T and K/,
    );
  });

  test("of another shape than one number a row", () => {
    const layer = recurrent(rnn, { hidden: 2 });
    const bad = model({ inputs: { x: ["T", 1], lengths: [2] } }, ({ x, lengths }) => layer(x, { lengths }));
    expect(() => bad.initialize({ seed: 1 })).toThrowError(
      /E_SHAPE\] layer 1, rnn, lengths: expected one number for every row/,
    );
  });
});

test("indices need not make sense in the padding", () => {
  const net = sequential(embedding(5, 3), recurrent(gru, { hidden: 2 })).initialize({ features: 1, seed: 1 });
  const lengths = [3, 1];
  const found = net.predict(
    [
      [1, 4, 2],
      [3, -1, Number.NaN],
    ],
    { lengths },
  );
  const [first, second] = [net.predict([[1, 4, 2]]), net.predict([[3]])];
  expectClose(found.data, [...first.data, ...second.data], 1e-6);
  expect(() => net.predict([[3, -1]], { lengths: [2] })).toThrowError(/E_ARGUMENT\] embedding, x\[0\]\[1\]/);
});

test("what stands in the padding is 0 to whatever reads a sequence", () => {
  const net = model({ inputs: { x: ["T", 1] } }, ({ x }) => sum(mul(x, x), [0])).initialize({ seed: 0 });
  expect([...net.predict({ x: [[[1], [2], [Number.NaN]]] }, { lengths: [2] }).data]).toEqual([5]);
});
