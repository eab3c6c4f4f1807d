import { scanInputs, scanNode, scanResult, withResults } from "../graph/scan.ts";
import type { Node, Op, Tensor } from "../graph/tensor.ts";
import { ancestors, rebuild } from "../graph/traverse.ts";

type ScanOp = Extract<Op, { kind: "scan" }>;

/** Which parts of a scan anything depends on, by position. */
interface Live {
  states: number[];
  stacks: number[];
  sums: number[];
  sequences: number[];
  captures: number[];
}

/** Dead code goes: here, only scans can carry any, as stacks, sums, states or inputs that nobody needs. */
export function dce(results: readonly Tensor[]): Tensor[] {
  const order = ancestors(results);
  if (order.every((n) => n.op.kind !== "scan")) return [...results];
  const used = new Set<Tensor>(results);
  const live = new Map<Node, Live>();
  for (const n of order.reverse()) {
    if (!n.outputs.some((output) => used.has(output))) continue;
    if (n.op.kind !== "scan") {
      for (const input of n.inputs) used.add(input);
      continue;
    }
    const parts = liveParts(n, n.op, used);
    live.set(n, parts);
    const inputs = scanInputs(n.op.body, n.inputs);
    for (const i of parts.sequences) used.add(inputs.sequences[i]!);
    for (const i of parts.states) used.add(inputs.initial[i]!);
    for (const i of parts.captures) used.add(inputs.captures[i]!);
  }
  return rebuild(results, new Map(), (n, inputs) => {
    const parts = live.get(n);
    return n.op.kind === "scan" && parts !== undefined ? trim(n.op, inputs, parts) : undefined;
  });
}

const positions = <T>(list: readonly T[], keep: (item: T, i: number) => boolean) =>
  list.flatMap((item, i) => (keep(item, i) ? [i] : []));

function liveParts(n: Node, { body }: ScanOp, used: ReadonlySet<Tensor>): Live {
  const { finals, stacks, sums } = scanResult(body, n.outputs);
  const liveStacks = positions(stacks, (t) => used.has(t));
  const liveSums = positions(sums, (t) => used.has(t));
  const states = new Set(positions(finals, (t) => used.has(t)));
  for (;;) {
    const results = [
      ...liveStacks.map((i) => body.stacked[i]!),
      ...liveSums.map((i) => body.summed[i]!),
      ...[...states].map((i) => body.next[i]!),
    ];
    const reached = new Set(ancestors(dce(results)));
    const before = states.size;
    body.states.forEach((p, i) => {
      if (reached.has(p.node)) states.add(i);
    });
    if (states.size === before)
      return {
        states: [...states].sort((a, b) => a - b),
        stacks: liveStacks,
        sums: liveSums,
        sequences: positions(body.sequences, (p) => reached.has(p.node)),
        captures: positions(body.captures, (p) => reached.has(p.node)),
      };
  }
}

function trim(op: ScanOp, inputs: readonly Tensor[], live: Live): (Tensor | undefined)[] {
  const { body } = op;
  const { sequences, initial, captures } = scanInputs(body, inputs);
  const pick = <T>(list: readonly T[], at: readonly number[]) => at.map((i) => list[i]!);
  const next = pick(body.next, live.states);
  const stacked = pick(body.stacked, live.stacks);
  const summed = pick(body.summed, live.sums);
  const inner = dce([...next, ...stacked, ...summed]);
  const trimmed = {
    sequences: pick(body.sequences, live.sequences),
    states: pick(body.states, live.states),
    captures: pick(body.captures, live.captures),
    next,
    stacked,
    summed,
  };
  const result = scanNode(
    op,
    withResults(trimmed, inner),
    pick(sequences, live.sequences),
    pick(initial, live.states),
    pick(captures, live.captures),
  );
  const spread = (list: readonly Tensor[], at: readonly number[], count: number) =>
    Array.from({ length: count }, (_, i) => list[at.indexOf(i)]);
  return [
    ...spread(result.finals, live.states, body.next.length),
    ...spread(result.stacks, live.stacks, body.stacked.length),
    ...spread(result.sums, live.sums, body.summed.length),
  ];
}
