import { cellNamed, gru } from "@sluice/core";
import { expect, test } from "vitest";
import { KNOWN_PARTS } from "./examples.ts";
import { network } from "./network.ts";

const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => ((i * 37) % 11) / 5 - 1);
const shaped = (...shape: number[]) => ({ shape, data: numbers(shape.reduce((product, size) => product * size)) });

test.each(["gru", "lstm", "rnn", "sales"])("an untrained network of %s cells corrects nothing", (name) => {
  const cell = cellNamed(name);
  for (const known of [0, 2]) {
    const sizes = { cell, hidden: 5, layers: 1, inputs: 3, steps: 4, known };
    const correction = network(sizes).initialize({ seed: 1 });
    const x = { past: shaped(2, 6, 3), ...(known > 0 && { future: shaped(2, 4 * KNOWN_PARTS * known) }) };
    const { shape, data } = correction.predict(x);
    expect([shape, [...data]]).toEqual([[2, 4], new Array(8).fill(0)]);
  }
});

test("a known column of one step moves that step alone", () => {
  const correction = network({ cell: gru, hidden: 5, layers: 1, inputs: 2, steps: 3, known: 1 }).initialize({
    seed: 1,
  });
  correction.setParameters({ "known.W": [[1, 0, 0]], "mixed.W": [[1, 1, 1, 1, 1]] });
  const past = shaped(1, 4, 2);
  const at = (future: number[]) => [...correction.predict({ past, future: { shape: [1, 9], data: future } }).data];
  const calm = at([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const moved = at([0, 0, 0, 2, 1, 0, 0, 0, 0]);
  expect(moved.map((value, k) => value !== calm[k])).toEqual([false, true, false]);
});
