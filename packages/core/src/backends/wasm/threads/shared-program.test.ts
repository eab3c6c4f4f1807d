import { afterEach, describe, expect, test, vi } from "vitest";
import { gradient } from "../../../gradient/gradient.ts";
import * as g from "../../../graph/ops.ts";
import { scan } from "../../../graph/scan.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { KEY_LENGTH, randomKey } from "../../../math/keyed-uniform.ts";
import { engine, type ProgramGraph, Threads } from "../../../program.ts";
import { uniform } from "../kernels/arena.test.support.ts";
import { immortalWorkers, mortalWorkers } from "./mortal-worker.test.support.ts";

const [I, H] = [3, 5];

/** One step of descent for a recurrent cell with a peephole, a bias and a head. */
function descent(change: (h: Tensor, key: Tensor) => Tensor = (h) => h): ProgramGraph {
  const key = g.input("key", [KEY_LENGTH]);
  const x = g.input("x", ["T", "B", I]);
  const y = g.input("y", ["B", 1]);
  const [W, U, p, b, V] = [
    g.variable("W", [H, I]),
    g.variable("U", [H, H]),
    g.variable("p", [H]),
    g.variable("b", [H]),
    g.variable("V", [1, H]),
  ];
  const h = scan({
    axis: "T",
    sequences: [x],
    initial: [g.zeros(["B", H])],
    step: ([at], [before]) => ({
      next: [g.tanh(g.add(g.add(g.matmul(at!, W, "nt"), g.matmul(before!, U, "nt")), g.add(g.mul(p, before!), b)))],
    }),
  }).finals[0]!;
  const loss = g.mean(g.square(g.sub(g.matmul(change(h, key), V, "nt"), y)));
  const parameters = [W, U, p, b, V];
  const { gradients } = gradient(loss, parameters);
  return {
    results: { loss },
    updates: new Map(parameters.map((w, i) => [w, g.sub(w, g.mul(0.1, gradients[i]!))])),
  };
}

const names = ["W", "U", "p", "b", "V"];
const sizes = { W: H * I, U: H * H, p: H, b: H, V: H };

const drawn = (next: () => number, count: number) => Float32Array.from({ length: count }, next);

/** An engine with weights, the program over a pool of threads, and a step on a batch of B rows. */
function start(threads: Threads, graph = descent()) {
  const own = engine();
  const program = own.compileShared(graph, threads);
  const next = uniform(5);
  for (const [name, count] of Object.entries(sizes)) own.write(name, drawn(next, count));
  return {
    step: async (B: number) => {
      await program.run({ x: drawn(next, 7 * B * I), y: drawn(next, B), key: randomKey(3, B) }, { B, T: 7 });
      return program.scalar("loss");
    },
    weights: () => names.map((name) => Buffer.from(own.read(name).data.buffer).toString("hex")),
  };
}

const pools: Threads[] = [];

function pool(count: number): Threads {
  const made = new Threads(count);
  pools.push(made);
  return made;
}

afterEach(() => {
  for (const made of pools.splice(0)) made.close();
  immortalWorkers();
});

describe("a program whose rows several threads share", () => {
  // Of 33 rows two threads get as many as four do of 64: the others come later, to a module that is not new.
  const batches = [33, 64, 67, 1, 15, 16, 64, 100];

  test.each([
    ["an ordinary step", descent],
    ["with an array that never changes", () => descent((h) => g.mul(h, g.array([1, 2, -1, 0.5, 3], [H])))],
    ["with random numbers", () => descent((h, key) => g.mul(h, g.less(g.random(key, 1, h.shape), 0.7)))],
  ])("gives the bits of one thread, whatever the batch and the number of threads: %s", async (_, graph) => {
    const run = async (count: number) => {
      const { step, weights } = start(pool(count), graph());
      const losses: number[] = [];
      for (const B of batches) losses.push(await step(B));
      return { losses, weights: weights() };
    };
    const alone = await run(1);
    expect(new Set(alone.losses).size).toBe(batches.length);
    for (const threads of [2, 3, 4, 8]) expect(await run(threads)).toEqual(alone);
  });

  test("gives every thread its share, and none where the rows are too few", async () => {
    const threads = pool(4);
    const run = vi.spyOn(threads, "run");
    const { step } = start(threads);
    for (const B of [15, 16, 31, 32, 64]) await step(B);
    const rows = run.mock.calls.map(([, runs]) => runs.map(({ args }) => args[1]));
    // The calling thread takes the first share: 8 of 16, 15 of 31, 8 of 32, 16 of 64.
    expect(rows).toEqual([[8], [16], [8, 8, 8], [16, 16, 16]]);
  });

  test("runs alone where rows depend on each other", async () => {
    const threads = pool(2);
    const run = vi.spyOn(threads, "run");
    const centred = descent((h) => g.sub(h, g.mean(h, [0])));
    const { step } = start(threads, centred);
    expect(await step(64)).toBeGreaterThan(0);
    expect(run).not.toHaveBeenCalled();
  });

  test("fails with a typed error when a thread dies in the middle of a step, and keeps the weights", async () => {
    mortalWorkers(2);
    const { step, weights } = start(pool(2));
    await step(64);
    const before = weights();
    await expect(step(64)).rejects.toMatchObject({ code: "E_BACKEND", where: "thread 2" });
    expect(weights()).toEqual(before);
    await expect(step(64)).rejects.toMatchObject({ code: "E_BACKEND", where: "thread 2" });
  });

  test("fails with a typed error when a thread cannot do its work", async () => {
    const threads = pool(2);
    const id = threads.add(new WebAssembly.Module(TRAP));
    const run = { bytes: 0, writes: [], args: [], reads: [] };
    await expect(threads.run(id, [run])).rejects.toThrow(/\[E_BACKEND\] thread 2: .*unreachable/);
  });

  test("fails with a typed error that names the size when a thread gets no memory", async () => {
    const threads = pool(2);
    const id = threads.add(new WebAssembly.Module(TRAP));
    const run = { bytes: 5 * 2 ** 30, writes: [], args: [], reads: [] };
    await expect(threads.run(id, [run])).rejects.toThrow(
      /^\[E_MEMORY\] thread 2: expected 5120\.0 MiB of memory for its share of the rows, got .*grow.*\. Try fewer threads, each having a memory of its own, a smaller batch or fewer steps\.$/,
    );
  });

  test("fails with a typed error when a worker cannot be loaded", async () => {
    const node = process.getBuiltinModule("node:worker_threads");
    const { Worker } = node;
    node.Worker = class extends Worker {
      constructor() {
        super(new URL("data:text/javascript,throw new Error('not here')"));
      }
    };
    await expect(start(pool(2)).step(64)).rejects.toThrow(
      "[E_BACKEND] thread 2: expected a worker that starts, got not here. Try threads: 1",
    );
  });

  test("refuses to run once its threads are closed", async () => {
    const threads = pool(2);
    const { step } = start(threads);
    threads.close();
    await expect(step(64)).rejects.toMatchObject({ code: "E_BACKEND" });
  });
});

/** (module (func (export "run") unreachable)) */
const TRAP = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x07, 0x07, 0x01, 0x03, ...Buffer.from("run"), 0x00, 0x00],
  ...[0x0a, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0b],
);
