import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Instruction } from "./instructions.ts";
import { type Buffer, extent, type View } from "./layout.ts";
import { planMemory } from "./plan.ts";

const buffer = (id: number, bytes: number): Buffer => ({
  id,
  kind: "scratch",
  bytes: [extent(bytes, "B")],
  address: -1,
  from: Number.POSITIVE_INFINITY,
  to: -1,
});
const view = (of: Buffer): View => ({ buffer: of, offset: 0, terms: [], strides: [], lanes: "vector" });
const use = (...buffers: Buffer[]): Instruction => ({
  kind: "call",
  kernel: "k",
  args: buffers.map((b) => ({ view: view(b) })),
});
const loop = (body: readonly Instruction[], own: readonly Buffer[]): Instruction => ({
  kind: "loop",
  id: 0,
  axis: "T",
  reverse: false,
  body,
  own: new Set(own),
});
const capacity = { B: 2 };
const nothing = new Set<Buffer>();
const sizeOf = (b: Buffer) => 2 * b.bytes[0]!.factor;
const overlap = (a: Buffer, b: Buffer) => a.address < b.address + sizeOf(b) && b.address < a.address + sizeOf(a);

describe("planMemory", () => {
  test("gives buffers one place whose times do not touch, and different ones otherwise", () => {
    const [a, b, c] = [buffer(0, 64), buffer(1, 64), buffer(2, 64)];
    const total = planMemory([use(a), use(a, b), use(b, c)], [a, b, c], nothing, capacity);
    expect(overlap(a, b)).toBe(false);
    expect(overlap(b, c)).toBe(false);
    expect(a.address).toBe(c.address);
    expect(total).toBe(256);
  });

  test("keeps what an instruction reads apart from what it writes", () => {
    const [a, b] = [buffer(0, 64), buffer(1, 64)];
    planMemory([use(a, b)], [a, b], nothing, capacity);
    expect(overlap(a, b)).toBe(false);
  });

  test("keeps what lasts to the end", () => {
    const [a, b] = [buffer(0, 64), buffer(1, 64)];
    planMemory([use(a), use(b)], [a, b], new Set([a]), capacity);
    expect(overlap(a, b)).toBe(false);
  });

  test("keeps what a loop needs in every round from what is written late in one", () => {
    const [state, late] = [buffer(0, 64), buffer(1, 64)];
    planMemory([use(state), loop([use(state), use(late)], [late])], [state, late], nothing, capacity);
    expect(overlap(state, late)).toBe(false);
  });

  test("shares memory between values of one round", () => {
    const [a, b] = [buffer(0, 64), buffer(1, 64)];
    planMemory([loop([use(a), use(b)], [a, b])], [a, b], nothing, capacity);
    expect(a.address).toBe(b.address);
  });

  test("gives every buffer its own place when reuse is off, and none to those that nobody touches", () => {
    const [a, b, unused] = [buffer(0, 64), buffer(1, 64), buffer(2, 1 << 20)];
    expect(planMemory([use(a), use(b)], [a, b, unused], nothing, capacity, false)).toBe(256);
    expect(overlap(a, b)).toBe(false);
  });

  test("starts every buffer at a line of memory", () => {
    const buffers = [buffer(0, 20), buffer(1, 36), buffer(2, 4)];
    planMemory([use(...buffers)], buffers, nothing, capacity);
    for (const b of buffers) expect(b.address % 64).toBe(0);
  });

  // A program as the plan sees it: uses of buffers by number, loops among them.
  const uses = fc.array(fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }), { maxLength: 6 });
  const programs = fc.array(fc.record({ loop: fc.boolean(), uses }), { maxLength: 6, size: "max" });

  test("lets no two buffers overlap that are alive at one time, over all rounds of all loops", () => {
    fc.assert(
      fc.property(programs, fc.array(fc.nat(500), { minLength: 12, maxLength: 12 }), (program, sizes) => {
        const buffers = sizes.map((size, id) => buffer(id, 4 + size));
        const firstPart = new Map<number, number>();
        const parts = new Map<number, Set<number>>();
        program.forEach((part, at) => {
          for (const id of part.uses.flat()) {
            if (!firstPart.has(id)) firstPart.set(id, at);
            parts.set(id, (parts.get(id) ?? new Set()).add(at));
          }
        });
        // A loop owns what it alone uses.
        const own = (at: number) => buffers.filter((b) => parts.get(b.id)?.size === 1 && parts.get(b.id)!.has(at));
        planMemory(
          program.map((part, at) =>
            part.loop
              ? loop(
                  part.uses.map((ids) => use(...ids.map((id) => buffers[id]!))),
                  own(at),
                )
              : loop([], []),
          ),
          buffers,
          nothing,
          capacity,
        );
        // Every use in the order of a run with two rounds of each loop; a value is alive between its uses, and what a
        // loop does not own from its first use in the program to its last.
        const trace = program.flatMap((part, at) =>
          part.loop ? [0, 1].flatMap((round) => part.uses.map((ids) => ({ ids, at, round }))) : [],
        );
        const spans = new Map<string, { b: Buffer; from: number; to: number }>();
        trace.forEach(({ ids, at, round }, now) => {
          for (const id of ids) {
            const owned = own(at).includes(buffers[id]!);
            const key = owned ? `${id} ${round}` : `${id}`;
            const span = spans.get(key);
            spans.set(key, { b: buffers[id]!, from: Math.min(span?.from ?? now, now), to: now });
          }
        });
        const all = [...spans.values()];
        for (const x of all)
          for (const y of all)
            if (x.b !== y.b && x.from <= y.to && y.from <= x.to)
              expect(overlap(x.b, y.b), `buffers ${x.b.id} and ${y.b.id}`).toBe(false);
      }),
    );
  });
});
