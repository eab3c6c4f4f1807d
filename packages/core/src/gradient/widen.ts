import type { Tensor } from "../graph/tensor.ts";
import { rebuild } from "../graph/traverse.ts";

/** Replaces scans by the wider ones; the last in the map come first in the graph, and feed the others. */
export function widenAll(results: readonly Tensor[], widened: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  const substitutes = new Map<Tensor, Tensor>();
  for (const [old, wide] of [...widened].reverse()) substitutes.set(old, rebuild([wide], substitutes)[0]!);
  return rebuild(results, substitutes);
}
