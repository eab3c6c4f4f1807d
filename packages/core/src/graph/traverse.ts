import { type Node, node, type Tensor } from "./tensor.ts";

/**
 * Every node that the results depend on, each after its inputs; not looking behind tensors in `known`.
 * Iterative: graphs can be deep.
 */
export function ancestors(results: readonly Tensor[], known?: ReadonlyMap<Tensor, unknown>): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  const push = (tensor: Tensor) => {
    if (known?.has(tensor) || seen.has(tensor.node)) return;
    seen.add(tensor.node);
    stack.push({ node: tensor.node, next: 0 });
  };
  for (const result of results) {
    push(result);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (top.next < top.node.inputs.length) push(top.node.inputs[top.next++]!);
      else {
        order.push(top.node);
        stack.pop();
      }
    }
  }
  return order;
}

/**
 * What a pass makes of one node, given its already rewritten inputs: its outputs, or undefined to keep the node. An
 * output that nobody uses may be undefined.
 */
export type Visit = (node: Node, inputs: readonly Tensor[]) => readonly (Tensor | undefined)[] | undefined;

/**
 * The same results with some tensors replaced: every node on the way is made anew, the others are shared.
 *
 * `substitutes` is extended with what was rewritten, so that one map can serve several calls.
 */
export function rebuild(
  results: readonly Tensor[],
  substitutes: Map<Tensor, Tensor> = new Map(),
  visit?: Visit,
): Tensor[] {
  const lookup = (tensor: Tensor) => substitutes.get(tensor) ?? tensor;
  for (const old of ancestors(results, substitutes)) {
    const inputs = old.inputs.map(lookup);
    const outputs = visit?.(old, inputs) ?? withInputs(old, inputs).outputs;
    old.outputs.forEach((output, i) => {
      if (outputs[i] !== undefined && outputs[i] !== output && !substitutes.has(output))
        substitutes.set(output, outputs[i]);
    });
  }
  return results.map(lookup);
}

/** The same operation on other inputs of the same shapes. */
export function withInputs(old: Node, inputs: readonly Tensor[]): Node {
  if (inputs.every((input, i) => input === old.inputs[i])) return old;
  return node(
    old.op,
    inputs,
    old.outputs.map((output) => output.shape),
  );
}

/** How often each tensor is used, by nodes or as a result. */
export function useCounts(results: readonly Tensor[]): Map<Tensor, number> {
  const counts = new Map<Tensor, number>();
  const use = (t: Tensor) => counts.set(t, (counts.get(t) ?? 0) + 1);
  results.forEach(use);
  for (const n of ancestors(results)) n.inputs.forEach(use);
  return counts;
}
