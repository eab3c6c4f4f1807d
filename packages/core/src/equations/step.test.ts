import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gru } from "../cells/gru.ts";
import { gruAfter } from "../cells/gru-after.ts";
import { lstm } from "../cells/lstm.ts";
import { rnn } from "../cells/rnn.ts";
import { rnnRelu } from "../cells/rnn-relu.ts";
import { sales } from "../cells/sales.ts";
import { input, variable } from "../graph/ops.ts";
import { run, step, type Vectors } from "./evaluate.test.support.ts";
import { type Cell, type CellOptions, cell } from "./index.ts";

interface Stored {
  shape: number[];
  data: number[];
}
interface Golden {
  equations: {
    variant: "reset_before" | "reset_after" | "exogenous";
    bias: boolean;
    params: Record<string, Stored>;
    x: Stored;
    h0: Stored;
    output: Stored;
  }[];
  torch: (Record<"x" | "h0" | "output" | "h_n", Stored> & {
    kind: string;
    hidden_size: number;
    bias: boolean;
    params: Record<string, Stored>;
    c0?: Stored;
    c_n?: Stored;
  })[];
  notes: {
    name: string;
    hidden: number;
    x: Stored;
    initial: Record<string, Stored>;
    params: Record<string, Stored>;
    values: Record<string, Stored>;
    bind?: Record<string, string>;
    sizes?: Record<string, number>;
  }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL("./fixtures/golden/cells.json", import.meta.url), "utf8"));

/** Rows of the last axis, in order. */
const rows = ({ shape, data }: Stored): number[][] => {
  const length = shape.at(-1)!;
  return Array.from({ length: data.length / length }, (_, i) => data.slice(i * length, (i + 1) * length));
};
/** The rows of example b of an array [B, T, n]. */
const example = (array: Stored, b: number) => rows(array).slice(b * array.shape[1]!, (b + 1) * array.shape[1]!);
const transposed = (array: Stored) => {
  const columns = rows(array);
  return columns[0]!.flatMap((_, j) => columns.map((row) => row[j]!));
};

function expectClose(got: readonly (readonly number[])[], expected: readonly (readonly number[])[]) {
  const scale = Math.max(...expected.flat().map(Math.abs));
  expect(got.length).toBe(expected.length);
  got.forEach((row, t) => {
    expect(row.length).toBe(expected[t]!.length);
    row.forEach((value, i) => {
      expect(Math.abs(value - expected[t]![i]!)).toBeLessThan(1e-7 * scale);
    });
  });
}

describe("the cells of the library give PyTorch's numbers", () => {
  const minus = (values: readonly number[]) => values.map((value) => -value);
  const plus = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value + b[i]!);

  // torch.nn stacks its gates: i f g o, or r z n with z keeping.
  function translated({ kind, params, hidden_size: hidden, bias }: Golden["torch"][number]): Vectors {
    const block = (name: string, gate: number) => {
      const array = params[name];
      const width = array === undefined ? 1 : array.shape.length === 2 ? array.shape[1]! : 1;
      return array === undefined
        ? Array.from({ length: hidden }, () => 0)
        : array.data.slice(gate * hidden * width, (gate + 1) * hidden * width);
    };
    const W = (gate: number) => block("weight_ih_l0", gate);
    const U = (gate: number) => block("weight_hh_l0", gate);
    const b = (gate: number) => plus(block("bias_ih_l0", gate), block("bias_hh_l0", gate));
    expect(bias).toBe("bias_ih_l0" in params);
    if (kind === "GRU")
      return {
        ...{ W_r: W(0), U_r: U(0), b_r: b(0), W_z: minus(W(1)), U_z: minus(U(1)), b_z: minus(b(1)) },
        ...{ W_n: W(2), U_n: U(2), b_n: block("bias_ih_l0", 2), b_hn: block("bias_hh_l0", 2) },
      };
    if (kind === "LSTM")
      return Object.fromEntries(
        ["i", "f", "g", "o"].flatMap((gate, i) => [
          [`W_${gate}`, W(i)],
          [`U_${gate}`, U(i)],
          [`b_${gate}`, b(i)],
        ]),
      );
    return { W: W(0), U: U(0), b: b(0) };
  }

  const twins: Record<string, Cell> = { RNN_TANH: rnn, RNN_RELU: rnnRelu, LSTM: lstm, GRU: gruAfter };
  test.each(golden.torch.map((c): [string, (typeof golden.torch)[number]] => [`${c.kind} of ${c.x.shape}`, c]))(
    "torch.nn.%s",
    (_, c) => {
      for (let b = 0; b < c.x.shape[0]!; b++) {
        const initial = { h: rows(c.h0)[b]!, ...(c.c0 && { c: rows(c.c0)[b]! }) };
        const seen = run(twins[c.kind]!, example(c.x, b), initial, translated(c), c.hidden_size);
        expectClose(
          seen.map((values) => values.h!),
          example(c.output, b),
        );
        expectClose([seen.at(-1)!.h!], [rows(c.h_n)[b]!]);
        if (c.c_n) expectClose([seen.at(-1)!.c!], [rows(c.c_n)[b]!]);
      }
    },
  );

  // The vectors come in row-vector layout, [in, out].
  function parametersOf({ variant, bias, params }: Golden["equations"][number]): Vectors {
    const hidden = params.Uz!.shape[0]!;
    const none = Array.from({ length: hidden }, () => 0);
    const named = Object.fromEntries(
      ["z", "r", "n"].flatMap((gate) => [
        [`W_${gate}`, transposed(params[`W${gate}`]!)],
        [`U_${gate}`, transposed(params[`U${gate}`]!)],
        [`b_${gate}`, bias ? params[`b${gate}`]!.data : none],
      ]),
    );
    if (variant !== "exogenous") return { ...named, b_hn: none };
    const column = (gate: string, i: number) => rows(params[`W${gate}`]!)[i]!;
    return Object.fromEntries([
      ...["z", "r", "n"].flatMap((gate) =>
        ["s", "h", "w"].map((input, i) => [gate === "n" ? `W_${input}` : `W_${gate}${input}`, column(gate, i)]),
      ),
      ...[
        ["U_z", named.U_z],
        ["U_r", named.U_r],
        ["U", named.U_n],
        ["b_z", named.b_z],
        ["b_r", named.b_r],
        ["b_ĥ", named.b_n],
      ],
    ]);
  }

  const cells = { reset_before: gru, reset_after: gruAfter, exogenous: sales };
  const withBias = cell("sales with biases", sales.source, { inputs: sales.inputs!, bias: true });
  test.each(
    golden.equations.map((c): [string, (typeof golden.equations)[number]] => [`${c.variant}, bias ${c.bias}`, c]),
  )("the gated unit with %s", (_, c) => {
    const used = c.variant === "exogenous" && c.bias ? withBias : cells[c.variant];
    for (let b = 0; b < c.x.shape[0]!; b++) {
      const seen = run(used, example(c.x, b), { h: rows(c.h0)[b]! }, parametersOf(c), c.h0.shape[1]!);
      expectClose(
        seen.map((values) => values.h!),
        example(c.output, b),
      );
    }
  });
});

describe("the notes' formulas, typed as plain text, give the notes' numbers", () => {
  const sources: Record<string, { text: string; options?: CellOptions; names?: Record<string, string> }> = {
    rnn: { text: "S_{t} = f(U · X_{t} + W · S_{t-1})\nO_{t} = g(V · S_{t})" },
    lstm: {
      text: `i^t = σ(W^{(i)} x^t + U^{(i)} h^{t-1})
             f^t = σ(W^{(f)} x^t + U^{(f)} h^{t-1})
             o^t = σ(W^{(o)} x^t + U^{(o)} h^{t-1})
             c̃^t = tanh(W^{(c)} x^t + U^{(c)} h^{t-1})
             c^t = f^t ∘ C^{t-1} + i^t ∘ c̃^t
             h^t = o^t ∘ tanh(c^t)`,
    },
    gru: {
      text: `z_t = σ(W_z · [h_{t-1}, x_t])
             r_t = σ(W_r · [h_{t-1}, x_t])
             h~_t = tanh(W · [r_t * h_{t-1}, x_t])
             h_t = (1 - z_t) * h_{t-1} + z_t * h~_t`,
    },
    sales: {
      text: `z_t=δ(W_{zs}X_t[0] + W_{zh}X_t[1] + W_{zw}X_t[2] + U_z h_{t-1})
             r_t=δ(W_{rs}X_t[0] + W_{rh}X_t[1] + W_{rw}X_t[2] + U_r h_{t-1})
             h^=tanh(W_{s}X_t[0] + W_{h}X_t[1] + W_{w}X_t[2] + r_t U h_{t-1})
             h_t=(1-z_t)∗h_{t-1} + z_t ∗ h^_t`,
    },
  };

  test.each(golden.notes.map((c): [string, (typeof golden.notes)[number]] => [`${c.name} of ${c.x.shape}`, c]))(
    "%s",
    (_, c) => {
      const { bind, sizes } = c;
      const read = cell(c.name, sources[c.name]!.text, { ...(bind && { bind }), ...(sizes && { sizes }) });
      const shapes = read.parameters({ input: c.x.shape[2]!, hidden: c.hidden });
      expect({ ...shapes }).toEqual(Object.fromEntries(Object.entries(c.params).map(([k, v]) => [k, v.shape])));
      const initial = Object.fromEntries(Object.entries(c.initial).map(([k, v]) => [k, v.data]));
      const parameters = Object.fromEntries(Object.entries(c.params).map(([k, v]) => [k, v.data]));
      const seen = run(read, example(c.x, 0), initial, parameters, c.hidden);
      for (const [name, values] of Object.entries(c.values))
        expectClose(
          seen.map((at) => at[name]!),
          example(values, 0),
        );
    },
  );
});

describe("a step", () => {
  const once = (source: string, x: number[], previous: Vectors = {}, parameters: Vectors = {}, options?: CellOptions) =>
    step(cell("test", source, options), x, previous, parameters, x.length);

  test("reads one column of the input by number and by declared name", () => {
    const { a, b } = once(
      "a_t = x_t[1]; b_t = x_t[low] + x_{t,high} − x_{high,t}; y_t = [a, b]",
      [3, 7],
      {},
      {},
      {
        inputs: ["low", "high"],
      },
    );
    expect([a, b]).toEqual([[7], [3]]);
  });

  test("gives the previous input to x_{t-1} and hands the present one on", () => {
    const values = once("y_t = x_t − x_{t-1}", [5, 2], { x: [1, 10] });
    expect(values).toEqual({ y: [4, -8], x: [5, 2] });
  });

  test("joins vectors with , and ;", () => {
    expect(once("y_t = [x_t; 1, x_t]", [2, 3]).y).toEqual([2, 3, 1, 2, 3]);
  });

  test("stretches one column over a whole vector", () => {
    expect(once("y_t = x_t[0] ⊙ u + 1", [2, 5], {}, { u: [10, 20] }).y).toEqual([21, 41]);
  });

  test("raises to powers from 1 to 9", () => {
    expect(once("y_t = x_t^3 + (x_t)^2 + x_t^1 + 2^9", [2, -1]).y).toEqual([526, 511]);
    expect(once("y_t = x_t² ⊙ x^9", [2]).y).toEqual([2048]);
  });

  test("divides, subtracts and negates unit by unit", () => {
    expect(once("y_t = -x_t / [2, 4] - 1", [6, 8]).y).toEqual([-4, -3]);
  });

  test.each([
    ["hard_sigmoid(x_t)", [-2.5, -1, 0, 1, 4], [0, 0.3, 0.5, 0.7, 1]],
    ["min(max(x_t / 6 + 0.5, 0), 1)", [-3, -1.5, 0, 1.5, 4], [0, 0.25, 0.5, 0.75, 1]],
    ["relu(x_t)", [-2, 0, 3], [0, 0, 3]],
    ["abs(x_t)", [-2, 0, 3], [2, 0, 3]],
    ["sqrt(x_t)", [4, 9], [2, 3]],
    ["exp(x_t)", [0, 1], [1, Math.E]],
    ["log(x_t)", [1, Math.E], [0, 1]],
    ["softplus(x_t)", [0], [Math.LN2]],
    ["sigmoid(x_t)", [0, Math.log(3)], [0.5, 0.75]],
    ["softmax(x_t)", [0, Math.log(3)], [0.25, 0.75]],
    ["identity(x_t)", [-2, 3], [-2, 3]],
    ["min(x_t, 1, 0.5)", [-2, 3], [-2, 0.5]],
    ["max(x_t, 1)", [-2, 3], [1, 3]],
  ])("computes %s", (formula, x, expected) => {
    expectClose([once(`y_t = ${formula}`, x).y!], [expected]);
  });

  test("normalises over the vector, with gain and shift", () => {
    // Mean 2, variance 1 + 1e-5.
    const unit = 1 / Math.sqrt(1.00001);
    expectClose([once("y_t = norm(x_t, 1, 0)", [1, 3]).y!], [[-unit, unit]]);
    const parameters = { g_1: [2, 3], b_1: [10, 20] };
    expectClose([once("y_t = norm(x_t, g_1, b_1)", [1, 3], {}, parameters).y!], [[10 - 2 * unit, 20 + 3 * unit]]);
    const own = { g_norm1: [2, 3], b_norm1: [10, 20] };
    expectClose([once("y_t = norm(x_t)", [1, 3], {}, own).y!], [[10 - 2 * unit, 20 + 3 * unit]]);
  });

  test("keeps every written product a matmul of its own", () => {
    const x = variable("x", [1, 2]);
    const parameters = { W: variable("W", [3, 2]), U: variable("U", [3, 3]), b: variable("b", [3]) };
    const { h } = rnn.step(x, { h: variable("h", [1, 3]) }, parameters);
    const sum = h!.node.inputs[0]!.node;
    const [products, bias] = sum.inputs;
    expect(products!.node.inputs.map(({ node }) => node.op)).toEqual([
      { kind: "matmul", form: "nt", rows: 1, columns: 1 },
      { kind: "matmul", form: "nt", rows: 1, columns: 1 },
    ]);
    expect(bias).toBe(parameters.b);
  });

  test("applies matrices of row-vector cells from the right, [in, out]", () => {
    const read = cell("rows", "H_t = tanh(X_t W_{xh} + H_{t-1} W_{hh} + b_h)");
    expect({ ...read.parameters({ input: 2, hidden: 3 }) }).toEqual({ W_xh: [2, 3], W_hh: [3, 3], b_h: [3] });
    const { H } = step(
      read,
      [1, 2],
      { H: [0, 0, 0] },
      { W_xh: [1, 2, 3, 10, 20, 30], W_hh: Array(9).fill(0), b_h: [0, 0, -63] },
      3,
    );
    expectClose([H!], [[Math.tanh(21), Math.tanh(42), 0]]);
  });

  test("leaves the length of the batch open", () => {
    const seen = cell("open", "a_t = 0.5; y_t = a_t ⊙ x_t").step(input("x", ["B", 2]), {}, {});
    expect([seen.a!.shape, seen.y!.shape]).toEqual([
      ["B", 1],
      ["B", 2],
    ]);
  });
});

describe("a step refuses tensors that disagree", () => {
  const tensors = () => ({ W: variable("W", [3, 2]), U: variable("U", [3, 3]), b: variable("b", [3]) });
  const h = variable("h", [5, 3]);
  const x = variable("x", [5, 2]);

  test.each([
    [
      "x without a batch",
      () => rnn.step(variable("x", [2]), { h }, tensors()),
      'cell "rnn", x: expected shape [B, F] with F a number, got [2].',
    ],
    [
      "a missing state",
      () => rnn.step(x, {}, tensors()),
      'cell "rnn", state h: expected a tensor, got none among none.',
    ],
    [
      "a missing parameter",
      () => rnn.step(x, { h }, { W: tensors().W }),
      'cell "rnn", parameter U: expected a tensor, got none among W.',
    ],
    [
      "another batch",
      () => rnn.step(x, { h: variable("h", [4, 3]) }, tensors()),
      'cell "rnn", state h: expected shape [5, 3], got [4, 3].',
    ],
    [
      "another width",
      () => rnn.step(x, { h }, { ...tensors(), W: variable("W", [3, 4]) }),
      'cell "rnn", parameter W: expected shape [3, 2], got [3, 4].',
    ],
    [
      "another rank",
      () => rnn.step(x, { h }, { ...tensors(), b: variable("b", [1, 3]) }),
      'cell "rnn", parameter b: expected shape [3], got [1, 3].',
    ],
    [
      "another number of columns",
      () => sales.step(x, { h }, {}),
      'cell "sales": expected an input of 3 columns (inputs: 3 declared columns), got 2.',
    ],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(`[E_SHAPE] ${message}`);
  });
});
