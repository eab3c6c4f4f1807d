import { describe, expect, test } from "vitest";
import { gru, lstm, lstmPeephole, mgu } from "../../cells/index.ts";
import { conv1d } from "../../layers/conv1d.ts";
import { dropout } from "../../layers/dropout.ts";
import type { Layer } from "../../layers/layer.ts";
import { linear } from "../../layers/linear.ts";
import { type RecurrentOptions, recurrent } from "../../layers/recurrent.ts";
import { sequential } from "../../layers/sequential.ts";
import { mse } from "../../losses/mse.ts";
import { adam } from "../../optim/adam.ts";
import type { EngineOptions, ShapedArray } from "../../program.ts";
import { expectClose } from "../backends.test.support.ts";
import { gradients } from "../measure/gradients.ts";
import { train } from "../train.ts";

const KIB = 2 ** 10;

const numbers = (shape: number[], factor = 37): ShapedArray => ({
  shape,
  data: Float32Array.from(
    { length: shape.reduce((a, b) => a * b) },
    (_, i) => (((i + 1) ** 2 * factor) % 512) / 256 - 1,
  ),
});

interface Case {
  layers: Layer[];
  T: number;
  rows?: number;
  batch?: number;
  lengths?: number[];
  sequence?: boolean;
  engine?: EngineOptions;
  threads?: number;
}

/** The weights after three epochs. */
async function trained({ layers, T, rows = 5, batch = rows, engine = {}, threads = 1, ...given }: Case) {
  const net = sequential(layers, engine);
  const data = {
    x: numbers([rows, T, 3]),
    y: numbers(given.sequence ? [rows, T, 1] : [rows, 1], 101),
    ...(given.lengths !== undefined && { lengths: given.lengths }),
  };
  const options = { loss: mse, optimizer: adam({ rate: 0.02 }), epochs: 3, batch, seed: 7, threads };
  for await (const _ of train(net, data, options));
  return net.parameters;
}

const ways: [string, Partial<RecurrentOptions>][] = [
  ["as they are", {}],
  ["backwards", { direction: "backward" }],
  ["with dropout, recurrent dropout and zoneout", { layers: 2, dropout: 0.3, recurrentDropout: 0.2, zoneout: 0.25 }],
  ["with projection and residuals", { layers: 3, projection: 2, residual: true }],
  ["from learned states, giving sequences", { initial: "learned", output: "sequence" }],
  ["truncated", { truncate: 4 }],
  ["stateful", { stateful: true, layers: 2 }],
];

describe.each([1, 2, 7, 13, 31])("for %i steps, cells whose steps are computed anew learn the same", (T) => {
  test.each(ways)("%s", async (_, options) => {
    const sequence = options.output === "sequence";
    const made = (recompute?: number) => [
      recurrent(lstm, { hidden: 6, ...options, ...(recompute !== undefined && { recompute }) }),
      linear(1),
    ];
    const lengths = [1, T, Math.ceil(T / 2), T, Math.ceil(T / 3)];
    for (const given of [{ T, sequence }, ...(options.stateful ? [] : [{ T, sequence, lengths }])])
      for (const recompute of [4, 5]) {
        expect(await trained({ layers: made(recompute), ...given })).toEqual(
          await trained({ layers: made(), ...given }),
        );
        const engine = { backend: "reference" } as const;
        const plain = await trained({ layers: made(), ...given, engine });
        const anew = await trained({ layers: made(recompute), ...given, engine });
        for (const [name, { data }] of Object.entries(plain)) expectClose(anew[name]!.data, data, 1e-12);
      }
  });
});

test.each([gru, lstmPeephole, mgu].map((cell) => [cell.name, cell] as const))("and so does %s", async (_, cell) => {
  const made = (recompute?: number) => [
    recurrent(cell, { hidden: 6, ...(recompute !== undefined && { recompute }) }),
    linear(1),
  ];
  expect(await trained({ layers: made(4), T: 13 })).toEqual(await trained({ layers: made(), T: 13 }));
});

// What both of them give to the layer below is added in another order.
test.each([1, 2, 7, 13, 31])("for %i steps, cells of both directions have the same gradients", (T) => {
  for (const { backend, values } of [
    { backend: "reference", values: 1e-12 },
    { backend: "wasm", values: 1e-6 },
  ] as const) {
    const [plain, anew] = [{}, { recompute: 4 }].map((options) => {
      const layer = recurrent(lstm, { hidden: 6, layers: 2, direction: "both", ...options });
      const net = sequential([layer, linear(1)], { backend }).initialize({ features: 3, seed: 1 });
      return gradients(net, { x: numbers([17, T, 3]), y: numbers([17, 1]) }, mse);
    });
    expect(anew!.loss).toBe(plain!.loss);
    for (const [name, { data }] of Object.entries(plain!.parameters))
      expectClose(anew!.parameters[name]!.data, data, values);
    expectClose(anew!.inputs.x!.data, plain!.inputs.x!.data, values);
  }
});

describe("a step of training that would not fit into memory as it is", () => {
  const layers = (): Layer[] => [recurrent(lstm, { hidden: 16, layers: 2, zoneout: 0.1 }), dropout(0.2), linear(1)];

  test.each([1, 2])("computes steps of loops anew, to the same bits, with %i threads", async (threads) => {
    const given = { T: 60, rows: 51, batch: 32, threads };
    const whole = await trained({ ...given, layers: layers() });
    // All that is kept takes 2.7 MiB; half of it, with half of the rows on every thread.
    const engine = { maxMemory: (2000 / threads) * KIB };
    expect(await trained({ ...given, layers: layers(), engine })).toEqual(whole);
  });

  test("takes sums segment by segment where that does not suffice", async () => {
    const given = { T: 200, rows: 32 };
    const plain = [recurrent(lstm, { hidden: 16 }), linear(1)];
    const whole = await trained({ ...given, layers: plain });
    const less = await trained({ ...given, layers: plain, engine: { maxMemory: 1024 * KIB } });
    expect(less).not.toEqual(whole);
    for (const [name, { data }] of Object.entries(whole)) expectClose(less[name]!.data, data, 1e-4);
  });

  test("is one with loops of other layers too", async () => {
    const made = () => [
      conv1d(4, 3, { padding: "causal" }),
      recurrent(gru, { hidden: 8, output: "sequence" }),
      conv1d(3, 2, { padding: "causal" }),
      recurrent(lstm, { hidden: 8 }),
      linear(1),
    ];
    const given = { T: 90, rows: 32 };
    const whole = await trained({ ...given, layers: made() });
    const less = await trained({ ...given, layers: made(), engine: { maxMemory: 1400 * KIB } });
    for (const [name, { data }] of Object.entries(whole)) expectClose(less[name]!.data, data, 1e-4);
  });

  test("has gradients that can be asked for", () => {
    const data = { x: numbers([32, 200, 3]), y: numbers([32, 1]) };
    const [whole, less] = [{}, { maxMemory: 1024 * KIB }].map((engine) => {
      const net = sequential([recurrent(lstm, { hidden: 16 }), linear(1)], engine);
      return gradients(net.initialize({ features: 3, seed: 1 }), data, mse);
    });
    expect(less!.loss).toBe(whole!.loss);
    for (const [name, { data }] of Object.entries(whole!.parameters))
      expectClose(less!.parameters[name]!.data, data, 2e-6);
    expectClose(less!.inputs.x!.data, whole!.inputs.x!.data, 1e-7);
  });
});
