import { sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors, useCounts } from "../graph/traverse.ts";

/** Every sum of values of one shape, as large as it can be taken, with its terms; what is read elsewhere too is a term. */
export function sums(results: readonly Tensor[]): Map<Tensor, Tensor[]> {
  const uses = useCounts(results);
  const isSum = (t: Tensor, shape: Tensor["shape"]) =>
    t.node.op.kind === "binary" && t.node.op.name === "add" && t.node.inputs.every((o) => sameShape(o.shape, shape));
  const inner = new Set<Tensor>();
  const terms = (t: Tensor, root: Tensor): Tensor[] => {
    if (!isSum(t, root.shape) || (t !== root && uses.get(t) !== 1)) return [t];
    if (t !== root) inner.add(t);
    return t.node.inputs.flatMap((o) => terms(o, root));
  };
  const found = new Map<Tensor, Tensor[]>();
  for (const n of ancestors(results).reverse()) {
    const [root] = n.outputs;
    if (root !== undefined && !inner.has(root) && isSum(root, root.shape)) found.set(root, terms(root, root));
  }
  return found;
}
