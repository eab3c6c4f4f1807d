import { describe, expect, test } from "vitest";
import { cells, defineCell, gru, lstm, rnn } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { add, matmul, tanh } from "../graph/ops.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { expectFiniteDifferences } from "./finite-differences.test.support.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

const x = [
  [[1], [2], [3]],
  [[-1], [0.5], [0]],
];

describe.each(backends)("on $backend", ({ backend, values }) => {
  test("what is carried and given out is the projection of the cell's output", () => {
    const plain = cell("plain", "h_t = W x_t + U h_{t-1}");
    const net = sequential([recurrent(plain, { hidden: 2, projection: 1, output: "sequence" })], { backend });
    net.initialize({ features: 1, seed: 0 });
    net.setParameters({ "plain.0.W": [[1], [10]], "plain.0.U": [[1], [2]], "plain.0.projection": [[1, 0.5]] });
    // h̃ = [x + h, 10 x + 2 h], h = h̃_0 + h̃_1 / 2 = 6 x + 2 h.
    expectClose(net.predict([x[0]!]).data, [6, 24, 66], values);
    expect(net.step([1]).shape).toEqual([1, 1]);
  });

  test("a cell that joins its state to its input is projected as one that multiplies them apart", () => {
    const apart = cell("apart", "h_t = tanh(W x_t + U h_{t-1})");
    const joined = cell("joined", "h_t = tanh(W [h_{t-1}, x_t])");
    const [a, b] = [apart, joined].map((each) =>
      sequential([recurrent(each, { hidden: 2, projection: 1 })], { backend }).initialize({ features: 1, seed: 0 }),
    );
    const projection = [[0.7, -0.4]];
    a!.setParameters({ "apart.0.W": [[1], [2]], "apart.0.U": [[3], [4]], "apart.0.projection": projection });
    b!.setParameters({
      "joined.0.W": [
        [3, 1],
        [4, 2],
      ],
      "joined.0.projection": projection,
    });
    expectClose(b!.predict(x).data, a!.predict(x).data, values);
  });

  test("step by step it gives what the whole sequence does, and a file brings it back", () => {
    const net = sequential([recurrent(lstm, { hidden: 5, layers: 2, projection: 3 })], { backend });
    net.initialize({ features: 1, seed: 4 });
    for (const [step] of [[0], [1], [2]] as const) {
      const found = net.step(x.map((row) => row[step]!)).data;
      expect(found).toEqual(net.predict(x.map((row) => row.slice(0, step + 1))).data);
    }
    const again = decodeModel(encodeModel(net), { backend }).model;
    expect(again.predict(x)).toEqual(net.predict(x));
    expect(again.parameters).toEqual(net.parameters);
  });
});

test("the parameters are those of torch.nn.LSTM with proj_size, but for its second bias", () => {
  const net = sequential(recurrent(lstm, { hidden: 5, projection: 2, output: "sequence" }));
  const { parameters } = net.initialize({ features: 4, seed: 1 });
  expect(parameters["lstm.0.W_f"]!.shape).toEqual([5, 4]);
  expect(parameters["lstm.0.U_f"]!.shape).toEqual([5, 2]);
  expect(parameters["lstm.0.projection"]!.shape).toEqual([2, 5]);
  // torch: 4·5·4 + 4·5·2 + 4·5 + 4·5 + 2·5 = 170.
  expect(net.summary({ steps: 9 }).rows).toEqual([{ layer: "lstm", output: "[B, 9, 2]", parameters: 150 }]);
  const uniform = 1 / Math.sqrt(5);
  expect(parameters["lstm.0.projection"]!.data.every((value) => Math.abs(value) <= uniform)).toBe(true);
});

test("its gradient equals finite differences", () => {
  const layer = recurrent(lstm, { hidden: 3, projection: 2, layers: 2, direction: "both", output: "sequence" });
  expectFiniteDifferences((x, lengths) => layer(x, { lengths }));
});

test("a cell from code can be projected", () => {
  const own = defineCell("own", {
    states: { h: "hidden" },
    parameters: { W: ["hidden", "input"], U: ["hidden", "hidden"] },
    output: "h",
    step: (x, { h }, { W, U }) => ({ h: tanh(add(matmul(x, W, "nt"), matmul(h, U, "nt"))) }),
  });
  const net = sequential(recurrent(own, { hidden: 6, projection: 2 })).initialize({ features: 3, seed: 1 });
  expect(net.parameters["own.0.U"]!.shape).toEqual([6, 2]);
});

test("cells of the library whose output is read by products alone can be projected, the others say why not", () => {
  const can = cells.filter((each) => {
    const features = each.inputs?.length ?? 3;
    try {
      sequential(recurrent(each, { hidden: 4, projection: 2 })).initialize({ features, seed: 1 });
      return true;
    } catch (error) {
      expect(String(error)).toMatch(/E_ARGUMENT\] recurrent, projection of .*lstm, or a smaller hidden/);
      return false;
    }
  });
  const names = can.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([rnn.name, lstm.name, "lstm-peephole", "lstm-coupled"]));
  expect(names).not.toContain(gru.name);
});

test("what cannot be is refused", () => {
  const bad = (source: string) => () =>
    sequential(recurrent(cell("bad", source), { hidden: 4, projection: 2 })).initialize({ features: 3, seed: 1 });
  expect(bad("h_t = tanh(W x_t + U h_{t-1}); y_t = V h_t")).toThrowError(/the output y, which is no state/);
  expect(bad("h_t = 0.9 h_{t-1} + W x_t")).toThrowError(/got a mul of h/);
  expect(() => recurrent(lstm, { hidden: 4, projection: 0 })).toThrowError(/E_ARGUMENT\] recurrent, projection/);
});
