import { crc32c } from "../../files/crc32c.ts";
import { bodyResults } from "../../graph/scan.ts";
import type { Op, Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/traverse.ts";

/**
 * A checksum of what tensors compute: operations, sizes, constants, and names of inputs and variables. Graphs that were traced
 * one after the other from the same functions have the same one.
 *
 * How a gradient is to go through a loop is no part of it.
 */
export function graphChecksum(results: readonly Tensor[]): string {
  return `crc32c:${crc32c(new TextEncoder().encode(written(results, [])))
    .toString(16)
    .padStart(8, "0")}`;
}

/** A graph as text, a line an operation, numbered as they follow from each other. */
function written(results: readonly Tensor[], placeholders: readonly Tensor[]): string {
  const numbers = new Map(placeholders.map(({ node }, i) => [node, `p${i}`]));
  const named = ({ node, index }: Tensor) => `${numbers.get(node)}.${index}`;
  const lines: string[] = [];
  for (const node of ancestors(results)) {
    if (numbers.has(node)) continue;
    numbers.set(node, String(numbers.size));
    lines.push(`${writtenOp(node.op)} ${node.inputs.map(named).join(" ")}`);
  }
  return [...lines, results.map(named).join(" ")].join("\n");
}

function writtenOp(op: Op): string {
  if (op.kind === "constant") return `constant ${Object.is(op.value, -0) ? "-0" : op.value}`;
  if (op.kind === "array") return `array [${op.shape}] ${op.values.join(",")}`;
  if (op.kind !== "scan") return JSON.stringify(op);
  const { body, axis, reverse } = op;
  const inner = written(bodyResults(body), [...body.sequences, ...body.states, ...body.captures]);
  return `scan ${JSON.stringify({ axis, reverse })} ${body.next.length} ${body.stacked.length} {\n${inner}\n}`;
}
