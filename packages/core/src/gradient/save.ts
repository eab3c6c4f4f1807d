import { type Body, bodyResults, placeholder } from "../graph/scan.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";

const expensiveUnary = new Set(["exp", "erf", "log", "log1p", "tanh", "sigmoid", "softplus", "sqrt"]);

/** Whether computing it again in the backward step costs less than keeping it for every step. */
function isCheap(op: Op): boolean {
  switch (op.kind) {
    case "unary":
      return !expensiveUnary.has(op.name);
    case "binary":
    case "select":
    case "broadcast":
    case "reshape":
    case "slice":
      return true;
    default:
      return false;
  }
}

/**
 * What the backward step needs of the forward one, each with the placeholder that stands for it there.
 *
 * Kept: states before the step, results of products and of transcendental functions. Computed again: cheap elementwise
 * values of those. A next state is always kept, since its history is in memory anyway.
 */
export function savings(body: Body, shares: readonly (Tensor | undefined)[]): Map<Tensor, Tensor> {
  const forward = new Set(ancestors(bodyResults(body)));
  const free = new Set([...body.sequences, ...body.captures].map((t) => t.node));
  const needed = new Set<Tensor>();
  for (const share of shares) if (share !== undefined && forward.has(share.node)) needed.add(share);
  for (const n of ancestors(shares.filter((t): t is Tensor => t !== undefined)))
    if (!forward.has(n)) for (const input of n.inputs) if (forward.has(input.node)) needed.add(input);

  const next = new Set(body.next);
  const kept = new Map<Tensor, Tensor>();
  const keep = (t: Tensor) => kept.set(t, placeholder(t.shape, "kept"));
  const isLeaf = (t: Tensor) => free.has(t.node) || t.node.op.kind === "constant";
  const inOrder = [...needed].filter((t) => !isLeaf(t)).sort((a, b) => a.node.id - b.node.id);
  for (const t of inOrder) if (next.has(t) || !isCheap(t.node.op)) keep(t);
  const decided = new Map<Tensor, boolean>();
  const available = (t: Tensor): boolean => {
    if (isLeaf(t) || kept.has(t)) return true;
    let found = decided.get(t);
    if (found === undefined) {
      found = isCheap(t.node.op) && !next.has(t) && t.node.inputs.every(available);
      decided.set(t, found);
    }
    return found;
  };
  for (const t of inOrder) if (!available(t)) keep(t);
  return kept;
}

/** All that the backward pass of a segment needs to compute it anew: the states before it, where they are needed. */
export function startingStates(body: Body, shares: readonly (Tensor | undefined)[]): Map<Tensor, Tensor> {
  const needed = new Set(ancestors(shares.filter((t): t is Tensor => t !== undefined)));
  return new Map(body.states.filter((t) => needed.has(t.node)).map((t) => [t, placeholder(t.shape, "kept")]));
}
