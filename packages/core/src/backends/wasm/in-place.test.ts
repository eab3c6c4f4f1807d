import { describe, expect, test } from "vitest";
import { writeInPlace } from "./in-place.ts";
import type { Chain, Instruction } from "./instructions.ts";
import { type Buffer, extent, type View } from "./layout.ts";

let last = 0;
const buffer = (kind: Buffer["kind"]): Buffer => ({ id: ++last, kind, bytes: [], address: 0, from: 0, to: 0 });
const variable = () => buffer("variable");
const scratch = () => buffer("scratch");

/** Dense rows of up to four lanes. */
const rows = (of: Buffer): View => ({ buffer: of, offset: 0, terms: [], strides: [extent(16)], lanes: "vector" });
const chain = (inputs: View[], outputs: View[], shape: Partial<Chain> = {}): Instruction => ({
  kind: "chain",
  chain: {
    lead: [3],
    width: 4,
    inputs,
    values: [...inputs.map((_, input) => ({ kind: "load" as const, input })), { kind: "unary", name: "neg", x: 0 }],
    outputs: outputs.map((view) => ({ value: inputs.length, view })),
    ...shape,
  },
});
const copy = (from: Buffer, to: Buffer, shape: Partial<Chain> = {}): Instruction =>
  chain([rows(from)], [rows(to)], {
    values: [{ kind: "load", input: 0 }],
    outputs: [{ value: 0, view: rows(to) }],
    ...shape,
  });
const kernel = (...buffers: Buffer[]): Instruction => ({
  kind: "call",
  kernel: "k",
  args: buffers.map((b) => ({ view: rows(b) })),
});
const none = new Set<Buffer>();

describe("writeInPlace", () => {
  test("lets a chain write a variable's new value where the old one stands", () => {
    const [w, v, g] = [variable(), scratch(), scratch()];
    const after = writeInPlace([chain([rows(w), rows(g)], [rows(v)]), copy(v, w)], none);
    expect(after).toEqual([chain([rows(w), rows(g)], [rows(w)])]);
  });

  test("lets later readers of the new value read the variable", () => {
    const [w, v, r] = [variable(), scratch(), scratch()];
    const after = writeInPlace([chain([rows(w)], [rows(v)]), chain([rows(v)], [rows(r)]), copy(v, w)], none);
    expect(after).toEqual([chain([rows(w)], [rows(w)]), chain([rows(w)], [rows(r)])]);
  });

  test("lets other variables take the same new value from it", () => {
    const [w, u, v] = [variable(), variable(), scratch()];
    // The second copy stays, because u is read in between.
    const before = [chain([rows(w)], [rows(v)]), kernel(u), copy(v, w), copy(v, u)];
    expect(writeInPlace(before, none)).toEqual([chain([rows(w)], [rows(w)]), kernel(u), copy(w, u)]);
  });

  test("swaps two variables through one copy", () => {
    const [a, b, wasB, wasA] = [variable(), variable(), scratch(), scratch()];
    const before = [copy(b, wasB), copy(a, wasA), copy(wasB, a), copy(wasA, b)];
    expect(writeInPlace(before, none)).toEqual([copy(b, wasB), copy(a, b), copy(wasB, a)]);
  });

  const unchanged = (instructions: Instruction[], kept: ReadonlySet<Buffer> = none) =>
    expect(writeInPlace(instructions, kept)).toEqual(instructions);

  test("keeps the copy where the old value is needed later", () => {
    const [w, v, r] = [variable(), scratch(), scratch()];
    unchanged([chain([rows(w)], [rows(v)]), kernel(w, r), copy(v, w)]);
  });

  test("keeps the copy where the new value is a result", () => {
    const [w, v] = [variable(), scratch()];
    unchanged([chain([rows(w)], [rows(v)]), copy(v, w)], new Set([v]));
  });

  test("keeps the copy where the old value is read at another place than it is written", () => {
    const [w, v] = [variable(), scratch()];
    unchanged([chain([{ ...rows(w), offset: 16 }], [rows(v)]), copy(v, w)]);
    unchanged([chain([{ ...rows(w), strides: [extent(0)] }], [rows(v)]), copy(v, w)]);
  });

  test("keeps the copy where a kernel may have written the new value, or a loop has", () => {
    const [w, v] = [variable(), scratch()];
    unchanged([kernel(v), copy(v, w)]);
    unchanged([chain([rows(w)], [rows(v)]), kernel(v), copy(v, w)]);
    unchanged([
      { kind: "loop", id: 0, axis: "T", reverse: false, body: [chain([rows(w)], [rows(v)])], own: none },
      copy(v, w),
    ]);
  });

  test("keeps the copy where the chain computes more rows or lanes than the variable has", () => {
    const [w, v] = [variable(), scratch()];
    unchanged([chain([rows(w)], [rows(v)], { lead: [8] }), copy(v, w)]);
    unchanged([chain([rows(w)], [rows(v)]), copy(v, w, { width: 3 })]);
  });

  test("keeps the copy where two instructions write the new value", () => {
    const [w, v] = [variable(), scratch()];
    unchanged([chain([rows(w)], [rows(v)]), chain([rows(v)], [rows(v)]), copy(v, w)]);
  });
});
