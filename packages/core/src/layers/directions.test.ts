import { describe, expect, test } from "vitest";
import { gru, lstm, rnn } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

const total = cell("total", "h_t = h_{t-1} + x_t");
const x = [
  [[1], [2], [3]],
  [[10], [20], [30]],
];
const waves = (rows: number, steps: number, features: number) => ({
  shape: [rows, steps, features],
  data: Float32Array.from({ length: rows * steps * features }, (_, i) => Math.sin(1.7 * i + 0.3)),
});

describe.each(backends)("on $backend", ({ backend, values }) => {
  const made = (options: Partial<Parameters<typeof recurrent>[1]>) =>
    sequential([recurrent(total, { hidden: 1, ...options })], { backend }).initialize({ features: 1, seed: 0 });

  test("backwards the sums run from the last step to the first, each at its own step", () => {
    const net = made({ direction: "backward", output: "sequence" });
    expectClose(net.predict(x).data, [6, 5, 3, 60, 50, 30], values);
  });

  test("the last output of a backward cell is that at the first step, also of a cell whose output is no state", () => {
    expectClose(made({ direction: "backward" }).predict(x).data, [6, 60], values);
    const doubled = cell("doubled", "h_t = h_{t-1} + x_t; y_t = 2 h_t");
    const net = sequential([recurrent(doubled, { hidden: 1, direction: "backward" })], { backend });
    expectClose(net.initialize({ features: 1, seed: 0 }).predict(x).data, [12, 120], values);
  });

  test.each([
    ["concat", [1, 6, 3, 5, 6, 3]],
    ["sum", [7, 8, 9]],
    ["mul", [6, 15, 18]],
    ["average", [3.5, 4, 4.5]],
  ] as const)("both directions are merged by %s", (merge, expected) => {
    const net = made({ direction: "both", merge, output: "sequence" });
    expect(net.predict([x[0]!]).shape).toEqual([1, 3, merge === "concat" ? 2 : 1]);
    expectClose(net.predict([x[0]!]).data, expected, values);
  });

  test("the last outputs of both directions are those of the last and the first step", () => {
    const ramp = [[[1], [10], [100]]];
    const swings = cell("swings", "h_t = x_t - h_{t-1}");
    const net = sequential([recurrent(swings, { hidden: 1, direction: "both" })], { backend });
    expectClose(net.initialize({ features: 1, seed: 0 }).predict(ramp).data, [91, 91], values);
    const latest = cell("latest", "h_t = x_t + 0 h_{t-1}");
    const ends = sequential([recurrent(latest, { hidden: 1, direction: "both" })], { backend });
    expectClose(ends.initialize({ features: 1, seed: 0 }).predict(ramp).data, [100, 1], values);
  });

  test("states come and go by depth and direction, forward first", () => {
    const layer = recurrent(total, { hidden: 1, layers: 2, direction: "both", merge: "sum", output: "sequence" });
    const net = model({ inputs: { x: ["T", 1], a: [1], b: [1], c: [1], d: [1] }, backend }, ({ x, ...first }) => {
      const initial = Object.values(first).map((h) => ({ h }));
      const { output, states } = layer.unroll(x, { initial });
      return { output, f0: states[0]!.h!, b0: states[1]!.h!, f1: states[2]!.h!, b1: states[3]!.h! };
    }).initialize({ seed: 0 });
    // Depth 0: forward 1 + [1, 3, 6], backward 10 + [6, 5, 3]: [18, 19, 20]; depth 1 adds those up both ways.
    const found = net.predict({ x: [x[0]!], a: [[1]], b: [[10]], c: [[100]], d: [[1000]] });
    expectClose(found.f0.data, [7], values);
    expectClose(found.b0.data, [16], values);
    expectClose(found.f1.data, [157], values);
    expectClose(found.b1.data, [1057], values);
    expectClose(found.output.data, [118 + 1057, 137 + 1039, 157 + 1020], values);
  });

  test("a model of both directions comes back from a file", () => {
    const layers = [recurrent(gru, { hidden: 3, layers: 2, direction: "both", merge: "average" }), linear(1)];
    const net = sequential(layers, { backend }).initialize({ features: 2, seed: 1 });
    const again = decodeModel(encodeModel(net), { backend }).model;
    expect(again.predict(waves(3, 5, 2))).toEqual(net.predict(waves(3, 5, 2)));
    expect(again.parameters).toEqual(net.parameters);
    expect(String(again.summary())).toBe(String(net.summary()));
  });

  test("values of both directions can be watched by their addresses, at their own steps", () => {
    const net = made({ direction: "both", output: "sequence" });
    const seen = net.watch([x[0]!], ["total.0.h", "total.0.backward.h"]);
    expectClose(seen["total.0.h"].data, [1, 3, 6], values);
    expectClose(seen["total.0.backward.h"].data, [6, 5, 3], values);
  });
});

test("an upper cell reads both directions: PyTorch's parameter count, but for its second bias", () => {
  const net = sequential(recurrent(lstm, { hidden: 5, layers: 2, direction: "both", output: "sequence" }));
  const summary = net.initialize({ features: 4, seed: 1 }).summary({ steps: 7 });
  // torch.nn.LSTM(4, 5, 2, bidirectional=True) has 1,120 numbers, 80 of them second biases.
  expect(summary.rows).toEqual([{ layer: "lstm", output: "[B, 7, 10]", parameters: 1040 }]);
});

test("parameters of the way back are called so", () => {
  const net = sequential(recurrent(rnn, { hidden: 2, direction: "both" })).initialize({ features: 1, seed: 1 });
  const names = ["W", "U", "b"];
  expect(Object.keys(net.parameters)).toEqual([
    ...names.map((name) => `rnn.0.${name}`),
    ...names.map((name) => `rnn.0.backward.${name}`),
  ]);
  const back = sequential(recurrent(rnn, { hidden: 2, direction: "backward" })).initialize({ features: 1, seed: 1 });
  expect(Object.keys(back.parameters)).toEqual(names.map((name) => `rnn.0.${name}`));
});

describe("what cannot be is refused", () => {
  test.each(["backward", "both"] as const)("step by step, a layer that goes %s", (direction) => {
    const net = sequential(recurrent(gru, { hidden: 2, direction })).initialize({ features: 1, seed: 1 });
    expect(() => net.step([1])).toThrowError(/E_ARGUMENT\] step, gru: .*got a loop that runs backwards/);
  });

  test("directions and merges that do not exist, and merging one direction", () => {
    const options = (each: object) => () => recurrent(gru, { hidden: 2, ...each });
    expect(options({ direction: "sideways" })).toThrowError(
      /E_ARGUMENT\] recurrent, direction: expected "forward", "backward" or "both", got "sideways"/,
    );
    expect(options({ direction: "both", merge: "max" })).toThrowError(/E_ARGUMENT\] recurrent, merge: .*got "max"/);
    expect(options({ merge: "sum" })).toThrowError(/E_ARGUMENT\] recurrent, merge: expected the direction "both"/);
    expect(options({ bidirectional: true })).toThrowError(
      /E_ARGUMENT\] recurrent: expected options among .*bidirectional/,
    );
  });

  test("initial states as a list, which is not what the layer takes", () => {
    const layer = recurrent(rnn, { hidden: 2 });
    const net = model({ inputs: { x: ["T", 1], h: [2] } }, ({ x, h }) => layer(x, [{ h }] as never));
    expect(() => net.initialize({ seed: 1 })).toThrowError(/E_ARGUMENT\].*a record of initial and lengths, got a list/);
  });
});
