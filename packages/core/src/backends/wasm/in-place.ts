import { type Chain, type Instruction, touchedViews } from "./instructions.ts";
import type { Buffer, View } from "./layout.ts";

/**
 * A new value of a variable that a chain computes is written straight into the variable, where nobody needs the old
 * value later: the copy at the end goes.
 */
export function writeInPlace(instructions: readonly Instruction[], kept: ReadonlySet<Buffer>): Instruction[] {
  const result: (Instruction | undefined)[] = [...instructions];
  const places = new Map<Buffer, number[]>();
  instructions.forEach((instruction, i) => {
    for (const buffer of new Set(touchedViews(instruction).map((view) => view.buffer))) {
      const list = places.get(buffer);
      if (list === undefined) places.set(buffer, [i]);
      else list.push(i);
    }
  });
  for (let i = result.length - 1; i >= 0; i--) {
    const copied = asCopy(result[i]!);
    if (copied === undefined) continue;
    const { from, to } = copied;
    // Copies into other variables, further down, read the new value too.
    const sources = places.get(from.buffer)!.filter((place) => place !== i);
    const targets = places.get(to.buffer)!.filter((place) => place < i);
    const [at, second] = sources.filter((place) => writes(result[place]!, from.buffer));
    if (at === undefined || second !== undefined || kept.has(from.buffer)) continue;
    const writer = result[at]!;
    if (targets.some((place) => place > at) || writer.kind !== "chain" || !samePlace(copied, writer.chain)) continue;
    const moved = (view: View): View => (view.buffer === from.buffer ? { ...view, buffer: to.buffer } : view);
    for (const place of sources) result[place] = mapViews(result[place]!, moved);
    places.set(
      to.buffer,
      [...new Set([...targets, ...sources])].sort((a, b) => a - b),
    );
    places.delete(from.buffer);
    result[i] = undefined;
  }
  return result.filter((instruction) => instruction !== undefined);
}

/** The writing chain covers what is copied and no more, and all that it reads of the variable lies where it writes it. */
function samePlace({ from, to, chain }: Copy, writer: Chain): boolean {
  const same = (a: View, b: View) =>
    a.offset === b.offset &&
    a.lanes === b.lanes &&
    JSON.stringify([a.strides, a.terms]) === JSON.stringify([b.strides, b.terms]);
  return (
    same(from, to) &&
    writer.width === chain.width &&
    writer.lead.join() === chain.lead.join() &&
    writer.inputs.every((view) => view.buffer !== to.buffer || same(view, to)) &&
    writer.outputs.every(({ view }) => view.buffer !== to.buffer && (view.buffer !== from.buffer || same(view, to)))
  );
}

interface Copy {
  readonly from: View;
  readonly to: View;
  readonly chain: Chain;
}

/** A chain that does nothing but copy scratch memory into a variable. */
function asCopy(instruction: Instruction): Copy | undefined {
  if (instruction.kind !== "chain") return undefined;
  const { chain } = instruction;
  const { inputs, values, outputs } = chain;
  const [from] = inputs;
  const [output] = outputs;
  const plain = inputs.length === 1 && values.length === 1 && outputs.length === 1;
  if (!plain || from === undefined || output === undefined) return undefined;
  return from.buffer.kind === "scratch" && output.view.buffer.kind === "variable"
    ? { from, to: output.view, chain }
    : undefined;
}

const touches = (instruction: Instruction, buffer: Buffer) =>
  touchedViews(instruction).some((view) => view.buffer === buffer);

/** Kernels may write to anything that they are given. */
function writes(instruction: Instruction, buffer: Buffer): boolean {
  if (instruction.kind === "chain") return instruction.chain.outputs.some(({ view }) => view.buffer === buffer);
  return touches(instruction, buffer);
}

function mapViews(instruction: Instruction, map: (view: View) => View): Instruction {
  switch (instruction.kind) {
    case "chain": {
      const { chain } = instruction;
      return {
        ...instruction,
        chain: {
          ...chain,
          inputs: chain.inputs.map(map),
          outputs: chain.outputs.map((output) => ({ ...output, view: map(output.view) })),
        },
      };
    }
    case "call":
      return {
        ...instruction,
        args: instruction.args.map((arg) => (typeof arg === "object" && "view" in arg ? { view: map(arg.view) } : arg)),
      };
    case "clear":
      return { ...instruction, view: map(instruction.view) };
    case "loop":
      return { ...instruction, body: instruction.body.map((inner) => mapViews(inner, map)) };
  }
}
