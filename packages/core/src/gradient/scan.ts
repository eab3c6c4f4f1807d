import { add, zeros } from "../graph/ops.ts";
import {
  applyScan,
  type Body,
  bodyResults,
  type Loop,
  placeholder,
  scanInputs,
  scanNode,
  scanResult,
} from "../graph/scan.ts";
import type { Node, Op, Tensor } from "../graph/tensor.ts";
import { rebuild } from "../graph/traverse.ts";
import { savings, startingStates } from "./save.ts";
import { widenAll } from "./widen.ts";

type ScanOp = Extract<Op, { kind: "scan" }>;

/** What a scan's gradient needs of the pass that it is part of. */
interface Surroundings {
  /** Whether a tensor outside depends on anything whose gradient is wanted. */
  varies: (tensor: Tensor) => boolean;
  /** Receives the scan's old outputs and those of the scan that replaces it. */
  widened: Map<Tensor, Tensor>;
  /** Reverse mode over one level: here, over one step. */
  backpropagate: (
    upstream: ReadonlyMap<Tensor, Tensor>,
    wrt: readonly Tensor[],
    widened: Map<Tensor, Tensor>,
  ) => (Tensor | undefined)[];
}

/**
 * The derivative of a scan: a scan over the same steps the other way, whose states are the gradients of the states.
 *
 *   dsequences[t], dstates, += dcaptures = stepᵀ(dstacks[t], dstates, dsums; what the forward step kept)
 *
 * What it needs of the forward steps becomes further stacks of the forward scan: `widened` receives its old outputs and
 * those of the scan that replaces it.
 */
export function scanGradient(
  n: Node,
  op: ScanOp,
  upstream: readonly (Tensor | undefined)[],
  { varies, widened, backpropagate }: Surroundings,
): (Tensor | undefined)[] {
  const inputs = scanInputs(op.body, n.inputs);
  const arriving = scanResult(op.body, upstream);
  const sequences = op.body.sequences.filter((_, i) => varies(inputs.sequences[i]!));
  const captures = op.body.captures.filter((_, i) => varies(inputs.captures[i]!));

  const adjoints = op.body.states.map((t) => placeholder(t.shape, "adjoint"));
  const upstreams = op.body.stacked.map((t, i) => arriving.stacks[i] && placeholder(t.shape, "upstream"));
  const { body, shares } = transposedStep(
    op.body,
    adjoints,
    upstreams,
    arriving.sums,
    [...sequences, ...op.body.states, ...captures],
    backpropagate,
  );

  const kept = op.segment === undefined ? savings(body, shares) : startingStates(body, shares);
  const wide = widen(n, op, body, [...kept.keys()]);
  n.outputs.forEach((output, i) => {
    widened.set(output, wide.outputs[i]!);
  });

  const read = body.sequences.map((t) => placeholder(t.shape, "sequence"));
  const known = new Map(kept);
  body.sequences.forEach((t, i) => {
    known.set(t, read[i]!);
  });
  body.captures.forEach((t, i) => {
    known.set(t, inputs.captures[i]!);
  });
  const step = rebuild(shares, known);
  const pairs: [Tensor, Tensor][] = [
    ...upstreams.flatMap((p, i): [Tensor, Tensor][] => (p ? [[p, arriving.stacks[i]!]] : [])),
    ...[...kept].map(([t, p]): [Tensor, Tensor] => [p, wide.stacks.get(t)!]),
    ...read.map((p, i): [Tensor, Tensor] => [p, inputs.sequences[i]!]),
  ];
  const backward = applyScan(
    { ...loopOf(op), reverse: !op.reverse },
    pairs.map(([, sequence]) => sequence),
    body.next.map((t, i) => arriving.finals[i] ?? zeros(t.shape)),
    {
      sequences: pairs.map(([p]) => p),
      states: adjoints,
      stacked: step.slice(0, sequences.length),
      next: step.slice(sequences.length, sequences.length + adjoints.length),
      summed: step.slice(sequences.length + adjoints.length),
    },
  );
  const share = new Map<Tensor, Tensor>();
  sequences.forEach((t, i) => {
    share.set(t, backward.stacks[i]!);
  });
  captures.forEach((t, i) => {
    share.set(t, backward.sums[i]!);
  });
  return [...body.sequences.map((t) => share.get(t)), ...backward.finals, ...body.captures.map((t) => share.get(t))];
}

/** Steps of segments are computed anew once. */
const loopOf = ({ axis, reverse, segment }: ScanOp): Loop =>
  segment === undefined ? { axis, reverse } : { axis, reverse, segment };

/** Gradients of one step with respect to some of its placeholders, and the body as inner scans left it. */
function transposedStep(
  body: Body,
  adjoints: readonly Tensor[],
  upstreams: readonly (Tensor | undefined)[],
  sums: readonly (Tensor | undefined)[],
  wrt: readonly Tensor[],
  backpropagate: Surroundings["backpropagate"],
): { body: Body; shares: Tensor[] } {
  const arriving = new Map<Tensor, Tensor>();
  const arrive = (t: Tensor, d: Tensor | undefined) => {
    if (d !== undefined) arriving.set(t, arriving.has(t) ? add(arriving.get(t)!, d) : d);
  };
  for (const [tensors, upstream] of [
    [body.next, adjoints],
    [body.stacked, upstreams],
    [body.summed, sums],
  ] as const)
    tensors.forEach((t, i) => {
      arrive(t, upstream[i]);
    });
  const inner = new Map<Tensor, Tensor>();
  const shares = backpropagate(arriving, wrt, inner).map((d, i) => d ?? zeros(wrt[i]!.shape));
  const results = bodyResults(body);
  const rewritten = widenAll([...results, ...shares], inner);
  let from = 0;
  const take = (list: readonly Tensor[]) => rewritten.slice(from, (from += list.length));
  return {
    body: { ...body, next: take(body.next), stacked: take(body.stacked), summed: take(body.summed) },
    shares: take(shares),
  };
}

/** The same scan with further body values stacked: its outputs in the old order, and the stack of each value. */
function widen(n: Node, op: ScanOp, body: Body, keep: readonly Tensor[]) {
  const stacked = [...body.stacked, ...keep.filter((t) => !body.stacked.includes(t))];
  const { sequences, initial, captures } = scanInputs(body, n.inputs);
  const result = scanNode(loopOf(op), { ...body, stacked }, sequences, initial, captures);
  return {
    outputs: [...result.finals, ...result.stacks.slice(0, body.stacked.length), ...result.sums],
    stacks: new Map(keep.map((t) => [t, result.stacks[stacked.indexOf(t)]!])),
  };
}
