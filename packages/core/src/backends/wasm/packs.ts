import { type Argument, type Instruction, touchedViews } from "./instructions.ts";
import { type Buffer, extentValue } from "./layout.ts";
import { startOf } from "./transfer.ts";

/** Variables that a program packs into panels. */
export interface Packing {
  readonly panels: Buffer;
  readonly variables: readonly Buffer[];
  /** Arguments of packB by variable; addresses of the panels count from 0. */
  readonly calls: readonly (readonly number[])[];
}

/** Takes the packing of variables that a program does not change out of it: it need not be done at every run. */
export function takeOutPackings(
  instructions: readonly Instruction[],
  changing: ReadonlySet<Buffer>,
): { packings: Packing[]; rest: Instruction[] } {
  const calls = new Map<Buffer, Call[]>();
  for (const instruction of instructions)
    if (isPacking(instruction))
      calls.set(target(instruction), [...(calls.get(target(instruction)) ?? []), instruction]);
  const lasts = (from: Buffer) => from.kind === "variable" && !changing.has(from);
  for (const [panels, found] of [...calls]) if (!found.map(source).every(lasts)) calls.delete(panels);
  const isTaken = (i: Instruction) => (i.kind === "clear" || isPacking(i)) && calls.has(target(i));
  return {
    packings: [...calls].map(([panels, found]) => ({
      panels,
      variables: found.map(source),
      calls: found.map(({ args }) => args.map(fixed)),
    })),
    rest: instructions.filter((i) => !isTaken(i)),
  };
}

type Call = Extract<Instruction, { kind: "call" }>;

const isPacking = (i: Instruction): i is Call => i.kind === "call" && i.kernel === "packB";
const target = (i: Instruction) => touchedViews(i)[0]!.buffer;
const source = (i: Instruction) => touchedViews(i)[1]!.buffer;

const fixed = (argument: Argument): number => {
  if (typeof argument === "number") return argument;
  return "view" in argument ? startOf(argument.view, 0, {}) : extentValue(argument, {});
};

/** Variables in panels, as they were when they were packed last. */
export interface Pack {
  readonly address: number;
  readonly calls: readonly (readonly number[])[];
  isStale: boolean;
}

/** An engine's packed variables, which outlast a run and are packed again when one of them was written. */
export class Packs {
  readonly #allocate: (bytes: number) => number;
  readonly #packB: (...args: number[]) => void;
  readonly #known = new Map<string, Pack>();
  readonly #byVariable = new Map<number, Pack[]>();

  /** `allocate` gives memory that outlasts runs, filled with zeros. */
  constructor(allocate: (bytes: number) => number, packB: (...args: number[]) => void) {
    this.#allocate = allocate;
    this.#packB = packB;
  }

  /** Gives panels memory that outlasts a run: the same for all programs that pack the same in the same way. */
  keep({ panels, variables, calls }: Packing): Pack {
    const key = JSON.stringify(calls);
    let pack = this.#known.get(key);
    if (pack === undefined) {
      const bytes = panels.bytes.reduce((total, extent) => total + extentValue(extent, {}), 0);
      pack = { address: this.#allocate(bytes), calls, isStale: true };
      this.#known.set(key, pack);
      for (const { address } of variables)
        this.#byVariable.set(address, [...(this.#byVariable.get(address) ?? []), pack]);
    }
    panels.kind = "variable";
    panels.address = pack.address;
    return pack;
  }

  /** To be told whenever the variable at an address was written. */
  written(variable: number): void {
    for (const pack of this.#byVariable.get(variable) ?? []) pack.isStale = true;
  }

  /** Packs what was written since. */
  refresh(packs: readonly Pack[]): void {
    for (const pack of packs) {
      if (!pack.isStale) continue;
      for (const [to, ...rest] of pack.calls) this.#packB(pack.address + to!, ...rest);
      pack.isStale = false;
    }
  }
}
