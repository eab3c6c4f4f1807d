import { sameShape } from "../graph/size.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";

/** What one level of a graph does, in order: single nodes, and chains of elementwise nodes that become one kernel. */
export type Step = { readonly kind: "node"; readonly node: Node } | { readonly kind: "chain"; readonly nodes: Node[] };

export const isElementwise = (n: Node): boolean =>
  n.op.kind === "unary" || n.op.kind === "binary" || n.op.kind === "select";

/** A loop in segments waits for what shrinks others' results: products of all their steps, which need not be kept then. */
const isSegmented = (n: Node): boolean => n.op.kind === "scan" && n.op.segment !== undefined;

const shapeOf = (n: Node) => n.outputs[0]!.shape;

/**
 * Elementwise nodes of one shape that are connected become one chain, unless a path between them leaves the chain.
 *
 * Every node gets a depth that grows along a path exactly where the path enters or leaves elementwise work of one shape;
 * nodes of equal depth and shape can therefore run together, and steps ordered by depth respect every dependency.
 */
export function fuse(results: readonly Tensor[], enabled = true): Step[] {
  const order = ancestors(results);
  const depth = new Map<Node, number>();
  for (const n of order) {
    const from = n.inputs.map(({ node: input }) => {
      const before = depth.get(input)!;
      if (!isElementwise(n)) return before + 1;
      const chained = isElementwise(input) && sameShape(shapeOf(input), shapeOf(n));
      return isElementwise(input) && !(chained && enabled) ? before + 1 : before;
    });
    depth.set(n, Math.max(0, ...from) + (isSegmented(n) ? 1 : 0));
  }
  if (enabled) delay(order, results, depth);
  const chains = connected(order.filter(isElementwise), depth, enabled);
  const steps: { step: Step; depth: number; late: number; id: number }[] = [
    ...order
      .filter((n) => !isElementwise(n))
      .map((n) => ({ step: { kind: "node", node: n } as const, depth: depth.get(n)!, late: 0, id: n.id })),
    ...chains.map((nodes) => ({
      step: { kind: "chain", nodes } as const,
      depth: depth.get(nodes[0]!)!,
      late: 1,
      id: nodes[0]!.id,
    })),
  ];
  // Inputs of a node come earlier; equal places keep the order in which they were found.
  return steps
    .map((entry, position) => ({ ...entry, position }))
    .sort((a, b) => a.depth - b.depth || a.late - b.late || a.position - b.position)
    .map(({ step }) => step);
}

/** Elementwise work that only later elementwise work of its shape reads is done there, not before. */
function delay(order: readonly Node[], results: readonly Tensor[], depth: Map<Node, number>): void {
  const latest = new Map<Node, number>();
  const limit = (n: Node, at: number) => latest.set(n, Math.min(latest.get(n) ?? Number.POSITIVE_INFINITY, at));
  for (const t of results) limit(t.node, depth.get(t.node)!);
  for (const n of [...order].reverse()) {
    const at = latest.get(n);
    if (isElementwise(n) && at !== undefined && at > depth.get(n)!) depth.set(n, at);
    for (const { node: input } of n.inputs) {
      const chained = isElementwise(n) && isElementwise(input) && sameShape(shapeOf(n), shapeOf(input));
      limit(input, chained ? depth.get(n)! : depth.get(input)!);
    }
  }
}

/** Groups nodes of one depth and shape that share an edge or an operand of more than one element. */
function connected(nodes: readonly Node[], depth: ReadonlyMap<Node, number>, enabled: boolean): Node[][] {
  const parent = new Map<Node, Node>(nodes.map((n) => [n, n]));
  const root = (n: Node): Node => {
    let at = n;
    for (let above = parent.get(at)!; above !== at; above = parent.get(at)!) {
      // Halving the path keeps long chains cheap.
      parent.set(at, parent.get(above)!);
      at = above;
    }
    return at;
  };
  const join = (a: Node, b: Node) => parent.set(root(a), root(b));
  if (enabled) {
    const users = new Map<string, Node>();
    for (const n of nodes) {
      const place = `${depth.get(n)} ${n.outputs[0]!.shape.join()}`;
      for (const input of n.inputs) {
        if (
          parent.has(input.node) &&
          depth.get(input.node) === depth.get(n) &&
          sameShape(input.shape, n.outputs[0]!.shape)
        )
          join(n, input.node);
        if (input.shape.every((s) => s === 1)) continue;
        const key = `${place} ${input.node.id}.${input.index}`;
        const other = users.get(key);
        if (other === undefined) users.set(key, n);
        else join(n, other);
      }
    }
  }
  const groups = new Map<Node, Node[]>();
  for (const n of nodes) {
    const key = root(n);
    groups.set(key, [...(groups.get(key) ?? []), n]);
  }
  return [...groups.values()];
}
