import fc from "fast-check";
import { expect, test } from "vitest";
import { cells } from "../cells/index.ts";
import { type Cell, cell } from "../equations/index.ts";
import { concat } from "../graph/ops.ts";
import { backends } from "../train/backends.test.support.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";

/** Values a, b … h, each a gate of the input, of states, of the input before and of values above it. */
const randomCells: fc.Arbitrary<Cell> = fc
  .array(
    fc.record({
      squash: fc.constantFrom("σ", "tanh", "relu", "softmax", "norm"),
      state: fc.nat(99),
      gated: fc.option(fc.nat(99), { nil: undefined }),
      kept: fc.boolean(),
      before: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((values) => {
    const names = [..."acd".slice(0, values.length - 1), "h"];
    const lines = values.map(({ squash, state, gated, kept, before }, i) => {
      const own = names[i]!;
      const from = `${names[state % names.length]}_{t-1}`;
      const last = before ? ` + V_${own} x_{t-1}` : "";
      const gate = gated === undefined || i === 0 ? "" : `${names[gated % i]}_t ⊙ `;
      const stays = kept ? ` + 0.5 ${own}_{t-1}` : "";
      return `${own}_t = ${gate}${squash}(W_${own} x_t + U_${own} ${from}${last} + b_${own})${stays}`;
    });
    return cell("random", lines.join("\n"), { output: "h" });
  });

const layers = fc.array(
  fc.record({
    cell: fc.oneof(randomCells, fc.constantFrom(...cells.filter(({ inputs }) => inputs === undefined))),
    hidden: fc.integer({ min: 1, max: 9 }),
    depth: fc.integer({ min: 1, max: 2 }),
  }),
  { minLength: 1, maxLength: 2 },
);

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 5 }),
  steps: fc.integer({ min: 1, max: 6 }),
  features: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(1000),
});

const upTo = (length: number) => Array.from({ length }, (_, i) => i);

test.each(backends)("every step gives the bits of the whole sequence so far on $backend", ({ backend }) => {
  fc.assert(
    fc.property(layers, sizes, (stack, { rows, steps, features, seed }) => {
      const made = stack.map(({ cell, hidden, depth }) =>
        recurrent(cell, { hidden, layers: depth, output: "sequence" }),
      );
      const top = recurrent(stack[0]!.cell, { hidden: stack[0]!.hidden });
      const head = linear(2);
      const net = model({ inputs: { x: ["T", features] }, backend }, ({ x }) => {
        const sequence = made.reduce((value, layer) => layer(value), x);
        return { every: concat([head(sequence), sequence]), last: top(sequence) };
      }).initialize({ seed });
      const row = (b: number, t: number) => upTo(features).map((f) => Math.sin(seed + 7 * b + 3 * t + f * t * t));
      const whole = net.predict({ x: upTo(rows).map((b) => upTo(steps).map((t) => row(b, t))) });
      const width = whole.every.shape[2]!;
      for (let t = 0; t < steps; t++) {
        const { every, last } = net.step({ x: upTo(rows).map((b) => row(b, t)) });
        expect(every.shape).toEqual([rows, width]);
        for (let b = 0; b < rows; b++) {
          const from = (b * steps + t) * width;
          expect(every.data.slice(b * width, (b + 1) * width)).toEqual(whole.every.data.slice(from, from + width));
        }
        if (t === steps - 1) expect(last).toEqual(whole.last);
      }
    }),
    { seed: 1, numRuns: backend === "wasm" ? 100 : 40 },
  );
});
