import { ShapeError } from "../errors.ts";
import { add, constant } from "../graph/ops.ts";
import { showShape } from "../graph/size.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import { applyRule } from "./rules.ts";
import { scanGradient } from "./scan.ts";
import { inSegments, type Recompute } from "./segments.ts";
import { widenAll } from "./widen.ts";

/**
 * Gradients of a scalar: d loss / d w for every w asked for, as a graph. What the loss does not depend on gets zeros
 * nowhere: its gradient is undefined.
 *
 * Taking a gradient may make scans keep more of what they compute, so `results` (the loss and whatever else comes from
 * the same forward pass) are given back rewritten: use those, not the old ones. With `recompute`, scans keep less: see
 * segments.ts.
 *
 * Errors: E_SHAPE when the loss is not a scalar.
 */
export function gradient(
  loss: Tensor,
  wrt: readonly Tensor[],
  results: readonly Tensor[] = [loss],
  recompute?: Recompute,
): { gradients: (Tensor | undefined)[]; results: Tensor[] } {
  if (loss.shape.length > 0)
    throw new ShapeError({
      where: "gradient",
      expected: "a scalar loss",
      got: `shape ${showShape(loss.shape)}`,
      hint: "taking its mean",
    });
  const [cut, ...all] = inSegments([loss, ...results, ...wrt], wrt, recompute) as [Tensor, ...Tensor[]];
  const widened = new Map<Tensor, Tensor>();
  const gradients = backpropagate(new Map([[cut, constant(1)]]), all.slice(results.length), widened);
  const found = gradients.filter((t): t is Tensor => t !== undefined);
  const rewritten = widenAll([...all.slice(0, results.length), ...found], widened);
  let next = results.length;
  return {
    results: rewritten.slice(0, results.length),
    gradients: gradients.map((t) => (t === undefined ? undefined : rewritten[next++])),
  };
}

/**
 * Reverse mode over one level of a graph: from upstream gradients of some tensors to gradients of others.
 *
 * `widened` receives, for every scan on the way, its old outputs and those of the scan that replaces it.
 */
export function backpropagate(
  upstream: ReadonlyMap<Tensor, Tensor>,
  wrt: readonly Tensor[],
  widened: Map<Tensor, Tensor>,
): (Tensor | undefined)[] {
  const order = ancestors([...upstream.keys()]);
  const varying = new Set<Node>(wrt.map((t) => t.node));
  for (const n of order) if (n.inputs.some((input) => varying.has(input.node))) varying.add(n);
  const adjoints = new Map<Tensor, Tensor>(upstream);
  const accumulate = (tensor: Tensor, share: Tensor | undefined) => {
    if (share === undefined || !varying.has(tensor.node)) return;
    const sofar = adjoints.get(tensor);
    adjoints.set(tensor, sofar === undefined ? share : add(sofar, share));
  };
  for (const n of [...order].reverse()) {
    if (!n.inputs.some((input) => varying.has(input.node))) continue;
    const arriving = n.outputs.map((output) => adjoints.get(output));
    if (arriving.every((d) => d === undefined)) continue;
    const shares =
      n.op.kind === "scan"
        ? scanGradient(n, n.op, arriving, { varies: (tensor) => varying.has(tensor.node), widened, backpropagate })
        : applyRule(n, arriving[0]!);
    n.inputs.forEach((tensor, i) => {
      accumulate(tensor, shares[i]);
    });
  }
  return wrt.map((t) => adjoints.get(t));
}
