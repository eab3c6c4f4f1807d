import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Cell, cell } from "../equations/index.ts";
import type { ShapedArray } from "../program.ts";
import { backends } from "../train/backends.test.support.ts";
import type { Merge } from "./merge-directions.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

// Keras's layers on random numbers, to six digits; where they come from is said by the licence beside them, golden/keras.

interface RecurrentAttributes {
  units: number;
  activation: string;
  recurrent_activation?: string;
  return_sequences: boolean;
  go_backwards?: boolean;
  stateful?: boolean;
}

interface BidirectionalAttributes {
  layer: { class_name: string; config: RecurrentAttributes };
  merge_mode: "sum" | "mul" | "ave" | "concat";
}

interface KerasCase {
  input: ShapedArray;
  weights: ShapedArray[];
  expected: ShapedArray;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`golden/keras/${name}.json`, import.meta.url), "utf8"));
const configs = read("case_configs");

/** Every case of a kind: its name, its attributes, its arrays. */
const casesOf = <Attributes>(kind: string): [string, Attributes, KerasCase][] =>
  Object.entries(read(kind) as Record<string, KerasCase>).map(([name, arrays]) => [
    name,
    configs[kind][name].attrs,
    arrays,
  ]);

/** Keras's cells as it writes them: row vectors, gates in this order side by side. */
const CELLS: Record<string, { gates: string[]; equations: string }> = {
  SimpleRNN: { gates: ["h"], equations: "h_t = act(x_t W_h + h_{t-1} U_h + b_h)" },
  LSTM: {
    gates: ["i", "f", "c", "o"],
    equations: `
      i_t = gate(x_t W_i + h_{t-1} U_i + b_i)
      f_t = gate(x_t W_f + h_{t-1} U_f + b_f)
      c_t = f_t ⊙ c_{t-1} + i_t ⊙ act(x_t W_c + h_{t-1} U_c + b_c)
      o_t = gate(x_t W_o + h_{t-1} U_o + b_o)
      h_t = o_t ⊙ act(c_t)`,
  },
  GRU: {
    gates: ["z", "r", "h"],
    equations: `
      z_t = gate(x_t W_z + h_{t-1} U_z + b_z)
      r_t = gate(x_t W_r + h_{t-1} U_r + b_r)
      n_t = act(x_t W_h + (r_t ⊙ h_{t-1}) U_h + b_h)
      h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ n_t`,
  },
};

function cellOf(kind: string, { activation, recurrent_activation = "sigmoid" }: RecurrentAttributes): Cell {
  const { equations } = CELLS[kind]!;
  return cell("keras", equations.replaceAll("act(", `${activation}(`).replaceAll("gate(", `${recurrent_activation}(`));
}

/** Keras's kernel, recurrent kernel and bias of one direction, gate by gate, under our names. */
function weightsOf(kind: string, [W, U, b]: ShapedArray[], at: string, units: number) {
  const { gates } = CELLS[kind]!;
  const columns = ({ shape, data }: ShapedArray, gate: number) => {
    const rows = shape.length === 1 ? 1 : shape[0]!;
    const width = gates.length * units;
    const parts = Array.from({ length: rows }, (_, row) =>
      Array.from(data.slice(row * width + gate * units, row * width + (gate + 1) * units)),
    );
    return { shape: shape.length === 1 ? [units] : [rows, units], data: parts.flat() };
  };
  const noBias = { shape: [gates.length * units], data: new Float64Array(gates.length * units) };
  return Object.fromEntries(
    gates.flatMap((gate, i) => [
      [`keras.${at}.W_${gate}`, columns(W!, i)],
      [`keras.${at}.U_${gate}`, columns(U!, i)],
      [`keras.${at}.b_${gate}`, columns(b ?? noBias, i)],
    ]),
  );
}

/** A sequence the other way round: where Keras goes backwards, it gives what it meets first first. */
const turned = (data: ArrayLike<number>, units: number) =>
  Array.from(data, (_, i) => data[data.length - units * (Math.floor(i / units) + 1) + (i % units)]!);

function expectSame(found: ArrayLike<number>, { data }: ShapedArray): void {
  expect(found.length).toBe(data.length);
  const worst = Math.max(...Array.from(data, (value, i) => Math.abs(value - found[i]!)));
  expect(worst).toBeLessThan(2e-5);
}

describe.each(backends)("on $backend", ({ backend }) => {
  describe.each(["SimpleRNN", "LSTM", "GRU"])("Keras's %s", (kind) => {
    test.each(casesOf<RecurrentAttributes>(kind))("%s", (_, attributes, { input, weights, expected }) => {
      const { units, return_sequences, go_backwards = false, stateful = false } = attributes;
      const layer = recurrent(cellOf(kind, attributes), {
        hidden: units,
        output: return_sequences ? "sequence" : "last",
        direction: go_backwards ? "backward" : "forward",
        stateful,
      });
      const net = sequential([layer], { backend }).initialize({ features: input.shape[1]!, seed: 1 });
      net.setParameters(weightsOf(kind, weights, "0", units));
      const x = { shape: [1, ...input.shape], data: input.data };
      // A stateful case is the second of two calls on the same sequence.
      if (stateful) net.predict(x);
      const { data } = net.predict(x);
      expectSame(go_backwards && return_sequences ? turned(data, units) : data, expected);
    });
  });

  const merges: Record<string, Merge> = { sum: "sum", mul: "mul", ave: "average", concat: "concat" };

  test.each(casesOf<BidirectionalAttributes>("Bidirectional"))("%s", (_, attributes, { input, weights, expected }) => {
    const { class_name: kind, config } = attributes.layer;
    const layer = recurrent(cellOf(kind, config), {
      hidden: config.units,
      output: config.return_sequences ? "sequence" : "last",
      direction: "both",
      merge: merges[attributes.merge_mode]!,
    });
    const net = sequential([layer], { backend }).initialize({ features: input.shape[1]!, seed: 1 });
    const half = weights.length / 2;
    net.setParameters({
      ...weightsOf(kind, weights.slice(0, half), "0", config.units),
      ...weightsOf(kind, weights.slice(half), "0.backward", config.units),
    });
    expectSame(net.predict({ shape: [1, ...input.shape], data: input.data }).data, expected);
  });
});
