import { describe, expect, test } from "vitest";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { cellNamed, cells } from "./index.ts";

const SIZES = { input: 16, hidden: 32 };

describe("the library's cells", () => {
  test.each([
    // F = 16 and H = 32: W has 512 weights, U 1,024, and b 32; a gate of all three 1,568.
    ["rnn", 1568, ["h"], ["h"]],
    ["rnn-relu", 1568, ["h"], ["h"]],
    // W, u and b
    ["indrnn", 576, ["h"], ["h"]],
    ["lstm", 6272, ["h", "c"], ["i", "f", "g", "o", "c", "h"]],
    ["lstm-forget-bias", 6272, ["h", "c"], ["i", "f", "g", "o", "c", "h"]],
    // three peepholes of 32
    ["lstm-peephole", 6368, ["h", "c"], ["i", "f", "g", "c", "o", "h"]],
    // three gates
    ["lstm-coupled", 4704, ["h", "c"], ["i", "f", "g", "o", "c", "h"]],
    // two gains a gate, and a gain and a shift of c
    ["lstm-layer-norm", 6592, ["h", "c"], ["i", "f", "g", "o", "c", "h"]],
    // four gates, one of them without a bias
    ["slstm", 6240, ["h", "m", "c", "n"], ["z", "ĩ", "f̃", "o", "m", "i", "f", "c", "n", "h"]],
    // three gates without U
    ["min-lstm", 1632, ["h"], ["f̂", "î", "f", "i", "h̃", "h"]],
    ["gru", 4704, ["h"], ["z", "r", "n", "h"]],
    ["gru-after", 4736, ["h"], ["z", "r", "n", "h"]],
    ["mgu", 3136, ["h"], ["f", "n", "h"]],
    ["ugrnn", 3136, ["h"], ["g", "c", "h"]],
    // two gates without U
    ["min-gru", 1088, ["h"], ["z", "h̃", "h"]],
  ])("%s has %i parameters, states %j and watches %j", (name, count, states, watch) => {
    const found = cellNamed(name);
    expect(found.parameters(SIZES).count).toBe(count);
    expect([found.states, found.watch, found.output]).toEqual([states, watch, "h"]);
    expect(found.notices).toEqual([]);
  });

  test("sales has three columns of weights a gate and no bias", () => {
    const sales = cellNamed("sales");
    expect(sales.inputs).toEqual(["sales", "holiday", "weather"]);
    const shapes = sales.parameters({ input: 3, hidden: 16 });
    expect(Object.keys(shapes)).toEqual([
      "W_zs",
      "W_zh",
      "W_zw",
      "U_z",
      "W_rs",
      "W_rh",
      "W_rw",
      "U_r",
      "W_s",
      "W_h",
      "W_w",
      "U",
    ]);
    expect([shapes.W_zs, shapes.U]).toEqual([
      [16, 1],
      [16, 16],
    ]);
    // 9 · 16 weights of columns and 3 · 16² of the state.
    expect(shapes.count).toBe(912);
    expect(sales.watch).toEqual(["z", "r", "ĥ", "h"]);
  });

  test("sales takes three columns, no more and no fewer", () => {
    expect(() => cellNamed("sales").parameters({ input: 4, hidden: 16 })).toThrow(
      '[E_SHAPE] cell "sales": expected an input of 3 columns (inputs: 3 declared columns), got 4.',
    );
  });

  test("lstm's parameters come gate by gate in PyTorch's order", () => {
    expect(Object.keys(cellNamed("lstm").parameters(SIZES))).toEqual(
      ["i", "f", "g", "o"].flatMap((gate) => [`W_${gate}`, `U_${gate}`, `b_${gate}`]),
    );
  });

  test("lstm-forget-bias is lstm with every b_f first 1", () => {
    const [plain, biased] = [cellNamed("lstm"), cellNamed("lstm-forget-bias")];
    expect(`${biased}`).toBe(`${plain}`);
    expect([{ ...plain.init }, { ...biased.init }]).toEqual([{}, { b_f: 1 }]);
    const net = sequential(recurrent(biased, { hidden: 3 })).initialize({ seed: 1, features: 2 });
    expect([...net.parameters["lstm-forget-bias.0.b_f"]!.data]).toEqual([1, 1, 1]);
    expect([...net.parameters["lstm-forget-bias.0.b_i"]!.data]).not.toContain(1);
  });

  test("print as they are written", () => {
    for (const { source, ...found } of cells) {
      const lines = source
        .trim()
        .split("\n")
        .map((line) => line.trim());
      expect(`${found}`).toBe(lines.join("\n"));
    }
  });

  test("have names of their own", () => {
    expect(new Set(cells.map(({ name }) => name)).size).toBe(cells.length);
  });
});

describe("cellNamed", () => {
  test("offers the nearest name", () => {
    expect(() => cellNamed("lsmt")).toThrow(
      `[E_ARGUMENT] cell: expected one of ${cells.map(({ name }) => name).join(", ")}, got lsmt. Try lstm.`,
    );
  });
  test("knows no inherited names", () => {
    expect(() => cellNamed("constructor")).toThrow("got constructor.");
  });
});
