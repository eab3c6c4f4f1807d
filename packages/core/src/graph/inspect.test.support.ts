import { type Body, bodyResults } from "./scan.ts";
import type { Node, Op, Tensor } from "./tensor.ts";
import { ancestors } from "./traverse.ts";

type OfKind<Kind extends Op["kind"]> = Node & { readonly op: Extract<Op, { kind: Kind }> };

/** The nodes of one kind on one level of a graph, in order. */
export const nodesOf = <Kind extends Op["kind"]>(results: readonly Tensor[], kind: Kind): OfKind<Kind>[] =>
  ancestors(results).filter((n): n is OfKind<Kind> => n.op.kind === kind);

/** How many nodes of each kind one level of a graph has. */
export function census(results: readonly Tensor[]): Partial<Record<Op["kind"], number>> {
  const counts: Partial<Record<Op["kind"], number>> = {};
  for (const { op } of ancestors(results)) counts[op.kind] = (counts[op.kind] ?? 0) + 1;
  return counts;
}

/** The bodies of a level's scans, in order. */
export const bodiesOf = (results: readonly Tensor[]): Body[] => nodesOf(results, "scan").map((n) => n.op.body);

/** The nodes of one kind in a scan's body. */
export const nodesIn = <Kind extends Op["kind"]>(body: Body, kind: Kind): OfKind<Kind>[] =>
  nodesOf(bodyResults(body), kind);
