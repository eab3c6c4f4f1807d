import { add } from "../graph/ops.ts";
import { inBodies } from "../graph/scan.ts";
import { type Node, node, type Op, type Tensor } from "../graph/tensor.ts";
import { ancestors, rebuild, useCounts } from "../graph/traverse.ts";
import { sums } from "./sums.ts";

type MatmulOp = Extract<Op, { kind: "matmul" }>;

/**
 * Products that share an operand become one block product.
 *
 *   A₁ B₁ + A₂ B₂ + …   one product over the joined inner axis
 *   A B₁, A B₂, …       one product with the joined columns: all gates of a cell at once
 */
export function merge(results: readonly Tensor[]): Tensor[] {
  const pass = (level: readonly Tensor[]) => mergeColumns(mergeRows(level));
  return pass(inBodies(results, pass));
}

const isProduct = (n: Node): n is Node & { op: MatmulOp } => n.op.kind === "matmul" && n.op.form !== "tn";

/** Sums of products become one product over a joined inner axis. */
function mergeRows(results: readonly Tensor[]): Tensor[] {
  const uses = useCounts(results);
  const chains = sums(results);
  const substitutes = new Map<Tensor, Tensor>();
  return rebuild(results, substitutes, (n) => {
    const chain = chains.get(n.outputs[0]!);
    if (chain === undefined) return undefined;
    const mergeable = (t: Tensor, form: string) =>
      isProduct(t.node) && t.node.op.form === form && t.node.op.rows * t.node.op.columns === 1 && uses.get(t) === 1;
    const form = chain
      .map((t) => t.node.op)
      .find((op): op is MatmulOp => op.kind === "matmul" && op.form !== "tn")?.form;
    if (form === undefined) return undefined;
    const products = chain.filter((t) => mergeable(t, form));
    if (products.length < 2) return undefined;
    const current = (t: Tensor) => substitutes.get(t) ?? t;
    const merged = node(
      { kind: "matmul", form, rows: products.length, columns: 1 },
      [...products.map((t) => current(t.node.inputs[0]!)), ...products.map((t) => current(t.node.inputs[1]!))],
      [n.outputs[0]!.shape],
    ).outputs[0]!;
    return [chain.filter((t) => !products.includes(t)).reduce((total, t) => add(total, current(t)), merged)];
  });
}

/** Products with the same left side become one product with joined columns. */
function mergeColumns(results: readonly Tensor[]): Tensor[] {
  const groups = new Map<string, Node[]>();
  for (const n of ancestors(results)) {
    if (!isProduct(n) || n.op.columns > 1) continue;
    const key = `${n.op.form} ${n.inputs
      .slice(0, n.op.rows)
      .map((t) => `${t.node.id}.${t.index}`)
      .join(" ")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [n]);
    else {
      // A right side computed from another member of the group could not wait for it.
      const right = new Set(ancestors(n.inputs.slice(n.op.rows)));
      if (!group.some((member) => right.has(member))) group.push(n);
    }
  }
  const made = new Map<Node, { group: Node[]; merged?: Node }>();
  for (const group of groups.values()) if (group.length > 1) for (const n of group) made.set(n, { group });
  const substitutes = new Map<Tensor, Tensor>();
  return rebuild(results, substitutes, (n) => {
    const entry = made.get(n);
    if (entry === undefined) return undefined;
    const { group } = entry;
    const shared = made.get(group[0]!)!;
    if (shared.merged === undefined) {
      const { form, rows } = n.op as MatmulOp;
      const right = group.map((member) => rebuild(member.inputs.slice(rows), substitutes));
      const left = rebuild(n.inputs.slice(0, rows), substitutes);
      const blocks = left.flatMap((_, k) => right.map((b) => b[k]!));
      shared.merged = node(
        { kind: "matmul", form, rows, columns: group.length },
        [...left, ...blocks],
        group.map((member) => member.outputs[0]!.shape),
      );
    }
    return [shared.merged.outputs[group.indexOf(n)]];
  });
}
