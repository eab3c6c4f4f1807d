import { expect, test } from "vitest";
import { lstm } from "../../cells/index.ts";
import { linear } from "../../layers/linear.ts";
import { recurrent } from "../../layers/recurrent.ts";
import { sequential } from "../../layers/sequential.ts";
import { mse } from "../../losses/mse.ts";
import { adam } from "../../optim/adam.ts";
import type { ShapedArray } from "../../program.ts";
import { objective } from "../measure/objective.ts";
import { train } from "../train.ts";
import { compileStep } from "./step.ts";

const [B, T, F, H] = [64, 2000, 8, 256];

const numbers = (...shape: number[]): ShapedArray => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (((i + 1) ** 2 * 37) % 512) / 256 - 1),
});

test.each(["last", "sequence"] as const)("a step over 2,000 steps of two wide layers fits into 1 GiB: %s", (output) => {
  const net = sequential([recurrent(lstm, { hidden: H, layers: 2, output }), linear(1)], { maxMemory: 2 ** 30 });
  const data = { x: numbers(B, T, F), y: output === "last" ? numbers(B, 1) : numbers(B, T, 1) };
  const goal = objective(net, data, { where: "train", loss: mse, seed: 1 });
  const options = { optimizer: adam(), losses: [], batch: B, accumulate: 1, threads: undefined };
  expect(() => compileStep(net.network.engine, goal, options)).not.toThrow();
});

test("and learns, from the loss that its forecasts have", { timeout: 300_000 }, async () => {
  const net = sequential(recurrent(lstm, { hidden: H, layers: 2 }), linear(1)).initialize({ features: F, seed: 1 });
  const data = { x: numbers(B, T, F), y: numbers(B, 1) };
  const before = Float64Array.from(net.predict(data.x).data);
  const expected = before.reduce((sum, value, i) => sum + (value - data.y.data[i]!) ** 2, 0) / B;
  const weights = net.parameters;
  const options = { loss: mse, optimizer: adam({ rate: 0.001 }), epochs: 1, batch: B, seed: 1 };
  for await (const { loss } of train(net, data, options)) expect(loss).toBeCloseTo(expected, 6);
  for (const [name, { data }] of Object.entries(net.parameters)) {
    // Adam's first step moves every number that has a gradient by its rate.
    const moved = data.map((value, i) => Math.abs(value - weights[name]!.data[i]!));
    expect(Math.max(...moved), name).toBeLessThan(0.0011);
    expect(moved.filter((by) => by > 0.0009).length, name).toBeGreaterThan(0.5 * moved.length);
  }
});
