import { ShapeError, SluiceError } from "../../errors.ts";
import { type AxisLengths, elementCount, sameShape, showShape } from "../../graph/size.ts";
import { allPasses, runPasses } from "../../passes/passes.ts";
import type { CompileOptions, Engine, Program, ProgramGraph } from "../../program.ts";
import { checkCount, checkedInput, graphLeaves, inputShapes, unknownName } from "../variables.ts";
import type { KernelFunctions } from "./emit/program.ts";
import { bytesOf, extentValue, paddedWidth, physical } from "./layout.ts";
import { compileModule, EngineMemory } from "./memory.ts";
import { axesOf, lowerProgram } from "./program.ts";
import { readView, writeRows } from "./transfer.ts";

interface Variable {
  readonly shape: readonly number[];
  readonly address: number;
}

/** Float32 on WebAssembly with SIMD: one memory, one module per program. */
export function wasmEngine(maxMemory: number): Engine {
  const memory = new EngineMemory(maxMemory);
  const variables = new Map<string, Variable>();
  let largestScratch = 0;
  /** The program whose results stand in the scratch region. */
  let latest: Program | undefined;

  const declare = (name: string, shape: readonly number[]) => {
    const known = variables.get(name);
    if (known === undefined) {
      latest = undefined;
      variables.set(name, { shape, address: memory.addVariable(variableBytes(shape), largestScratch) });
    } else if (!sameShape(known.shape, shape))
      throw new ShapeError({ where: `variable "${name}"`, expected: showShape(known.shape), got: showShape(shape) });
  };
  const find = (name: string) => {
    const found = variables.get(name);
    if (found === undefined) throw unknownName("variable", name, variables.keys());
    return found;
  };

  const compile = (graph: ProgramGraph, { capacity = {}, passes = allPasses }: CompileOptions = {}): Program => {
    const optimised = runPasses(graph, passes);
    const inputs = inputShapes(graphLeaves(graph));
    const leaves = graphLeaves(optimised);
    for (const [name, [t]] of leaves.variables) declare(name, t!.shape as number[]);
    const names = Object.keys(optimised.results);
    let room = capacity;
    let lowered: ReturnType<typeof lowerProgram> | undefined;
    let run: ((...args: number[]) => void) | undefined;
    let lengths: AxisLengths = {};

    const build = () => {
      lowered = lowerProgram(optimised, room, passes, {
        variable: (name) => find(name).address,
        constant: (shape, values) => {
          latest = undefined;
          const address = memory.addVariable(variableBytes(shape), largestScratch);
          writeRows(memory.f32, address, shape, {}, values);
          return address;
        },
        kernels: memory.kernels as unknown as KernelFunctions,
      });
      memory.reserve(lowered.scratchBytes);
      largestScratch = Math.max(largestScratch, lowered.scratchBytes);
      const instance = new WebAssembly.Instance(compileModule(lowered.module), {
        env: { memory: memory.memory },
        kernels: memory.kernels as unknown as KernelFunctions,
      });
      run = instance.exports.run as (...args: number[]) => void;
    };

    const resultView = (name: string) => {
      const view = lowered?.results.get(name);
      if (!names.includes(name)) throw unknownName("result", name, names);
      if (view === undefined || latest !== program)
        throw new SluiceError("E_ARGUMENT", {
          where: `result "${name}"`,
          expected: "to be read before anything else runs",
          got: latest === undefined ? "no run before" : "another run in between",
        });
      return view;
    };

    const program: Program = {
      inputs,
      run(given, now = {}) {
        const axes = lowered?.axes ?? axesOf(optimised, inputs);
        for (const axis of axes) checkLength(axis, now[axis]);
        if (lowered === undefined || axes.some((axis) => now[axis]! > (room[axis] ?? 0))) {
          room = Object.fromEntries(axes.map((axis) => [axis, Math.max(room[axis] ?? 0, now[axis]!)]));
          build();
        }
        const { f32, scratch } = memory;
        for (const [name, shape] of Object.entries(inputs)) {
          const values = checkedInput(name, shape, given, now);
          const at = lowered!.inputs.get(name);
          if (at !== undefined) writeRows(f32, scratch + at.address, shape, now, values);
        }
        for (const [axis, buffer] of lowered!.sizes) writeRows(f32, scratch + buffer.address, [], {}, [now[axis]!]);
        run!(scratch, ...lowered!.axes.map((axis) => now[axis]!));
        lengths = now;
        latest = program;
      },
      result: (name) => readView(memory.f32, memory.scratch, resultView(name), optimised.results[name]!.shape, lengths),
      scalar(name) {
        return readView(memory.f32, memory.scratch, resultView(name), [], lengths).data[0]!;
      },
    };
    return program;
  };

  return {
    backend: "wasm",
    compile,
    declare,
    read(name) {
      const { shape, address } = find(name);
      const { lead, width } = physical(shape);
      const pitch = paddedWidth(width);
      const data = new Float32Array(elementCount(shape));
      const rows = elementCount(lead as number[]);
      for (let row = 0; row < rows; row++)
        for (let i = 0; i < width; i++) data[row * width + i] = memory.f32[address / 4 + row * pitch + i]!;
      return { shape, data };
    },
    write(name, values) {
      const { shape, address } = find(name);
      checkCount(`variable "${name}"`, shape, values);
      writeRows(memory.f32, address, shape, {}, values);
    },
  };
}

function variableBytes(shape: readonly number[]): number {
  const { lead, width } = physical(shape);
  return extentValue(bytesOf(lead, 4 * paddedWidth(width)), {});
}

function checkLength(axis: string, length: number | undefined): void {
  if (length === undefined || !Number.isSafeInteger(length) || length < 1)
    throw new ShapeError({ where: `axis ${axis}`, expected: "a length of at least 1", got: String(length) });
}
