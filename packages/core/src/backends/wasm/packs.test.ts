import { describe, expect, test, vi } from "vitest";
import * as g from "../../graph/ops.ts";
import { engine } from "../../program.ts";
import type { Instruction } from "./instructions.ts";
import { type Buffer, extent, NONE, type View } from "./layout.ts";
import { Packs, takeOutPackings } from "./packs.ts";

let last = 0;
const buffer = (kind: Buffer["kind"], address = 0): Buffer => ({
  id: ++last,
  kind,
  bytes: [extent(64), extent(32)],
  address,
  from: 0,
  to: 0,
});
const view = (of: Buffer, offset = 0): View => ({ buffer: of, offset, terms: [], strides: [], lanes: "vector" });
const clear = (to: Buffer): Instruction => ({ kind: "clear", view: view(to), bytes: extent(96) });
const pack = (to: Buffer, from: Buffer, offset = 0): Instruction => ({
  kind: "call",
  kernel: "packB",
  args: [{ view: view(to) }, 32, 0, 4, { view: view(from, offset) }, extent(4), NONE, 1, 4],
});
const use = (of: Buffer): Instruction => ({ kind: "call", kernel: "gemm", args: [{ view: view(of) }] });

describe("takeOutPackings", () => {
  test("takes the packing of variables out, clearing included, and leaves its use", () => {
    const [W, U, panels] = [buffer("variable", 128), buffer("variable", 256), buffer("scratch")];
    const { packings, rest } = takeOutPackings(
      [clear(panels), pack(panels, W), pack(panels, U, 16), use(panels)],
      new Set(),
    );
    expect(rest).toEqual([use(panels)]);
    expect(packings).toEqual([
      {
        panels,
        variables: [W, U],
        calls: [
          [0, 32, 0, 4, 128, 4, 0, 1, 4],
          [0, 32, 0, 4, 272, 4, 0, 1, 4],
        ],
      },
    ]);
  });

  test("leaves what is packed beside a variable that changes, or a value that is computed", () => {
    const [W, U, v] = [buffer("variable"), buffer("variable"), buffer("scratch")];
    const [a, b] = [buffer("scratch"), buffer("scratch")];
    const instructions = [clear(a), pack(a, W), pack(a, U), clear(v), pack(b, W), pack(b, v)];
    expect(takeOutPackings(instructions, new Set([U]))).toEqual({ packings: [], rest: instructions });
  });
});

describe("packed variables", () => {
  const made = () => {
    const allocated: number[] = [];
    const packB = vi.fn();
    const packs = new Packs((bytes) => 1000 * allocated.push(bytes), packB);
    return { allocated, packB, packs };
  };
  const calls = [[8, 1, 2]];

  test("have memory of their own, one for all who pack the same", () => {
    const { allocated, packs } = made();
    const W = buffer("variable", 128);
    const [first, second, other] = [buffer("scratch"), buffer("scratch"), buffer("scratch")];
    packs.keep({ panels: first, variables: [W], calls });
    packs.keep({ panels: second, variables: [W], calls });
    packs.keep({ panels: other, variables: [W], calls: [[16, 1, 2]] });
    expect(allocated).toEqual([96, 96]);
    expect([first, second, other].map(({ kind, address }) => [kind, address])).toEqual([
      ["variable", 1000],
      ["variable", 1000],
      ["variable", 2000],
    ]);
  });

  test("are packed once, and again when a variable was written", () => {
    const { packB, packs } = made();
    const variables = [buffer("variable", 128), buffer("variable", 256)];
    const kept = packs.keep({ panels: buffer("scratch"), variables, calls });
    packs.refresh([kept]);
    packs.refresh([kept]);
    expect(packB.mock.calls).toEqual([[1008, 1, 2]]);
    packs.written(512);
    packs.refresh([kept]);
    expect(packB).toHaveBeenCalledTimes(1);
    packs.written(256);
    packs.refresh([kept]);
    packs.refresh([kept]);
    expect(packB).toHaveBeenCalledTimes(2);
  });
});

describe("a product with a variable sees what was written to it", () => {
  const [x, W] = [g.input("x", ["B", 2]), g.variable("W", [3, 2])];
  const product = { y: g.matmul(x, W, "nt") };
  const run = (program: ReturnType<ReturnType<typeof engine>["compile"]>) => {
    program.run({ x: [1, 10] }, { B: 1 });
    return [...program.result("y").data];
  };
  const open = () => {
    const own = engine();
    const program = own.compile({ results: product });
    own.write("W", [1, 2, 3, 4, 5, 6]);
    expect(run(program)).toEqual([21, 43, 65]);
    return { own, program };
  };

  test("from outside", () => {
    const { own, program } = open();
    own.write("W", [1, 0, 0, 1, 1, 1]);
    expect(run(program)).toEqual([1, 10, 11]);
  });

  test("by another program, and by the one that computes it", () => {
    const { own, program } = open();
    const other = own.compile({ results: {}, updates: new Map([[W, g.mul(W, 2)]]) });
    other.run({});
    expect(run(program)).toEqual([42, 86, 130]);
    const both = own.compile({ results: product, updates: new Map([[W, g.mul(W, 0.5)]]) });
    expect(run(both)).toEqual([42, 86, 130]);
    expect(run(both)).toEqual([21, 43, 65]);
    expect(run(program)).toEqual([10.5, 21.5, 32.5]);
  });

  test("when a copy of it was restored", () => {
    const { own, program } = open();
    const copy = own.backup(["W"]);
    copy.keep();
    own.write("W", [0, 0, 0, 0, 0, 0]);
    expect(run(program)).toEqual([0, 0, 0]);
    copy.restore();
    expect(run(program)).toEqual([21, 43, 65]);
  });

  test("after the program grew", () => {
    const { own, program } = open();
    program.run({ x: [1, 10, 0, 1] }, { B: 2 });
    own.write("W", [1, 0, 0, 1, 1, 1]);
    program.run({ x: [1, 10, 0, 1] }, { B: 2 });
    expect([...program.result("y").data]).toEqual([1, 10, 11, 0, 1, 1]);
  });
});
