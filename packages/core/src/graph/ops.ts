import { ShapeError, SluiceError } from "../errors.ts";
import { KEY_LENGTH } from "../math/keyed-uniform.ts";
import { broadcastShapes, type Shape, type Size, sameShape, showShape } from "./size.ts";
import { type BinaryName, describeTensor, node, type Tensor, type UnaryName } from "./tensor.ts";

/** What an operation takes: a tensor, or a number that becomes a scalar. */
export type Value = Tensor | number;

const shapeError = (where: string, expected: string, got: string, hint?: string) =>
  new ShapeError(hint === undefined ? { where, expected, got } : { where, expected, got, hint });

// ── leaves ──

/** Data given at every run. */
export const input = (name: string, shape: Shape): Tensor =>
  node({ kind: "input", name, shape }, [], [shape]).outputs[0]!;

/** An array that a program keeps between runs: a parameter, an optimizer's moment, a carried state. */
export const variable = (name: string, shape: readonly number[]): Tensor =>
  node({ kind: "variable", name, shape }, [], [shape]).outputs[0]!;

export const constant = (value: number): Tensor => node({ kind: "constant", value }, [], [[]]).outputs[0]!;

/** An array fixed at tracing. */
export function array(values: ArrayLike<number>, shape: readonly number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== values.length)
    throw shapeError("array", `${count} values for shape ${showShape(shape)}`, `${values.length}`);
  return node({ kind: "array", shape, values: Float64Array.from(values) }, [], [shape]).outputs[0]!;
}

/** The length of an axis as a scalar: known at run time for a named axis. */
export const size = (axis: Size): Tensor =>
  typeof axis === "number" ? constant(axis) : node({ kind: "size", axis }, [], [[]]).outputs[0]!;

/**
 * Random numbers, uniform in [0, 1), the same on every backend: multiples of 2^−24. Their derivative is zero.
 *
 *   (w₀, w₁) = threefry(k₀ + stream, k₁; row, ⌊place / 2⌋)      u = ⌊w_(place mod 2) / 2^8⌋ / 2^24
 *
 * The row is the index along B, counted from the key's first row, and 0 where there is no B. The place is that within
 * the row: t · 2⌈H/2⌉ + unit, with t the index over all other axes but a last one of H units. So a number depends neither
 * on B nor on T, and rows that are computed apart get those that they have in the whole.
 * Shapes: key [5], as `randomKey` gives it for a seed and a step; the result as `shape` says.
 * Errors: E_SHAPE for another key; E_ARGUMENT unless `stream` is an integer from 0 to 2^31 − 1.
 * Source: Salmon et al. 2011 (Threefry-2x32, 20 rounds).
 */
export function random(key: Tensor, stream: number, shape: Shape): Tensor {
  if (!sameShape(key.shape, [KEY_LENGTH])) throw shapeError("random", `a key [${KEY_LENGTH}]`, describeTensor(key));
  if (!Number.isInteger(stream) || stream < 0 || stream >= 2 ** 31)
    throw new SluiceError("E_ARGUMENT", {
      where: "random, stream",
      expected: "an integer from 0 to 2147483647 (2^31 − 1)",
      got: String(stream),
    });
  return node({ kind: "random", stream, shape }, [key], [shape]).outputs[0]!;
}

export const tensor = (value: Value): Tensor => (typeof value === "number" ? constant(value) : value);

// ── elementwise ──

export const constantValue = (t: Tensor): number | undefined =>
  t.node.op.kind === "constant" ? t.node.op.value : undefined;

const unary =
  (name: UnaryName) =>
  (x: Value): Tensor => {
    const a = tensor(x);
    return node({ kind: "unary", name }, [a], [a.shape]).outputs[0]!;
  };

function elementwise(name: BinaryName, x: Value, y: Value): Tensor {
  const a = tensor(x);
  const b = tensor(y);
  const shape = broadcastShapes(a.shape, b.shape);
  if (shape === undefined)
    throw shapeError(name, "two shapes that broadcast", `${describeTensor(a)} and ${describeTensor(b)}`);
  return node({ kind: "binary", name }, [a, b], [shape]).outputs[0]!;
}

const binary = (name: BinaryName) => (x: Value, y: Value) => elementwise(name, x, y);

export const exp = unary("exp");
/** The error function 2/√π ∫₀ˣ e^−t² dt. */
export const erf = unary("erf");
export const log = unary("log");
/** log(1 + x), also where x is so small that 1 + x is 1. */
export const log1p = unary("log1p");
export const tanh = unary("tanh");
/** σ(x) = 1 / (1 + e^−x). */
export const sigmoid = unary("sigmoid");
/** log(1 + e^x). */
export const softplus = unary("softplus");
/** max(x, 0), with derivative 0 at 0. */
export const relu = unary("relu");
export const sqrt = unary("sqrt");
export const abs = unary("abs");
/** −1, 0 or 1. */
export const sign = unary("sign");
export const reciprocal = unary("reciprocal");
export const min = binary("min");
export const max = binary("max");
/** 1 where x < y, else 0. */
export const less = binary("less");
/** 1 where x = y, else 0. */
export const equal = binary("equal");

// Numbers fold here, so that the gradient's 1 · x and x + 0 never reach a graph.
const number = (x: Value) => (typeof x === "number" ? x : constantValue(x));

export function neg(x: Value): Tensor {
  const a = number(x);
  return a === undefined ? unary("neg")(x) : constant(-a);
}

export function add(x: Value, y: Value): Tensor {
  const a = number(x);
  const b = number(y);
  if (a !== undefined && b !== undefined) return constant(a + b);
  if (a === 0) return tensor(y);
  if (b === 0) return tensor(x);
  return elementwise("add", x, y);
}

export function sub(x: Value, y: Value): Tensor {
  const a = number(x);
  const b = number(y);
  if (a !== undefined && b !== undefined) return constant(a - b);
  if (b === 0) return tensor(x);
  if (a === 0) return neg(y);
  return elementwise("sub", x, y);
}

export function mul(x: Value, y: Value): Tensor {
  const a = number(x);
  const b = number(y);
  if (a !== undefined && b !== undefined) return constant(a * b);
  if (a === 1) return tensor(y);
  if (b === 1) return tensor(x);
  if (a === -1) return neg(y);
  if (b === -1) return neg(x);
  return elementwise("mul", x, y);
}

export function div(x: Value, y: Value): Tensor {
  const a = number(x);
  const b = number(y);
  if (a !== undefined && b !== undefined) return constant(a / b);
  if (b === 1) return tensor(x);
  return elementwise("div", x, y);
}

export const square = (x: Value): Tensor => mul(x, x);

/** a where condition ≠ 0, else b. */
export function select(condition: Value, a: Value, b: Value): Tensor {
  const inputs = [tensor(condition), tensor(a), tensor(b)] as const;
  const branches = broadcastShapes(inputs[1].shape, inputs[2].shape);
  const shape = branches && broadcastShapes(inputs[0].shape, branches);
  if (shape === undefined)
    throw shapeError("select", "three shapes that broadcast", inputs.map(describeTensor).join(", "));
  return node({ kind: "select" }, inputs, [shape]).outputs[0]!;
}

// ── products and reductions ──

/** Σ over the last axis of A with B [in, out] (`nn`), B [out, in] (`nt`), or over all rows of both (`tn`): see Op. */
export function matmul(a: Tensor, b: Tensor, form: "nn" | "nt" | "tn" = "nn"): Tensor {
  const where = `matmul ${describeTensor(a)} · ${describeTensor(b)}${form === "nn" ? "" : ` (${form})`}`;
  if (a.shape.length < 1) throw shapeError(where, "a left side with at least one axis", showShape(a.shape));
  let shape: Shape;
  if (form === "tn") {
    if (!sameShape(a.shape.slice(0, -1), b.shape.slice(0, -1)))
      throw shapeError(where, "the same leading axes on both sides", `${showShape(a.shape)} and ${showShape(b.shape)}`);
    shape = [a.shape.at(-1)!, b.shape.at(-1)!];
  } else {
    const [rows, columns] = b.shape;
    const inner = form === "nn" ? rows : columns;
    if (b.shape.length !== 2 || inner !== a.shape.at(-1))
      throw shapeError(
        where,
        `a right side with ${a.shape.at(-1)} ${form === "nn" ? "rows" : "columns"}`,
        showShape(b.shape),
      );
    shape = [...a.shape.slice(0, -1), (form === "nn" ? columns : rows)!];
  }
  return node({ kind: "matmul", form, rows: 1, columns: 1 }, [a, b], [shape]).outputs[0]!;
}

function reduce(name: "sum" | "max", x: Tensor, axes?: readonly number[], keep = false): Tensor {
  const rank = x.shape.length;
  const reduced = [...new Set((axes ?? x.shape.map((_, i) => i)).map((i) => (i < 0 ? i + rank : i)))].sort(
    (a, b) => a - b,
  );
  if (reduced.some((i) => i < 0 || i >= rank))
    throw shapeError(name, `axes of ${describeTensor(x)}`, `axes ${(axes ?? []).join(", ")}`);
  if (reduced.length === 0) return x;
  const kept = x.shape.map((s, i) => (reduced.includes(i) ? 1 : s));
  const result = node({ kind: "reduce", name, axes: reduced }, [x], [kept]).outputs[0]!;
  return keep
    ? result
    : reshape(
        result,
        x.shape.filter((_, i) => !reduced.includes(i)),
      );
}

/** Σ over the axes (all of them by default); `keep` leaves them with length 1. */
export const sum = (x: Tensor, axes?: readonly number[], keep = false): Tensor => reduce("sum", x, axes, keep);

/** The largest value over the axes. */
export const reduceMax = (x: Tensor, axes?: readonly number[], keep = false): Tensor => reduce("max", x, axes, keep);

/** The mean over the axes, run-time lengths included. */
export function mean(x: Tensor, axes?: readonly number[], keep = false): Tensor {
  const rank = x.shape.length;
  const reduced = new Set(axes?.map((i) => (i < 0 ? i + rank : i)) ?? x.shape.map((_, i) => i));
  const count = [...reduced].reduce<Tensor>((product, i) => mul(product, size(x.shape[i]!)), constant(1));
  return div(sum(x, axes, keep), count);
}

/** e^x / Σ e^x over the last axis, shifted by the maximum. */
export function softmax(x: Tensor): Tensor {
  const e = exp(sub(x, reduceMax(x, [-1], true)));
  return div(e, sum(e, [-1], true));
}

// ── movement ──

export function broadcast(x: Value, shape: Shape): Tensor {
  const a = tensor(x);
  if (sameShape(a.shape, shape)) return a;
  if (!sameShape(broadcastShapes(a.shape, shape) ?? [-1], shape))
    throw shapeError("broadcast", `a shape that broadcasts to ${showShape(shape)}`, describeTensor(a));
  return node({ kind: "broadcast", shape }, [a], [shape]).outputs[0]!;
}

/** x, as if it were a constant to gradients. */
export const stopGradient = (x: Tensor): Tensor =>
  node({ kind: "broadcast", shape: x.shape, stop: true }, [x], [x.shape]).outputs[0]!;

export const zeros = (shape: Shape): Tensor => broadcast(0, shape);

const canonical = (shape: Shape) => {
  const numbers = shape.filter((s): s is number => typeof s === "number").reduce((product, s) => product * s, 1);
  return `${numbers}·${shape
    .filter((s) => typeof s === "string")
    .sort()
    .join("·")}`;
};

/** The same elements in the same order under another shape. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (canonical(x.shape) !== canonical(shape))
    throw shapeError("reshape", `as many elements as ${describeTensor(x)} has`, showShape(shape));
  return node({ kind: "reshape", shape }, [x], [shape]).outputs[0]!;
}

/** Axis i of the result is axis order[i] of x. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  if ([...order].sort((a, b) => a - b).some((axis, i) => axis !== i) || order.length !== x.shape.length)
    throw shapeError("transpose", `a permutation of the ${x.shape.length} axes`, `[${order.join(", ")}]`);
  if (order.every((axis, i) => axis === i)) return x;
  return node({ kind: "transpose", order }, [x], [order.map((axis) => x.shape[axis]!)]).outputs[0]!;
}

/** `length` elements from `start` along an axis of fixed length. */
export function slice(x: Tensor, axis: number, start: number, length: number): Tensor {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const whole = x.shape[at];
  if (typeof whole !== "number")
    throw shapeError("slice", "an axis of fixed length", `axis ${axis} of ${describeTensor(x)}`);
  if (start < 0 || length < 1 || start + length > whole)
    throw shapeError("slice", `a range within 0 … ${whole - 1}`, `${start} … ${start + length - 1}`);
  if (length === whole) return x;
  const shape = x.shape.map((s, i) => (i === at ? length : s));
  return node({ kind: "slice", axis: at, start, length }, [x], [shape]).outputs[0]!;
}

/** The first or last element along the first axis, without that axis. */
export function element(x: Tensor, position: "first" | "last"): Tensor {
  if (x.shape.length === 0) throw shapeError("element", "at least one axis", describeTensor(x));
  return node({ kind: "element", position }, [x], [x.shape.slice(1)]).outputs[0]!;
}

/** x as first or last element along a new first axis, zeros elsewhere. */
export const place = (x: Tensor, position: "first" | "last", axis: Size): Tensor =>
  node({ kind: "place", position, axis }, [x], [[axis, ...x.shape]]).outputs[0]!;

/** Joins along an axis of fixed length. */
export function concat(parts: readonly Tensor[], axis = -1): Tensor {
  const first = parts[0];
  if (first === undefined) throw shapeError("concat", "at least one tensor", "none");
  if (parts.length === 1) return first;
  const at = axis < 0 ? axis + first.shape.length : axis;
  let total = 0;
  for (const part of parts) {
    const length = part.shape[at];
    const others = part.shape.filter((_, i) => i !== at);
    const expected = first.shape.filter((_, i) => i !== at);
    if (typeof length !== "number" || !sameShape(others, expected))
      throw shapeError("concat", `shapes that agree but for axis ${axis}`, parts.map(describeTensor).join(", "));
    total += length;
  }
  return node({ kind: "concat", axis: at }, parts, [first.shape.map((s, i) => (i === at ? total : s))]).outputs[0]!;
}

/** Zeros before and after along an axis of fixed length. */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  const whole = x.shape[axis];
  if (typeof whole !== "number" || before < 0 || after < 0)
    throw shapeError("pad", "an axis of fixed length", `axis ${axis} of ${describeTensor(x)}`);
  if (before + after === 0) return x;
  const shape = x.shape.map((s, i) => (i === axis ? whole + before + after : s));
  return node({ kind: "pad", axis, before, after }, [x], [shape]).outputs[0]!;
}

// ── rows of a table ──

/** Largest number of rows that float32 indices can tell apart. */
const MOST_ROWS = 2 ** 24;

/**
 * Rows of a table by their number: an index that is no row of it (negative, too large, not an integer) gives NaN.
 *
 *   y[…, f] = table[indices[…], f]
 *
 * Shapes: table [N, F], N at most 2^24; indices of any shape; the result [..., F].
 * Errors: E_SHAPE for a table that is no matrix of fixed size.
 */
export function gather(table: Tensor, indices: Tensor): Tensor {
  const [count, features] = table.shape;
  if (table.shape.length !== 2 || typeof count !== "number" || typeof features !== "number" || count > MOST_ROWS)
    throw shapeError("gather", `a table of fixed size with at most ${MOST_ROWS} rows`, describeTensor(table));
  const shape = [...indices.shape, features];
  return node({ kind: "gather" }, [table, places(indices)], [shape]).outputs[0]!;
}

/**
 * Adds up values by row number, always in one order; values whose index is no row are left out.
 *
 *   y[n, f] = Σ values[…, f] over all … with indices[…] = n
 *
 * Shapes: values [..., F]; indices [...]; the result [count, F].
 * Errors: E_SHAPE when values and indices differ in shape or `count` is not from 1 to 2^24.
 */
export function scatter(values: Tensor, indices: Tensor, count: number): Tensor {
  const features = values.shape.at(-1);
  if (typeof features !== "number" || !sameShape(values.shape.slice(0, -1), indices.shape))
    throw shapeError(
      "scatter",
      "values with the shape of the indices and a last axis of fixed length",
      `${describeTensor(values)} and ${describeTensor(indices)}`,
    );
  if (!Number.isInteger(count) || count < 1 || count > MOST_ROWS)
    throw shapeError("scatter", `1 to ${MOST_ROWS} rows`, String(count));
  return node({ kind: "scatter", count }, [values, places(indices)], [[count, features]]).outputs[0]!;
}

const places = (indices: Tensor) => reshape(indices, [...indices.shape, 1]);
