import type { AxisLengths } from "../../graph/size.ts";
import { type Instruction, touchedViews } from "./instructions.ts";
import { type Buffer, extentValue } from "./layout.ts";

const ALIGNMENT = 64;

/**
 * Gives every scratch buffer its offset: buffers whose lifetimes do not overlap share memory.
 *
 * Time is counted in instructions, loops included; a buffer from outside a loop that the loop touches lives to its end.
 * Returns the size of the region. With `reuse` off every buffer has memory of its own.
 */
export function planMemory(
  instructions: readonly Instruction[],
  buffers: readonly Buffer[],
  lasting: ReadonlySet<Buffer>,
  capacity: AxisLengths,
  reuse = true,
): number {
  const end = lifetimes(instructions, buffers);
  for (const buffer of lasting) buffer.to = end;
  const sized = buffers
    .filter((buffer) => buffer.kind === "scratch" && buffer.to >= buffer.from)
    .map((buffer) => ({
      buffer,
      size: roundUp(buffer.bytes.reduce((total, e) => total + extentValue(e, capacity), 0)),
    }))
    .sort((a, b) => b.size - a.size || a.buffer.id - b.buffer.id);
  const placed: typeof sized = [];
  let total = 0;
  for (const entry of sized) {
    const { buffer, size } = entry;
    const neighbours = placed
      .filter((other) => !reuse || (other.buffer.from <= buffer.to && buffer.from <= other.buffer.to))
      .sort((a, b) => a.buffer.address - b.buffer.address);
    let address = 0;
    for (const other of neighbours) {
      if (address + size <= other.buffer.address) break;
      address = Math.max(address, other.buffer.address + other.size);
    }
    buffer.address = address;
    placed.push(entry);
    total = Math.max(total, address + size);
  }
  return total;
}

const roundUp = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Sets `from` and `to` of every buffer touched; returns the last time. Inputs have been given `from` = 0 before. */
function lifetimes(instructions: readonly Instruction[], buffers: readonly Buffer[]): number {
  let now = 0;
  const loopStack: { from: number; seen: Set<Buffer> }[] = [];
  const touch = (buffer: Buffer) => {
    buffer.from = Math.min(buffer.from, now);
    buffer.to = Math.max(buffer.to, now);
    for (const loop of loopStack) loop.seen.add(buffer);
  };
  const known = new Set(buffers);
  const visit = (list: readonly Instruction[]) => {
    for (const instruction of list) {
      now++;
      if (instruction.kind === "loop") {
        const loop = { from: now, seen: new Set<Buffer>() };
        loopStack.push(loop);
        visit(instruction.body);
        now++;
        loopStack.pop();
        for (const buffer of loop.seen)
          if (!instruction.own.has(buffer)) {
            buffer.from = Math.min(buffer.from, loop.from);
            buffer.to = Math.max(buffer.to, now);
          }
      } else for (const { buffer } of touchedViews(instruction)) if (known.has(buffer)) touch(buffer);
    }
  };
  visit(instructions);
  return now + 1;
}
