import { bodyResults, scanInputs, scanNode, withResults } from "../graph/scan.ts";
import type { Node, Op, Tensor } from "../graph/tensor.ts";
import { rebuild, withInputs } from "../graph/traverse.ts";

/** Common subexpressions become one: the same operation on the same inputs is computed once. */
export function cse(results: readonly Tensor[]): Tensor[] {
  const known = new Map<string, Node>();
  return rebuild(results, new Map(), (n, inputs) => {
    if (n.op.kind === "scan") return cseScan(n.op, inputs);
    const key = keyOf(n, inputs);
    const same = known.get(key);
    if (same !== undefined) return same.outputs;
    const made = withInputs(n, inputs);
    known.set(key, made);
    return made.outputs;
  });
}

function keyOf({ id, op }: Node, inputs: readonly Tensor[]): string {
  const from = inputs.map((t) => `${t.node.id}.${t.index}`).join(" ");
  switch (op.kind) {
    case "placeholder":
    case "array":
    case "random":
      return `${op.kind} ${id}`;
    case "unary":
    case "binary":
      return `${op.name} ${from}`;
    case "constant":
      return `constant ${Object.is(op.value, -0) ? "-0" : op.value}`;
    default:
      return `${JSON.stringify(op)} ${from}`;
  }
}

/** Inside the body; and a tensor that comes in twice comes in once, a value that is stacked twice is stacked once. */
function cseScan(op: Extract<Op, { kind: "scan" }>, inputs: readonly Tensor[]): Tensor[] {
  const { sequences, initial, captures } = scanInputs(op.body, inputs);
  const first = new Map<Tensor, Tensor>();
  const unique = (outer: readonly Tensor[], placeholders: readonly Tensor[]) => {
    const seen = new Map<Tensor, Tensor>();
    outer.forEach((t, i) => {
      const earlier = seen.get(t);
      if (earlier === undefined) seen.set(t, placeholders[i]!);
      else first.set(placeholders[i]!, earlier);
    });
    return seen;
  };
  const uniqueSequences = unique(sequences, op.body.sequences);
  const uniqueCaptures = unique(captures, op.body.captures);
  const body = withResults(op.body, cse(rebuild(bodyResults(op.body), first)));
  const stacked = [...new Set(body.stacked)];
  const summed = [...new Set(body.summed)];
  const result = scanNode(
    op,
    {
      ...body,
      sequences: [...uniqueSequences.values()],
      captures: [...uniqueCaptures.values()],
      stacked,
      summed,
    },
    [...uniqueSequences.keys()],
    initial,
    [...uniqueCaptures.keys()],
  );
  return [
    ...result.finals,
    ...body.stacked.map((t) => result.stacks[stacked.indexOf(t)]!),
    ...body.summed.map((t) => result.sums[summed.indexOf(t)]!),
  ];
}
