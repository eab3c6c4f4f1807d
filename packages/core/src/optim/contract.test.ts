import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { variable } from "../graph/ops.ts";
import { linear } from "../layers/linear.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { binaryCrossEntropy } from "../losses/binary-cross-entropy.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { huber } from "../losses/huber.ts";
import type { Loss } from "../losses/loss.ts";
import { mae } from "../losses/mae.ts";
import { mse } from "../losses/mse.ts";
import { pinball } from "../losses/pinball.ts";
import { poissonNll } from "../losses/poisson-nll.ts";
import { type BackendName, engine, type ShapedArray } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { type Epoch, train } from "../train/train.ts";
import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { adamw } from "./adamw.ts";
import type { Optimizer, Scalars } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { cosine } from "./schedules/cosine.ts";
import { sgd } from "./sgd.ts";

// What every optimizer must do; a new one joins the list.

const optimizers: Record<string, Optimizer> = {
  sgd: sgd({ rate: 0.1 }),
  "sgd with momentum": sgd({ rate: 0.03, momentum: 0.9 }),
  "sgd with Nesterov": sgd({ rate: 0.03, momentum: 0.9, nesterov: true, weightDecay: 1e-4 }),
  adam: adam({ rate: 0.02 }),
  "adam with weight decay": adam({ rate: 0.02, weightDecay: 1e-3 }),
  amsgrad: adam({ rate: 0.02, amsgrad: true }),
  adamw: adamw({ rate: 0.02 }),
  rmsprop: rmsprop({ rate: 0.01 }),
  "rmsprop, centered, with momentum": rmsprop({
    rate: 0.003,
    centered: true,
    momentum: 0.8,
    alpha: 0.9,
    weightDecay: 1e-4,
  }),
  adagrad: adagrad({ rate: 0.05 }),
  "adagrad with weight decay": adagrad({ rate: 0.05, weightDecay: 1e-3 }),
  "adam along a cosine": adam({ rate: cosine({ rate: 0.05, steps: 60 }) }),
};

const numbers = (shape: number[], factor: number, map = (x: number) => x): ShapedArray => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => map(((i * factor) % 101) / 50 - 1)),
});
const x = numbers([8, 5, 2], 37);

async function trained(
  backend: BackendName,
  {
    loss = mse,
    optimizer,
    y = numbers([8, 1], 29),
    out = 1,
    epochs = 30,
  }: {
    loss?: Loss;
    optimizer: Optimizer;
    y?: ShapedArray;
    out?: number;
    epochs?: number;
  },
) {
  const net = sequential([recurrent(gru, { hidden: 3 }), linear(out)], { backend });
  const seen: Epoch[] = [];
  for await (const epoch of train(net, { x, y }, { loss, optimizer, epochs, batch: 4, seed: 1 })) seen.push(epoch);
  return { losses: seen.map(({ loss }) => loss), weights: net.parameters };
}

describe.each(Object.entries(optimizers))("%s", (_, optimizer) => {
  test.each(backends)("makes a loss smaller on $backend", async ({ backend }) => {
    const { losses } = await trained(backend, { optimizer });
    expect(losses.at(-1)!).toBeLessThan(0.9 * losses[0]!);
  });

  test("takes the reference's way on wasm", async () => {
    const [exact, found] = [
      await trained("reference", { optimizer, epochs: 10 }),
      await trained("wasm", { optimizer, epochs: 10 }),
    ];
    for (const [name, { data }] of Object.entries(exact.weights)) expectClose(found.weights[name]!.data, data, 2e-3);
    expectClose(found.losses, exact.losses, 1e-4);
  });

  test("serves one training after the other, to the same bits", async () => {
    const first = await trained("wasm", { optimizer, epochs: 3 });
    expect(await trained("wasm", { optimizer, epochs: 3 })).toEqual(first);
  });

  test("leaves what is frozen as it is, to the bit: weight decay and momentum too", async () => {
    const net = sequential([recurrent(gru, { hidden: 3 }), linear(1)], { backend: "wasm" });
    net.initialize({ features: 2, seed: 1 }).freeze("gru.0.U_*", "linear.W");
    const before = net.parameters;
    const data = { x, y: numbers([8, 1], 29) };
    for await (const _ of train(net, data, { loss: mse, optimizer, epochs: 3, batch: 4, seed: 1 }));
    const moved = Object.entries(net.parameters).filter(([name, { data }]) =>
      data.some((w, i) => w !== before[name]!.data[i]),
    );
    expect(moved.map(([name]) => name)).toEqual([
      "gru.0.W_z",
      "gru.0.b_z",
      "gru.0.W_r",
      "gru.0.b_r",
      "gru.0.W_n",
      "gru.0.b_n",
      "linear.b",
    ]);
  });

  test("takes one row of one step", async () => {
    const net = sequential([recurrent(gru, { hidden: 3 }), linear(1)], { backend: "wasm" });
    const one = { x: numbers([1, 1, 2], 37), y: numbers([1, 1], 29) };
    const seen: number[] = [];
    for await (const { loss } of train(net, one, { loss: mse, optimizer, epochs: 30, seed: 1 })) seen.push(loss);
    expect(seen.at(-1)!).toBeLessThan(seen[0]!);
  });

  /** One step from w along g. */
  const stepped = (w: number[], g: number[], backend: BackendName) => {
    const on = engine({ backend });
    const shape = [w.length];
    const [parameter, gradient] = [variable("w", shape), variable("g", shape)];
    const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, variable(slot, shape)]));
    const scalars: Scalars = optimizer.scalars(1, undefined, []);
    const given = Object.fromEntries(Object.keys(scalars).map((name) => [name, variable(`scalar ${name}`, [])]));
    const next = optimizer.update({ parameter, gradient, slots, scalars: given });
    const program = on.compile({ results: { w: next.parameter, ...next.slots } });
    on.write("w", w);
    on.write("g", g);
    for (const [name, value] of Object.entries(scalars)) write(on, `scalar ${name}`, value);
    program.run({});
    for (const slot of optimizer.slots) expect(program.result(slot).shape).toEqual(shape);
    return [...program.result("w").data];
  };

  test.each(backends)(
    "goes against the gradient, each number for itself, and lets NaN through on $backend",
    ({ backend }) => {
      const [up, down, none, lost, last] = stepped([1, 1, 0, 1, 1], [2, -2, 0, Number.NaN, 2], backend);
      expect(up).toBeLessThan(1);
      expect(down).toBeGreaterThan(0.95);
      expect(down! - 1).toBeGreaterThan(up! - 1);
      expect(none).toBe(0);
      expect(lost).toBeNaN();
      expect(last).toBe(up);
    },
  );
});

/** Not every rule reads every number. */
function write(on: ReturnType<typeof engine>, name: string, value: number): void {
  on.declare(name, []);
  on.write(name, [value]);
}

test("every optimizer that users can have is in the list", () => {
  const index = readFileSync(new URL("../index.ts", import.meta.url), "utf8");
  const exported = [...index.matchAll(/export \{([^}]*)\} from "\.\/optim\/[^/"]+"/g)]
    .flatMap(([, names]) => names!.split(",").map((name) => name.trim()))
    .filter((name) => name !== "" && !name.startsWith("type "));
  const listed = new Set(Object.keys(optimizers).map((name) => name.split(/[ ,]/)[0]!));
  // amsgrad is an option of adam.
  listed.delete("amsgrad");
  expect([...listed].sort()).toEqual(exported.sort());
});

describe.each(backends)("on $backend", ({ backend }) => {
  const classes = numbers([8], 29, (x) => (x > 0.3 ? 2 : x > -0.3 ? 1 : 0));
  test.each<[string, Loss, ShapedArray, number]>([
    ["mse", mse, numbers([8, 1], 29), 1],
    ["mae", mae, numbers([8, 1], 29), 1],
    ["huber", huber({ delta: 0.3 }), numbers([8, 1], 29), 1],
    ["pinball", pinball({ quantile: 0.8 }), numbers([8, 1], 29), 1],
    ["pinball of three quantiles", pinball({ quantile: [0.2, 0.5, 0.8] }), numbers([8, 1], 29), 3],
    ["crossEntropy", crossEntropy(), classes, 3],
    ["crossEntropy, weighed and smoothed", crossEntropy({ classWeights: [1, 2, 1], smoothing: 0.1 }), classes, 3],
    ["binaryCrossEntropy", binaryCrossEntropy(), numbers([8, 1], 29, (x) => (x > 0 ? 1 : 0)), 1],
    ["poissonNll", poissonNll(), numbers([8, 1], 29, (x) => Math.round(2 + 2 * x)), 1],
  ])("adam makes %s smaller", async (_, loss, y, out) => {
    const { losses } = await trained(backend, { loss, y, out, optimizer: adam({ rate: 0.05 }) });
    expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.1 * Math.abs(losses[0]!));
  });
});
