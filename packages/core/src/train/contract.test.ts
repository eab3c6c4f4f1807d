import { describe, expect, test } from "vitest";
import { cells, defineCell } from "../cells/index.ts";
import { type Cell, cell } from "../equations/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { add, matmul, mul, sigmoid, slice, tanh } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dropout } from "../layers/dropout.ts";
import { linear } from "../layers/linear.ts";
import { type InputAxes, type Model, model } from "../layers/model.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import type { Loss } from "../losses/loss.ts";
import { mae } from "../losses/mae.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { sgd } from "../optim/sgd.ts";
import type { BackendName } from "../program.ts";
import { backends, expectClose } from "./backends.test.support.ts";
import { gradients } from "./measure/gradients.ts";
import { train } from "./train.ts";

// What every cell, layer, loss and optimizer must do; a new one joins its list.

const everyCell: readonly Cell[] = [
  ...cells,
  cell("output", "s_t = tanh(W x_t + U s_{t-1} + b)\ny_t = V s_t + b_y", { sizes: { y: 2 } }),
  cell("lagged", "h_t = tanh(W x_t + V x_{t-1} + U h_{t-1})"),
  defineCell("code", {
    states: { c: 2, h: "hidden" },
    parameters: { W: [({ hidden }) => hidden + 2, "input"], U: ["hidden", "hidden"], V: ["hidden", 2], b: ["hidden"] },
    output: "h",
    init: { b: "glorot" },
    step(x, { c, h }, { W, U, V, b }) {
      const a = matmul(x, W, "nt");
      const wide = slice(a, 1, 2, h.shape[1] as number);
      const next = add(mul(0.5, c), tanh(slice(a, 1, 0, 2)));
      const z = sigmoid(add(matmul(next, V, "nt"), b));
      return { z, c: next, h: add(mul(z, h), tanh(add(wide, matmul(h, U, "nt")))) };
    },
  }),
  cell("rows", "R_t = σ(X_t W_xr + H_{t-1} W_hr + b_r)\nH_t = R_t ⊙ H_{t-1} + (1 − R_t) ⊙ tanh(X_t W_xh + b_h)"),
];

const F = 3;
const H = 4;

type Build = (backend: BackendName) => Model;

const builds: [string, Build][] = everyCell.flatMap((each): [string, Build][] => [
  [`${each.name}, last`, (backend) => sequential([recurrent(each, { hidden: H }), linear(2)], { backend })],
  [
    `${each.name}, sequence`,
    (backend) => sequential([recurrent(each, { hidden: H, output: "sequence" })], { backend }),
  ],
  ...(each.inputs === undefined
    ? [
        [
          `${each.name}, two layers`,
          (backend: BackendName) => sequential([recurrent(each, { hidden: H, layers: 2 }), linear(1)], { backend }),
        ] as [string, Build],
      ]
    : []),
]);
builds.push(
  ["linear", (backend) => sequential([linear(2)], { backend })],
  [
    "dropout",
    (backend) =>
      sequential([recurrent(everyCell[0]!, { hidden: H, layers: 2, dropout: 0.5 }), dropout(0.5), linear(2)], {
        backend,
      }),
  ],
  ["linear without bias", (backend) => sequential([linear(2, { bias: false })], { backend })],
);

const numbers = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

const sequences = (rows: number, steps: number) => ({ shape: [rows, steps, F], data: numbers(rows * steps * F, 1) });

/** Examples with targets that fit a model. */
function examples(net: Model, rows = 3, steps = 4) {
  const x = sequences(rows, steps);
  const { shape } = net.predict(x);
  return {
    x,
    y: {
      shape,
      data: numbers(
        shape.reduce((a, b) => a * b, 1),
        2,
      ),
    },
  };
}

const made = (build: Build, backend: BackendName) => build(backend).initialize({ features: F, seed: 11 });

describe.each(backends)("on $backend", ({ backend, values, gradients: close }) => {
  describe.each(builds)("%s", (_, build) => {
    test("gives as many rows and steps as it was given, whatever their number", () => {
      const net = made(build, backend);
      for (const [rows, steps] of [
        [1, 1],
        [2, 7],
        [9, 2],
      ] as const) {
        const { shape, data } = net.predict(sequences(rows, steps));
        expect(shape[0]).toBe(rows);
        if (shape.length === 3) expect(shape[1]).toBe(steps);
        expect(data.every(Number.isFinite)).toBe(true);
      }
    });

    test("a row's output does not depend on the other rows", () => {
      const net = made(build, backend);
      const whole = net.predict(sequences(5, 4));
      const size = whole.data.length / 5;
      const { data } = sequences(5, 4);
      for (let row = 0; row < 5; row++) {
        const alone = net.predict({ shape: [1, 4, F], data: data.slice(row * 4 * F, (row + 1) * 4 * F) });
        expect(alone.data).toEqual(whole.data.slice(row * size, (row + 1) * size));
      }
    });

    test("the same seed gives the same bits through training", async () => {
      const run = async () => {
        const net = made(build, backend);
        const data = examples(net, 5);
        const options = { loss: mse, optimizer: adam({ rate: 0.01 }), epochs: 2, batch: 2, seed: 5 };
        for await (const _ of train(net, data, options));
        return net.parameters;
      };
      expect(await run()).toEqual(await run());
    });

    test("saved and loaded, it is the same", () => {
      const net = made(build, backend);
      const { model: loaded } = decodeModel(encodeModel(net), { backend });
      expect(loaded.predict(sequences(2, 5))).toEqual(net.predict(sequences(2, 5)));
      expect(loaded.parameters).toEqual(net.parameters);
    });

    test("every parameter affects the output and gets a gradient", () => {
      const net = made(build, backend);
      const data = examples(net);
      const before = net.predict(data.x);
      const { parameters } = gradients(net, data, mse);
      for (const [name, { shape, data: weights }] of Object.entries(net.parameters)) {
        expect(parameters[name]?.shape, name).toEqual(shape);
        expect(
          parameters[name]!.data.some((slope) => slope !== 0),
          name,
        ).toBe(true);
        // Not all by the same: layer normalisation would take that out again.
        net.setParameters({ [name]: { shape, data: weights.map((w, i) => w + 0.1 * Math.cos(i)) } });
        expect(net.predict(data.x).data, name).not.toEqual(before.data);
        net.setParameters({ [name]: { shape, data: weights } });
      }
      expect(net.predict(data.x)).toEqual(before);
    });

    test("outputs and gradients are those of the reference backend", () => {
      const net = made(build, backend);
      const exact = made(build, "reference");
      exact.setParameters(net.parameters);
      const data = examples(exact);
      expectClose(net.predict(data.x).data, exact.predict(data.x).data, values);
      const found = gradients(net, data, mse);
      const expected = gradients(exact, data, mse);
      expectClose([found.loss], [expected.loss], values);
      for (const [name, { data }] of Object.entries(expected.parameters))
        expectClose(found.parameters[name]!.data, data, close);
      expectClose(found.inputs.x!.data, expected.inputs.x!.data, close);
    });
  });

  describe.each(everyCell.map((each) => [each.name, each] as const))("%s", (_, each) => {
    test("two pieces of a sequence, states carried over, give what the whole gives", () => {
      const layer = recurrent(each, { hidden: H, output: "sequence" });
      const axes: Record<string, InputAxes> = { x: ["T", F] };
      for (const state of each.states) axes[`from ${state}`] = [each.sizeOf(state, { input: F, hidden: H })];
      const net = model({ inputs: axes, backend }, (inputs) => {
        const initial = Object.fromEntries(each.states.map((state) => [state, inputs[`from ${state}`]!]));
        const { output, states } = layer.unroll(inputs.x!, { initial: [initial] });
        return { output, ...states[0]! } as Record<string, Tensor>;
      }).initialize({ seed: 2 });
      const { data } = sequences(2, 7);
      const steps = (row: number, from: number, to: number) =>
        Array.from({ length: to - from }, (_, t) => [
          ...data.slice((row * 7 + from + t) * F, (row * 7 + from + t + 1) * F),
        ]);
      const run = (from: number, to: number, states?: ReturnType<typeof net.predict>) => {
        const zero = (state: string) => ({ shape: [2, axes[`from ${state}`]![0] as number], data: numbers(0, 0) });
        const start = Object.fromEntries(
          each.states.map((state) => {
            const { shape } = zero(state);
            return [`from ${state}`, states?.[state] ?? { shape, data: new Float64Array(shape[0]! * shape[1]!) }];
          }),
        );
        return net.predict({ x: [steps(0, from, to), steps(1, from, to)], ...start });
      };
      const whole = run(0, 7);
      const first = run(0, 3);
      const second = run(3, 7, first);
      const width = whole.output!.shape[2]!;
      for (let row = 0; row < 2; row++) {
        const expected = whole.output!.data.slice(row * 7 * width, (row + 1) * 7 * width);
        expect(first.output!.data.slice(row * 3 * width, (row + 1) * 3 * width)).toEqual(expected.slice(0, 3 * width));
        expect(second.output!.data.slice(row * 4 * width, (row + 1) * 4 * width)).toEqual(expected.slice(3 * width));
      }
      for (const state of each.states) expect(second[state]).toEqual(whole[state]);
    });
  });

  const optimizers: [string, Optimizer][] = [
    ["sgd", sgd({ rate: 0.05 })],
    ["sgd with momentum", sgd({ rate: 0.02, momentum: 0.9 })],
    ["sgd with nesterov", sgd({ rate: 0.02, momentum: 0.9, nesterov: true, weightDecay: 1e-4 })],
    ["adam", adam({ rate: 0.01 })],
  ];
  const losses: [string, Loss][] = [
    ["mse", mse],
    ["mae", mae],
  ];
  describe.each(optimizers)("%s", (_, optimizer) => {
    test.each(losses)("makes %s smaller", async (_, loss) => {
      const net = sequential([recurrent(cells[0]!, { hidden: H }), linear(1)], { backend });
      net.initialize({ features: F, seed: 1 });
      const data = examples(net, 8);
      const seen: number[] = [];
      for await (const epoch of train(net, data, { loss, optimizer, epochs: 30, batch: 4, seed: 1 }))
        seen.push(epoch.loss);
      expect(seen.at(-1)!).toBeLessThan(0.8 * seen[0]!);
    });
  });
});

describe("gradients equal finite differences", () => {
  test.each(builds)("%s", (_, build) => {
    const net = made(build, "reference");
    const data = examples(net);
    const found = gradients(net, data, mse);
    const lossOf = (x = data.x) => {
      const { data: p } = net.predict(x);
      return Array.from(p).reduce((sum, value, i) => sum + (value - data.y.data[i]!) ** 2, 0) / p.length;
    };
    const slopeOf = (set: (offset: number) => number) => (set(3e-6) - set(-3e-6)) / 6e-6;
    expect(found.loss).toBeCloseTo(lossOf(), 12);
    for (const [name, { shape, data: weights }] of Object.entries(net.parameters))
      weights.forEach((weight, i) => {
        const slope = slopeOf((offset) => {
          net.setParameters({ [name]: { shape, data: weights.with(i, weight + offset) } });
          return lossOf();
        });
        net.setParameters({ [name]: { shape, data: weights } });
        expect(found.parameters[name]!.data[i], `${name}[${i}]`).toBeCloseTo(slope, 7);
      });
    data.x.data.forEach((value, i) => {
      const slope = slopeOf((offset) => lossOf({ ...data.x, data: data.x.data.with(i, value + offset) }));
      expect(found.inputs.x!.data[i], `x[${i}]`).toBeCloseTo(slope, 7);
    });
  });
});
