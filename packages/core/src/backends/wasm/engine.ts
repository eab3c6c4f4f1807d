import { ShapeError } from "../../errors.ts";
import { elementCount, sameShape, showShape } from "../../graph/size.ts";
import { allPasses, runPasses } from "../../passes/passes.ts";
import type { Engine, ProgramGraph } from "../../program.ts";
import { checkCount, graphLeaves, inputShapes, unknownName } from "../variables.ts";
import { BoundProgram, type ProgramHost, tensorBytes } from "./bound-program.ts";
import { paddedWidth, physical } from "./layout.ts";
import { EngineMemory, joined } from "./memory.ts";
import { Packs } from "./packs.ts";
import { RowsShared } from "./threads/shared-program.ts";
import { splitAtSums } from "./threads/split.ts";
import { writeRows } from "./transfer.ts";

interface Variable {
  readonly shape: readonly number[];
  readonly address: number;
}

/** Float32 on WebAssembly with SIMD: one memory, one module per program. */
export function wasmEngine(maxMemory: number): Engine {
  const memory = new EngineMemory(maxMemory);
  const variables = new Map<string, Variable>();
  const kernels = memory.kernels as unknown as ProgramHost["kernels"];
  /** Addresses of fixed arrays, which every lowering of a graph finds again. */
  const constants = new WeakMap<ArrayLike<number>, number>();
  let largestScratch = 0;

  /** Room at the upper end of the variables: the scratch region moves, and results in it are gone. */
  const allocate = (bytes: number): number => {
    const address = memory.addVariable(bytes, largestScratch);
    host.latest = undefined;
    return address;
  };
  const packs = new Packs(allocate, memory.kernels.packB);
  const rowsOf = (shape: readonly number[]) => {
    const { lead, width } = physical(shape);
    return { rows: elementCount(lead as readonly number[]), width };
  };
  const find = (name: string) => {
    const found = variables.get(name);
    if (found === undefined) throw unknownName("variable", name, variables.keys());
    return found;
  };
  const pieceOf = (name: string) => {
    const { shape, address } = find(name);
    return { address, bytes: tensorBytes(shape) };
  };
  const declare = (name: string, shape: readonly number[]) => {
    const known = variables.get(name);
    if (known === undefined) variables.set(name, { shape, address: allocate(tensorBytes(shape)) });
    else if (!sameShape(known.shape, shape))
      throw new ShapeError({ where: `variable "${name}"`, expected: showShape(known.shape), got: showShape(shape) });
  };

  const host: ProgramHost = {
    latest: undefined,
    kernels,
    packs,
    get f32() {
      return memory.f32;
    },
    get scratch() {
      return memory.scratch;
    },
    variable: (name) => find(name).address,
    constant(shape, values) {
      let address = constants.get(values);
      if (address === undefined) {
        address = allocate(tensorBytes(shape));
        const { rows, width } = rowsOf(shape);
        writeRows(memory.f32, address, rows, width, values);
        constants.set(values, address);
      }
      return address;
    },
    prepare(scratchBytes, lengths) {
      memory.reserve(scratchBytes, lengths);
      largestScratch = Math.max(largestScratch, scratchBytes);
      return { env: { memory: memory.memory }, kernels };
    },
  };

  return {
    backend: "wasm",
    compile(graph, { capacity = {}, passes = allPasses } = {}) {
      const inputs = inputShapes(graphLeaves(graph));
      const optimised = runPasses(graph, passes);
      for (const [name, [t]] of graphLeaves(optimised).variables) declare(name, t!.shape as number[]);
      return new BoundProgram(host, optimised, inputs, passes, capacity);
    },
    compileShared(graph, threads, { passes: all = allPasses } = {}) {
      // Other threads have no packed variables.
      const passes = all.filter((pass) => pass !== "keep");
      const inputs = inputShapes(graphLeaves(graph));
      const optimised = runPasses(graph, passes);
      for (const [name, [t]] of graphLeaves(optimised).variables) declare(name, t!.shape as number[]);
      // Neither part is lowered before its first run, whose lengths it is made for.
      const whole = new BoundProgram(host, optimised, inputs, passes, {});
      const split = splitAtSums(optimised);
      if (split === undefined) return whole;
      const names = split.totals.map((t) => {
        const { name, shape } = t.node.op as { name: string; shape: readonly number[] };
        declare(name, shape);
        return name;
      });
      const part = (half: ProgramGraph) => new BoundProgram(host, half, inputShapes(graphLeaves(half)), passes, {});
      const read = [...graphLeaves(split.rows).variables.keys()];
      return new RowsShared(
        {
          whole,
          rows: part(split.rows),
          rest: part(split.rest),
          memory: () => memory.f32,
          lasting: () => ({ address: 0, bytes: memory.scratch }),
          read: joined(read.map(pieceOf)),
          totals: joined(names.map(pieceOf)),
          randomKeys: split.randomKeys,
        },
        threads,
      );
    },
    declare,
    backup(names) {
      const pieces = names.map(pieceOf);
      const { keep, restore } = memory.backup(pieces);
      return {
        keep,
        restore() {
          restore();
          for (const { address } of pieces) packs.written(address);
        },
      };
    },
    read(name) {
      const { shape, address } = find(name);
      const { rows, width } = rowsOf(shape);
      const pitch = paddedWidth(width);
      const data = new Float32Array(rows * width);
      for (let row = 0; row < rows; row++)
        for (let i = 0; i < width; i++) data[row * width + i] = memory.f32[address / 4 + row * pitch + i]!;
      return { shape, data };
    },
    write(name, values) {
      const { shape, address } = find(name);
      checkCount(`variable "${name}"`, shape, values);
      const { rows, width } = rowsOf(shape);
      writeRows(memory.f32, address, rows, width, values);
      packs.written(address);
    },
  };
}
