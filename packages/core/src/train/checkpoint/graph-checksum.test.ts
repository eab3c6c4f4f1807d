import { expect, test } from "vitest";
import { add, input, mul, random, tanh, variable } from "../../graph/ops.ts";
import { scan } from "../../graph/scan.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { graphChecksum } from "./graph-checksum.ts";

/** h ← step(h, x) over T steps. */
const loop = (step: (h: Tensor, x: Tensor) => Tensor, options: { reverse?: boolean; recompute?: number } = {}) =>
  scan({
    axis: "T",
    sequences: [input("x", ["T", 2])],
    initial: [variable("h", [2])],
    step: ([x], [h]) => ({ next: [step(h!, x!)] }),
    ...options,
  }).finals;

test("graphs that were traced twice have one checksum", () => {
  const made = () => loop((h, x) => tanh(add(mul(0.5, h), mul(x, variable("w", [2])))));
  expect(graphChecksum(made())).toBe(graphChecksum(made()));
  expect(graphChecksum(made())).toMatch(/^crc32c:[0-9a-f]{8}$/);
});

test("how a gradient goes through a loop is no part of it", () => {
  expect(graphChecksum(loop(add, { recompute: 3 }))).toBe(graphChecksum(loop(add)));
});

test("a constant, an operation, a name, an order, a direction and the body of a loop are", () => {
  const key = input("key", [5]);
  const [a, b] = [input("a", [2]), input("b", [2])];
  const different: Tensor[][] = [
    [mul(a, 2)],
    [mul(a, 2.5)],
    [mul(a, -0)],
    [mul(a, 0)],
    [add(a, 2)],
    [mul(b, 2)],
    [a, b],
    [b, a],
    [random(key, 1, [2])],
    [random(key, 2, [2])],
    loop((h, x) => add(h, x)),
    loop((h, x) => add(x, h)),
    loop((h, x) => add(h, x), { reverse: true }),
    loop((h, x) => add(h, mul(2, x))),
  ];
  expect(new Set(different.map(graphChecksum)).size).toBe(different.length);
});
