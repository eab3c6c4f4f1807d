import { describe, expect, test } from "vitest";
import * as g from "../graph/ops.ts";
import { sums } from "./sums.ts";

const term = (name: string) => g.input(name, ["B", 4]);
const a = term("a");
const b = term("b");
const c = term("c");
const d = term("d");

describe("sums", () => {
  test("are as large as they can be taken, their terms in order", () => {
    const total = g.add(g.add(a, b), g.add(c, d));
    expect([...sums([g.tanh(total)])]).toEqual([[total, [a, b, c, d]]]);
  });

  test("end at a sum that something else reads, which is one of its own", () => {
    const shared = g.add(a, b);
    const total = g.add(shared, c);
    const found = sums([g.mul(total, shared)]);
    expect(found.get(total)).toEqual([shared, c]);
    expect(found.get(shared)).toEqual([a, b]);
  });

  test("are of one shape: what is broadcast is no term", () => {
    const bias = g.variable("bias", [4]);
    expect(sums([g.add(g.add(a, b), bias)]).size).toBe(1);
  });
});
