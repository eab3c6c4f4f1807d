import * as g from "./ops.ts";
import { LIMIT, type Pool } from "./pool.test.support.ts";
import { scan } from "./scan.ts";
import { mix } from "./scattered.test.support.ts";
import { broadcastShapes, type Shape, type Size, sameShape } from "./size.ts";
import type { Tensor } from "./tensor.ts";

/** One decision of a random graph. Numbers wrap around, so that any list of genes is a legal graph and shrinks well. */
export interface Gene {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** The body of a scan. */
  readonly inner: readonly Gene[];
}

type Operation = (pool: Pool, gene: Gene) => void;

const smoothUnary: Operation = (pool, { a, b }) => {
  const x = pool.pick(a)!;
  const bound = pool.bound(x);
  const [f, limit] = (
    [
      [g.tanh, 1],
      [g.sigmoid, 1],
      [g.softplus, bound + 0.7],
      [g.neg, bound],
      [g.exp, Math.exp(bound)],
      [(t: Tensor) => g.log(g.add(0.5, g.square(t))), 2],
      [(t: Tensor) => g.log1p(g.square(t)), 1.7],
      [(t: Tensor) => g.sqrt(g.add(0.5, g.square(t))), bound + 0.8],
      [(t: Tensor) => g.reciprocal(g.add(0.5, g.square(t))), 2],
      [g.square, bound * bound],
      [g.erf, 1],
    ] as const
  )[b % 11]!;
  pool.add(f(x), limit, f === g.neg && pool.isExact(x));
};

const kinkedUnary: Operation = (pool, { a, b }) => {
  const x = pool.pick(a, pool.kinked());
  if (x !== undefined) pool.add(b % 2 === 0 ? g.relu(x) : g.abs(x), pool.bound(x), pool.isExact(x));
  const y = pool.pick(a, pool.exactOnes());
  if (y !== undefined) pool.add(g.sign(y), 1, true);
};

const smoothBinary: Operation = (pool, { a, b, c }) => {
  const first = pool.pick(a)!;
  const second = pool.partner(first, b);
  const [x, y] = c % 2 === 0 ? [first, second] : [second, first];
  const sum = pool.bound(x) + pool.bound(y);
  const product = pool.bound(x) * pool.bound(y);
  switch (c % 5) {
    case 0:
      return pool.add(g.add(x, y), sum);
    case 1:
      return pool.add(g.sub(x, y), sum);
    case 2:
    case 3:
      return pool.add(g.mul(x, y), product);
    default:
      return pool.add(g.div(x, g.add(g.square(y), 0.5)), 2 * pool.bound(x));
  }
};

const kinkedBinary: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a, pool.kinked());
  if (x === undefined) return;
  const y = pool.partner(x, b, pool.kinked());
  pool.add(
    (c % 2 === 0 ? g.min : g.max)(x, y),
    Math.max(pool.bound(x), pool.bound(y)),
    pool.isExact(x) && pool.isExact(y),
  );
};

const comparison: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a, pool.exactOnes());
  if (x !== undefined) pool.add((c % 2 === 0 ? g.less : g.equal)(x, pool.partner(x, b, pool.exactOnes())), 1, true);
};

const selection: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a)!;
  const y = c % 7 === 0 ? g.constant(-0.5) : pool.partner(x, b);
  const shape = broadcastShapes(x.shape, y.shape)!;
  const conditions = pool.exactOnes().filter((t) => broadcastShapes(t.shape, shape) !== undefined);
  const condition = pool.pick(c, conditions);
  if (condition === undefined) return;
  const exact = pool.isExact(x) && pool.isExact(y);
  pool.add(g.select(g.less(condition, 0.25), x, y), Math.max(pool.bound(x), pool.bound(y)), exact);
};

const product: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(
    a,
    pool.where((t) => typeof t.shape.at(-1) === "number"),
  );
  if (x === undefined) return;
  const form = (["nn", "nt", "tn"] as const)[c % 3]!;
  const fixed = (t: Tensor) => t.shape.every((s) => typeof s === "number");
  const inner = x.shape.at(-1) as number;
  const known = pool.pick(
    b,
    pool.where((t) =>
      form === "tn"
        ? sameShape(t.shape.slice(0, -1), x.shape.slice(0, -1)) && typeof t.shape.at(-1) === "number"
        : t.shape.length === 2 && fixed(t) && t.shape[form === "nn" ? 0 : 1] === inner,
    ),
  );
  const out = c % 5 === 0 ? 1 + (b % 7) : inner;
  const weight = form === "nn" ? pool.weight(inner, out) : pool.weight(out, inner);
  const y = form === "tn" || (known !== undefined && c % 2 === 0) ? known : weight;
  if (y === undefined) return;
  const terms = longest(form === "tn" ? x.shape.slice(0, -1) : x.shape.slice(-1));
  pool.add(g.matmul(x, y, form), terms * pool.bound(x) * pool.bound(y));
};

/** The most elements that a shape can have. */
const longest = (shape: Shape): number => shape.reduce<number>((n, s) => n * (typeof s === "number" ? s : 8), 1);

/** Rows of a table by numbers that float32 and float64 agree on, some of them no rows; and values added up by them. */
const gathering: Operation = (pool, { a, b, c }) => {
  const fixed = (t: Tensor) => t.shape.length === 2 && t.shape.every((s) => typeof s === "number");
  const table = pool.pick(a, pool.where(fixed));
  const seed = pool.pick(b, pool.exactOnes());
  if (table === undefined || seed === undefined) return;
  const rows = table.shape[0] as number;
  const third = g.less(seed, 0.3);
  const at = g.select(g.less(seed, -0.3), 0, g.mul(third, c % rows));
  if (at.shape.length < 4) pool.add(g.gather(table, at), pool.bound(table), pool.isExact(table));
  const values = pool.pick(
    c,
    pool.where((t) => typeof t.shape.at(-1) === "number" && sameShape(t.shape.slice(0, -1), at.shape)),
  );
  if (values === undefined) return;
  // One row beyond the table, for indices that are none.
  const outside = g.add(at, g.mul(g.less(0.4, seed), 100));
  pool.add(g.scatter(values, outside, rows), longest(at.shape) * pool.bound(values));
};

const reduction: Operation = (pool, { a, b, c }) => {
  const isMax = c % 3 === 0;
  const x = pool.pick(a, isMax ? pool.kinked() : pool.tensors);
  if (x === undefined) return;
  const axes = x.shape.flatMap((_, i) => ((b >> i) & 1 ? [i] : []));
  const keep = c % 2 === 0;
  if (isMax) return pool.add(g.reduceMax(x, axes, keep), pool.bound(x), pool.isExact(x));
  if (c % 3 === 1) return pool.add(g.mean(x, axes, keep), pool.bound(x));
  pool.add(g.sum(x, axes, keep), pool.bound(x) * longest(axes.map((i) => x.shape[i]!)));
};

const softmax: Operation = (pool, { a }) => {
  const x = pool.pick(a, pool.kinked());
  if (x !== undefined && x.shape.length > 0) pool.add(g.softmax(x), 1);
};

const reshaping: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a)!;
  const { shape } = x;
  const at = b % (shape.length + 1);
  const size = shape[at];
  const next = shape[at + 1];
  const to: Shape[] = [
    [...shape.slice(0, at), 1, ...shape.slice(at)],
    shape.filter((s) => s !== 1),
    [...shape].sort((p, q) => String(q).localeCompare(String(p))),
  ];
  if (typeof size === "number" && typeof next === "number")
    to.push([...shape.slice(0, at), size * next, ...shape.slice(at + 2)]);
  if (typeof size === "number")
    for (const f of [2, 3]) if (size % f === 0) to.push([...shape.slice(0, at), f, size / f, ...shape.slice(at + 1)]);
  pool.add(g.reshape(x, to[c % to.length]!), pool.bound(x), pool.isExact(x));
};

const transposition: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a)!;
  const order = x.shape.map((_, i) => i).sort((i, j) => mix(b, c, i) - mix(b, c, j));
  pool.add(g.transpose(x, order), pool.bound(x), pool.isExact(x));
};

/** One of the axes of fixed length. */
function fixedAxis({ shape }: Tensor, n: number): number | undefined {
  const axes = shape.flatMap((s, i) => (typeof s === "number" ? [i] : []));
  return axes[n % axes.length];
}

const slicing: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a)!;
  const axis = fixedAxis(x, b);
  if (axis === undefined) return;
  const whole = x.shape[axis] as number;
  const start = c % whole;
  const count = 1 + (b % (whole - start));
  pool.add(g.slice(x, axis, start, count), pool.bound(x), pool.isExact(x));
};

const padding: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a)!;
  const axis = fixedAxis(x, b);
  if (axis !== undefined) pool.add(g.pad(x, axis, b % 3, c % 4), pool.bound(x), pool.isExact(x));
};

const joining: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a)!;
  const axis = fixedAxis(x, b);
  if (axis === undefined) return;
  const others = (t: Tensor) => t.shape.filter((_, i) => i !== axis);
  const alike = pool.where(
    (t) => t.shape.length === x.shape.length && typeof t.shape[axis] === "number" && sameShape(others(t), others(x)),
  );
  const parts = [x, pool.pick(b, alike)!, ...(c % 3 === 0 ? [pool.pick(c, alike)!] : [])];
  pool.add(
    g.concat(parts, axis),
    LIMIT,
    parts.every((t) => pool.isExact(t)),
  );
};

const ends: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a)!;
  const position = b % 2 === 0 ? "first" : "last";
  const axis = (["T", "B", 1, 3] as const)[c % 4]!;
  if (c % 8 > 3) pool.add(g.place(x, position, axis), pool.bound(x), pool.isExact(x));
  else if (x.shape.length > 0) pool.add(g.element(x, position), pool.bound(x), pool.isExact(x));
};

const broadcasting: Operation = (pool, { a, b, c }) => {
  const x = pool.pick(a)!;
  const shapes: Shape[] = [
    [(["T", "B", 2] as Size[])[c % 3]!, ...x.shape],
    ...pool.tensors.map((t) => broadcastShapes(t.shape, x.shape)).filter((shape) => shape !== undefined),
  ];
  pool.add(g.broadcast(x, shapes[b % shapes.length]!), pool.bound(x), pool.isExact(x));
};

const scanning: Operation = (pool, { a, b, c, inner }) => {
  const x = pool.pick(
    a,
    pool.where((t) => t.shape.length > 0),
  );
  if (x === undefined) return;
  const axis = x.shape[0]!;
  const alike = pool.where((t) => t.shape[0] === axis);
  const sequences = [x, pool.pick(b, alike)!].slice(0, c % 5 === 0 ? 0 : 1 + (b % 2));
  const small = pool.where((t) => t.shape.length < 4);
  const initial = Array.from({ length: Math.min((c % 11) % 4, small.length) }, (_, i) => pool.pick(b + 2 * i, small)!);
  const captured = Array.from({ length: 3 }, (_, i) => pool.pick(mix(a, b, i), small)).filter((t) => t !== undefined);
  const { finals, stacks, sums } = scan({
    axis,
    reverse: b % 3 === 0,
    sequences,
    initial,
    step: (slices, states) => {
      const body = pool.inside(
        captured,
        slices.map((t, i) => [sequences[i]!, t]),
      );
      for (const state of states) body.add(state, LIMIT);
      grow(body, inner);
      const alikeInside = (shape: Shape) => body.where((t) => sameShape(t.shape, shape));
      const some = (seed: number, count: number) =>
        Array.from({ length: count }, (_, i) => body.pick(mix(seed, i))).filter((t) => t !== undefined);
      const next = states.map((state, i) => {
        const candidates = alikeInside(state.shape);
        return mix(b, i) % 9 === 0 ? g.zeros(state.shape) : (body.pick(mix(c, i), candidates) ?? state);
      });
      const stacked = [...some(b, (b >> 2) % 4), ...next.filter((_, i) => mix(a, i) % 3 === 0)];
      return { next, stacked, summed: some(c, (c >> 2) % 3) };
    },
  });
  for (const t of finals) pool.add(t, LIMIT);
  for (const t of stacks) pool.add(t, LIMIT);
  for (const t of sums) pool.add(t, LIMIT * longest([axis]));
};

/** Some key, and the shape of another tensor. */
const drawing: Operation = (pool, { a, b, c }) => {
  const key = g.array([a, b, c, mix(a, b) % 65536, c % 5], [5]);
  pool.add(g.random(key, b % 3, pool.pick(a)!.shape), 1, true);
};

const operations: readonly Operation[] = [
  smoothUnary,
  smoothBinary,
  product,
  scanning,
  kinkedUnary,
  kinkedBinary,
  comparison,
  selection,
  reduction,
  softmax,
  reshaping,
  transposition,
  slicing,
  padding,
  joining,
  ends,
  broadcasting,
  smoothBinary,
  smoothBinary,
  product,
  product,
  product,
  scanning,
  drawing,
  gathering,
];

/** Applies one operation a gene to tensors of the pool; results join it. */
export function grow(pool: Pool, genes: readonly Gene[]): void {
  for (const gene of genes) operations[gene.op % operations.length]!(pool, gene);
}
