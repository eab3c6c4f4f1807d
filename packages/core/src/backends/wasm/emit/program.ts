import type { Argument, Instruction } from "../instructions.ts";
import { extent, extentKey, type Term, type View } from "../layout.ts";
import { Code } from "./assembler.ts";
import { chainFunction } from "./chain.ts";
import { LengthNumbers } from "./length-numbers.ts";
import { ModuleWriter } from "./module-writer.ts";

/** Kernels by name: WebAssembly functions of i32 parameters without result. */
export type KernelFunctions = Readonly<Record<string, (...args: number[]) => void>>;

/**
 * A program as a WebAssembly module: a function per form of chain, and `run(scratch, …lengths)`, which does everything.
 *
 * `axes` gives the order of the lengths. Nothing is allocated while it runs.
 */
export function emitProgram(
  instructions: readonly Instruction[],
  axes: readonly string[],
  kernels: KernelFunctions,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter();
  const used = new Set<string>();
  collectKernels(instructions, used);
  const imported = new Map([...used].sort().map((kernel) => [kernel, module.import(kernel, kernels[kernel]!.length)]));
  const functions = new Map<string, number>();
  const run = new RunFunction(
    axes,
    (chain) => {
      const known = functions.get(chain.key);
      if (known !== undefined) return known;
      const index = module.add(chain.parameters.length, chain.emit());
      functions.set(chain.key, index);
      return index;
    },
    imported,
  );
  run.block(instructions);
  module.export("run", module.add(1 + axes.length, run.finish()));
  return module.encode();
}

function collectKernels(instructions: readonly Instruction[], used: Set<string>): void {
  for (const instruction of instructions) {
    if (instruction.kind === "call") used.add(instruction.kernel);
    if (instruction.kind === "loop") collectKernels(instruction.body, used);
  }
}

interface Scope {
  /** Where in the code the loop's body starts: computed terms are put there. */
  readonly start: number;
  readonly loop: number;
  readonly step: number;
  readonly parity: number;
  readonly terms: Map<string, { local: number; term: Term }>;
}

class RunFunction {
  private readonly code: Code;
  private readonly numbers: LengthNumbers;
  private readonly chainIndex: (chain: ReturnType<typeof chainFunction>) => number;
  private readonly imported: ReadonlyMap<string, number>;
  private readonly scopes: Scope[] = [];

  constructor(
    axes: readonly string[],
    chainIndex: (chain: ReturnType<typeof chainFunction>) => number,
    imported: ReadonlyMap<string, number>,
  ) {
    this.code = new Code(1 + axes.length);
    this.numbers = new LengthNumbers(this.code, axes);
    this.chainIndex = chainIndex;
    this.imported = imported;
  }

  block(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) this.instruction(instruction);
  }

  private instruction(instruction: Instruction): void {
    const { code } = this;
    switch (instruction.kind) {
      case "chain": {
        const chain = chainFunction(instruction.chain);
        for (const parameter of chain.parameters) this.argument(parameter);
        code.call(this.chainIndex(chain));
        return;
      }
      case "call": {
        for (const argument of instruction.args) this.argument(argument);
        code.call(this.imported.get(instruction.kernel)!);
        return;
      }
      case "clear":
        this.address(instruction.view);
        code.constant(0);
        this.numbers.push(instruction.bytes);
        code.fill();
        return;
      case "loop":
        return this.loop(instruction);
    }
  }

  private loop({ id, axis, reverse, segment, body }: Extract<Instruction, { kind: "loop" }>): void {
    const { code, numbers } = this;
    const rounds = segment === undefined ? extent(axis) : numbers.segments(axis, segment);
    const steps = segment === undefined ? undefined : numbers.segmentSteps(axis, segment);
    const step = code.local("i32");
    const left = code.local("i32");
    const parity = code.local("i32");
    numbers.push(rounds);
    code.set(left).constant(0).set(parity);
    if (reverse) {
      numbers.push(rounds);
      code.constant(1).i32("sub");
    } else code.constant(0);
    code.set(step);
    code.repeat(() => {
      const scope: Scope = { start: code.bytes.length, loop: id, step, parity, terms: new Map() };
      this.scopes.push(scope);
      if (steps !== undefined) numbers.enter(steps);
      this.block(body);
      if (steps !== undefined) numbers.leave();
      this.scopes.pop();
      this.insertTerms(scope);
      if (steps !== undefined) this.insert(scope.start, () => numbers.computeRound(steps, step));
      code
        .get(step)
        .constant(reverse ? -1 : 1)
        .i32("add")
        .set(step);
      code.constant(1).get(parity).i32("sub").set(parity);
      code.get(left).constant(1).i32("sub").tee(left);
    });
  }

  /** Puts the computation of a round's offsets at its start. */
  private insertTerms(scope: Scope): void {
    const { code } = this;
    this.insert(scope.start, () => {
      for (const { local, term } of scope.terms.values()) {
        const counter = term.counter as { as: "step" | "parity" | "nextParity" };
        if (counter.as === "nextParity") code.constant(1).get(scope.parity).i32("sub");
        else code.get(counter.as === "step" ? scope.step : scope.parity);
        this.numbers.push(term.bytes);
        code.i32("mul").set(local);
      }
    });
  }

  private argument(argument: Argument): void {
    if (typeof argument === "number") this.code.constant(argument);
    else if ("view" in argument) this.address(argument.view);
    else this.numbers.push(argument);
  }

  /** Pushes where a view starts. */
  private address(view: View): void {
    const { code } = this;
    const { buffer, offset, terms } = view;
    const fixed = buffer.address + offset + terms.reduce((sum, t) => sum + (isFixed(t) ? t.bytes.factor : 0), 0);
    if (buffer.kind === "scratch") {
      code.get(0);
      if (fixed !== 0) code.constant(fixed).i32("add");
    } else code.constant(fixed);
    for (const term of terms) {
      if (isFixed(term)) continue;
      this.term(term);
      code.i32("add");
    }
  }

  private term(term: Term): void {
    const { code } = this;
    const { counter } = term;
    if (counter === undefined) return this.numbers.push(term.bytes);
    if ("lengthParity" in counter) return this.numbers.pushParity(term.bytes, counter.lengthParity);
    const scope = this.scopes.find((s) => s.loop === counter.loop);
    if (scope === undefined) throw new Error("a step's view is used outside of its loop");
    const key = `${counter.as} ${extentKey(term.bytes)}`;
    let entry = scope.terms.get(key);
    if (entry === undefined) {
      entry = { local: code.local("i32"), term };
      scope.terms.set(key, entry);
    }
    code.get(entry.local);
  }

  /** The function, with the run-time numbers computed first. */
  finish(): Code {
    this.insert(0, () => this.numbers.computeFirst());
    return this.code;
  }

  /** Puts what `write` appends at an earlier place. */
  private insert(at: number, write: () => void): void {
    const { bytes } = this.code;
    const end = bytes.length;
    write();
    const written = bytes.splice(end);
    bytes.splice(at, 0, ...written);
  }
}

const isFixed = (term: Term) => term.counter === undefined && term.bytes.axes.length === 0;
