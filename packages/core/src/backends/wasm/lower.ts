import type { Node, Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/traverse.ts";
import { fuse } from "../../passes/fuse.ts";
import { ChainBuilder } from "./chain-builder.ts";
import type { Level } from "./level.ts";
import { lowerGather, lowerScatter } from "./lower-gather.ts";
import { lowerMovement } from "./lower-movement.ts";
import { lowerProduct } from "./lower-product.ts";
import { lowerRandom } from "./lower-random.ts";
import { lowerReduction } from "./lower-reduce.ts";
import { lowerScan } from "./lower-scan.ts";

/** Turns the nodes of a level into instructions, in an order that respects every dependency. */
export function lowerLevel(level: Level, results: readonly Tensor[]): void {
  const consumers = new Map<Tensor, Node[]>();
  for (const n of ancestors(results))
    for (const input of n.inputs) {
      const known = consumers.get(input);
      if (known === undefined) consumers.set(input, [n]);
      else known.push(n);
    }
  const wanted = new Set(results);
  for (const step of fuse(results, level.lowering.fused)) {
    if (step.kind === "node") {
      lowerNode(level, step.node);
      continue;
    }
    const chain = new Set(step.nodes);
    const leaves = (t: Tensor) => wanted.has(t) || (consumers.get(t) ?? []).some((n) => !chain.has(n));
    lowerChain(level, step.nodes, leaves);
  }
}

/** Elementwise nodes of one shape as one chain, which stores the values that leave it. */
function lowerChain(level: Level, nodes: readonly Node[], leaves: (t: Tensor) => boolean): void {
  const builder = new ChainBuilder(level, nodes[0]!.outputs[0]!.shape);
  for (const n of nodes) {
    const [output] = n.outputs;
    const value = builder.add(n);
    if (!leaves(output!)) continue;
    builder.store(level.multiplied.has(output!) ? builder.flush(value) : value, level.destination(output!));
  }
  level.emit({ kind: "chain", chain: builder.finish() });
}

function lowerNode(level: Level, n: Node): void {
  const { op } = n;
  switch (op.kind) {
    case "input":
    case "variable":
    case "placeholder":
    case "constant":
    case "array":
    case "size":
      return;
    case "matmul":
      return lowerProduct(level, n, op);
    case "random":
      return lowerRandom(level, n, op);
    case "reduce":
      return lowerReduction(level, n, op);
    case "gather":
      return lowerGather(level, n);
    case "scatter":
      return lowerScatter(level, n, op);
    case "scan":
      return lowerScan(level, n, op);
    case "unary":
    case "binary":
    case "select":
      throw new Error(`${op.kind} is elementwise`);
    default:
      return lowerMovement(level, n, op);
  }
}
