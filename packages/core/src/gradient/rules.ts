import * as g from "../graph/ops.ts";
import { type Shape, sameShape } from "../graph/size.ts";
import type { BinaryName, Node, Op, Tensor, UnaryName } from "../graph/tensor.ts";

/** Per input, its share of the upstream gradient; undefined where the result does not vary with it. */
export type Rule<Kind extends Op["kind"]> = (
  op: Extract<Op, { kind: Kind }>,
  upstream: Tensor,
  inputs: readonly Tensor[],
  output: Tensor,
) => (Tensor | undefined)[];

/** d output / d x times the upstream gradient d, written with x and the output y, whichever is cheaper to keep. */
const unary: Record<UnaryName, (d: Tensor, x: Tensor, y: Tensor) => Tensor | undefined> = {
  neg: (d) => g.neg(d),
  exp: (d, _, y) => g.mul(d, y),
  erf: (d, x) => g.mul(d, g.mul(2 / Math.sqrt(Math.PI), g.exp(g.neg(g.square(x))))),
  log: (d, x) => g.div(d, x),
  log1p: (d, x) => g.div(d, g.add(1, x)),
  tanh: (d, _, y) => g.mul(d, g.sub(1, g.square(y))),
  sigmoid: (d, _, y) => g.mul(d, g.mul(y, g.sub(1, y))),
  softplus: (d, x) => g.mul(d, g.sigmoid(x)),
  relu: (d, _, y) => g.select(g.less(0, y), d, 0),
  sqrt: (d, _, y) => g.div(g.mul(d, 0.5), y),
  abs: (d, x) => g.mul(d, g.sign(x)),
  sign: () => undefined,
  reciprocal: (d, _, y) => g.neg(g.mul(d, g.square(y))),
};

/** Where x = y, min and max give each side half, as PyTorch does. */
const binary: Record<BinaryName, (d: Tensor, x: Tensor, y: Tensor, z: Tensor) => (Tensor | undefined)[]> = {
  add: (d) => [d, d],
  sub: (d) => [d, g.neg(d)],
  mul: (d, x, y) => [g.mul(d, y), g.mul(d, x)],
  div: (d, _, y, z) => [g.div(d, y), g.neg(g.mul(d, g.div(z, y)))],
  min: (d, x, y) => chosen(d, g.less(x, y), g.equal(x, y)),
  max: (d, x, y) => chosen(d, g.less(y, x), g.equal(x, y)),
  less: () => [undefined, undefined],
  equal: () => [undefined, undefined],
};

const chosen = (d: Tensor, first: Tensor, tie: Tensor) => {
  const half = g.mul(d, 0.5);
  return [g.select(tie, half, g.select(first, d, 0)), g.select(tie, half, g.select(first, 0, d))];
};

/** Undoes broadcasting: adds up over the axes along which a tensor of this shape was repeated. */
export function sumTo(d: Tensor, shape: Shape): Tensor {
  if (sameShape(d.shape, shape)) return d;
  const lead = d.shape.length - shape.length;
  const axes = d.shape.flatMap((size, i) => (i < lead || (shape[i - lead] === 1 && size !== 1) ? [i] : []));
  return g.reshape(g.sum(d, axes, true), shape);
}

const withoutLast = (t: Tensor) => g.reshape(t, t.shape.slice(0, -1));

/** The one table of derivatives. `scan` has a file of its own. */
export const rules: { [Kind in Exclude<Op["kind"], "scan">]: Rule<Kind> } = {
  input: () => [],
  variable: () => [],
  placeholder: () => [],
  constant: () => [],
  array: () => [],
  size: () => [],
  random: () => [undefined],
  unary: (op, d, [x], y) => [unary[op.name](d, x!, y)],
  binary: (op, d, [x, y], z) => {
    const [dx, dy] = binary[op.name](d, x!, y!, z);
    return [dx && sumTo(dx, x!.shape), dy && sumTo(dy, y!.shape)];
  },
  select: (_, d, [condition, a, b]) => [
    undefined,
    sumTo(g.select(condition!, d, 0), a!.shape),
    sumTo(g.select(condition!, 0, d), b!.shape),
  ],
  matmul: (op, d, [a, b]) => {
    if (op.form === "nn") return [g.matmul(d, b!, "nt"), g.matmul(a!, d, "tn")];
    if (op.form === "nt") return [g.matmul(d, b!, "nn"), g.matmul(d, a!, "tn")];
    return [g.matmul(b!, d, "nt"), g.matmul(a!, d, "nn")];
  },
  reduce: (op, d, [x], y) => {
    if (op.name === "sum") return [g.broadcast(d, x!.shape)];
    const hit = g.equal(x!, y);
    return [g.mul(hit, g.div(d, g.sum(hit, op.axes, true)))];
  },
  broadcast: (op, d, [x]) => [op.stop ? undefined : sumTo(d, x!.shape)],
  reshape: (_, d, [x]) => [g.reshape(d, x!.shape)],
  transpose: (op, d) => [
    g.transpose(
      d,
      op.order.map((_, i) => op.order.indexOf(i)),
    ),
  ],
  slice: (op, d, [x]) => [g.pad(d, op.axis, op.start, (x!.shape[op.axis] as number) - op.start - op.length)],
  element: (op, d, [x]) => [g.place(d, op.position, x!.shape[0]!)],
  place: (op, d) => [g.element(d, op.position)],
  concat: (op, d, parts) => {
    let start = 0;
    return parts.map((part) => {
      const length = part.shape[op.axis] as number;
      start += length;
      return g.slice(d, op.axis, start - length, length);
    });
  },
  gather: (_, d, [table, at]) => [g.scatter(d, withoutLast(at!), table!.shape[0] as number), undefined],
  scatter: (op, d, [, at]) => {
    // What was left out has no share; a row of ones is NaN there.
    const ones = g.gather(g.broadcast(1, [op.count, 1]), withoutLast(at!));
    return [g.select(g.equal(ones, ones), g.gather(d, withoutLast(at!)), 0), undefined];
  },
  pad: (op, d, [x]) => [g.slice(d, op.axis, op.before, x!.shape[op.axis] as number)],
};

/** Applies the table to a node with one output. */
export function applyRule(n: Node, upstream: Tensor): (Tensor | undefined)[] {
  const rule = rules[n.op.kind as Exclude<Op["kind"], "scan">] as Rule<Op["kind"]>;
  if (n.op.kind === "matmul" && n.op.rows * n.op.columns > 1)
    throw new Error("gradients are taken before products are merged");
  return rule(n.op as never, upstream, n.inputs, n.outputs[0]!);
}
