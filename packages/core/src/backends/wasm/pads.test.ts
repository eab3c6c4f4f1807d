import { describe, expect, test } from "vitest";
import { gradient } from "../../gradient/gradient.ts";
import * as g from "../../graph/ops.ts";
import { scan } from "../../graph/scan.ts";
import { scattered } from "../../graph/scattered.test.support.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { allPasses, runPasses } from "../../passes/passes.ts";
import { engine, type ProgramGraph } from "../../program.ts";
import { graphLeaves, inputShapes } from "../variables.ts";
import { BoundProgram, type ProgramHost, tensorBytes } from "./bound-program.ts";
import { paddedWidth } from "./layout.ts";
import { EngineMemory } from "./memory.ts";
import { Packs } from "./packs.ts";
import { writeRows } from "./transfer.ts";

/** A program on a memory that the test can look into, pads and all. */
function open(graph: ProgramGraph) {
  const memory = new EngineMemory(2 ** 26);
  const shapes = new Map<string, readonly number[]>();
  const addresses = new Map<string, number>();
  for (const [name, [t]] of graphLeaves(graph).variables) {
    const shape = t!.shape as number[];
    shapes.set(name, shape);
    addresses.set(name, memory.addVariable(tensorBytes(shape), 0));
  }
  const kernels = memory.kernels as unknown as ProgramHost["kernels"];
  const host: ProgramHost = {
    latest: undefined,
    kernels,
    packs: new Packs((bytes) => memory.addVariable(bytes, 0), memory.kernels.packB),
    get f32() {
      return memory.f32;
    },
    get scratch() {
      return memory.scratch;
    },
    variable: (name) => addresses.get(name)!,
    constant: () => {
      throw new Error("no arrays here");
    },
    prepare: (bytes) => {
      memory.reserve(bytes);
      return { env: { memory: memory.memory }, kernels };
    },
  };
  const program = new BoundProgram(host, runPasses(graph, allPasses), inputShapes(graphLeaves(graph)), allPasses, {});
  const rowsOf = (name: string) =>
    shapes
      .get(name)!
      .slice(0, -1)
      .reduce((n, s) => n * s, 1);
  return {
    program,
    fill(name: string) {
      const width = shapes.get(name)!.at(-1)!;
      writeRows(memory.f32, addresses.get(name)!, rowsOf(name), width, scattered(name, rowsOf(name) * width));
    },
    /** Every lane of every row, and which of them are pads. */
    lanes(name: string) {
      const width = shapes.get(name)!.at(-1)!;
      const pitch = paddedWidth(width);
      const start = addresses.get(name)! / 4;
      const all = [...memory.f32.subarray(start, start + rowsOf(name) * pitch)];
      return { values: all.filter((_, i) => i % pitch < width), pads: all.filter((_, i) => i % pitch >= width) };
    },
  };
}

describe("pad lanes", () => {
  test("of parameters and moments with 6 and 3 columns stay exactly zero over 20 steps of training", () => {
    const x = g.input("x", ["T", "B", 3]);
    const weights = [g.variable("W", [6, 3]), g.variable("U", [6, 6]), g.variable("b", [6]), g.variable("V", [1, 6])];
    const [W, U, b, V] = weights as [Tensor, Tensor, Tensor, Tensor];
    const [h] = scan({
      axis: "T",
      sequences: [x],
      initial: [g.zeros(["B", 6])],
      step: ([xt], [s]) => ({
        next: [g.tanh(g.add(g.add(g.matmul(xt!, W, "nt"), g.matmul(s!, U, "nt")), b))],
      }),
    }).finals;
    const loss = g.mean(g.square(g.sub(g.matmul(h!, V, "nt"), 1)));
    const { gradients, results } = gradient(loss, weights);
    // An exponential would turn a pad's 0 into 1.
    const updates = weights.flatMap((w, i): [Tensor, Tensor][] => {
      const moment = g.variable(`moment ${i}`, w.shape as number[]);
      const next = g.add(g.mul(moment, 0.9), g.mul(gradients[i]!, g.exp(g.neg(g.square(moment)))));
      return [
        [moment, next],
        [w, g.sub(w, g.mul(0.05, next))],
      ];
    });
    const { program, fill, lanes } = open({ results: { loss: results[0]! }, updates: new Map(updates) });
    const names = ["W", "U", "b", "V"];
    names.forEach(fill);
    const losses = Array.from({ length: 20 }, (_, step) => {
      program.run({ x: scattered(`x ${step % 2}`, 5 * 4 * 3) }, { T: 5, B: 4 });
      return program.scalar("loss");
    });
    expect(losses[19]!).toBeLessThan(losses[0]! / 2);
    for (const name of [...names, ...names.map((_, i) => `moment ${i}`)]) {
      const { values, pads } = lanes(name);
      expect(values.every((value) => value !== 0)).toBe(true);
      expect(pads.length).toBeGreaterThan(0);
      expect(pads.every((value) => value === 0)).toBe(true);
    }
  });

  test("of a variable that takes some columns of a wider value are zero too", () => {
    const v = g.variable("v", [4, 5]);
    const wide = g.exp(g.variable("u", [4, 8]));
    const { program, fill, lanes } = open({ results: {}, updates: new Map([[v, g.slice(wide, 1, 0, 5)]]) });
    fill("u");
    program.run({});
    expect(lanes("v").pads).toEqual(new Array(12).fill(0));
  });
});

describe("NaN in a column that nobody uses", () => {
  const x = g.input("x", ["T", "B", 7]);
  const used = g.slice(x, 2, 1, 5);
  const W = g.variable("W", [3, 5]);
  const cases: Record<string, Tensor> = {
    "elementwise work": g.tanh(g.add(used, 1)),
    "a product": g.matmul(used, W, "nt"),
    "a weight's gradient": g.matmul(used, g.exp(used), "tn"),
    "a sum over everything": g.sum(used),
    "a sum over the last axis": g.sum(used, [2]),
    "a maximum over the steps": g.reduceMax(used, [0]),
    "a maximum over the last axis": g.reduceMax(used, [2]),
    softmax: g.softmax(used),
    "concatenation and padding": g.pad(g.concat([used, g.slice(x, 2, 2, 2)], 2), 2, 1, 2),
    "transposition and reshaping": g.reshape(g.transpose(used, [2, 0, 1]), ["B", "T", 5]),
    "neighbouring columns of one product": g.add(
      g.matmul(g.slice(x, 2, 1, 2), g.slice(W, 1, 0, 2), "nt"),
      g.matmul(g.slice(x, 2, 4, 2), g.slice(W, 1, 3, 2), "nt"),
    ),
    "a recurrence": scan({
      axis: "T",
      sequences: [used],
      initial: [g.zeros(["B", 3])],
      step: ([xt], [h]) => ({ next: [g.tanh(g.add(h!, g.matmul(xt!, W, "nt")))], summed: [g.matmul(h!, xt!, "tn")] }),
    }).sums[0]!,
  };
  test.each(Object.entries(cases))("never reaches %s", (name, result) => {
    const data = scattered("x", 3 * 2 * 7);
    // Columns 0 and 6, and 3 where the two slices leave it out.
    const spoilt = name.startsWith("neighbouring") ? [0, 3, 6] : [0, 6];
    data.forEach((_, i) => {
      if (spoilt.includes(i % 7)) data[i] = Number.NaN;
    });
    const wasm = engine();
    const program = wasm.compile({ results: { y: result } });
    for (const [variable, [t]] of graphLeaves({ results: { y: result } }).variables)
      wasm.write(
        variable,
        scattered(
          variable,
          t!.shape.reduce<number>((n, s) => n * (s as number), 1),
        ),
      );
    program.run({ x: data }, { T: 3, B: 2 });
    expect([...program.result("y").data].every(Number.isFinite)).toBe(true);
  });

  test("never reaches a product of columns on both its sides, in a row of several products' results", () => {
    const y = g.input("y", ["B", 2]);
    const [a, b] = [g.matmul(y, g.variable("A", [2, 6])), g.matmul(y, g.variable("C", [2, 6]))];
    const left = g.matmul(g.slice(a, 1, 0, 3), g.variable("D", [3, 4]));
    const right = g.matmul(g.slice(a, 1, 4, 2), g.variable("E", [2, 4]));
    const wasm = engine();
    const program = wasm.compile({ results: { sum: g.add(left, right), b } });
    // Column 3 of A, and with it of a, is NaN.
    wasm.write("A", [1, 1, 1, Number.NaN, 1, 1, 1, 1, 1, Number.NaN, 1, 1]);
    wasm.write("D", new Array(12).fill(1));
    wasm.write("E", new Array(8).fill(1));
    program.run({ y: [1, 2] }, { B: 1 });
    expect([...program.result("sum").data]).toEqual([15, 15, 15, 15]);
  });
});
