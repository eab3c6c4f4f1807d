import { bodyResults, hasSegmentSteps, type Loop, roundsOf, scanInputs, stackShape } from "../../graph/scan.ts";
import { segmentAxes } from "../../graph/segments.ts";
import { type AxisLengths, concrete, elementCount, type Shape } from "../../graph/size.ts";
import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/traverse.ts";
import { binaryFunctions, unaryFunctions } from "./elementwise.ts";
import { broadcastStrides, forEachIndex, type NdArray, ndarray, stridesOf } from "./ndarray.ts";
import { random } from "./random.ts";

/** Values of leaves: inputs, variables and placeholders by tensor. */
export type Leaves = ReadonlyMap<Tensor, NdArray>;

/**
 * Computes tensors in float64 by plain loops, one node after the other: the oracle for everything else.
 */
export function evaluate(results: readonly Tensor[], leaves: Leaves, lengths: AxisLengths): NdArray[] {
  const values = new Map<Tensor, NdArray>(leaves);
  const value = (tensor: Tensor): NdArray => {
    const found = values.get(tensor);
    if (found === undefined) throw new Error(`no value for ${tensor.node.op.kind}`);
    return found;
  };
  for (const n of ancestors(results, leaves)) {
    const inputs = n.inputs.map(value);
    const outputs = evaluateNode(n, inputs, lengths);
    n.outputs.forEach((output, i) => {
      values.set(output, outputs[i]!);
    });
  }
  return results.map(value);
}

function evaluateNode(n: Node, inputs: readonly NdArray[], lengths: AxisLengths): NdArray[] {
  const { op } = n;
  const shape = concrete(n.outputs[0]?.shape ?? [], lengths);
  const [a, b, c] = inputs;
  switch (op.kind) {
    case "input":
    case "variable":
    case "placeholder":
      throw new Error(`no value for ${op.kind} ${"name" in op ? op.name : op.label}`);
    case "constant":
      return [ndarray([], [op.value])];
    case "array":
      return [ndarray(op.shape, op.values)];
    case "size":
      return [ndarray([], [concrete([op.axis], lengths)[0]!])];
    case "random":
      return [random(op, shape, a!)];
    case "unary": {
      const f = unaryFunctions[op.name];
      return [ndarray(shape, a!.data.map(f))];
    }
    case "binary": {
      const f = binaryFunctions[op.name];
      return [elementwise(shape, [a!, b!], (x, y) => f(x!, y!))];
    }
    case "select":
      return [elementwise(shape, [a!, b!, c!], (condition, x, y) => (condition !== 0 ? x! : y!))];
    case "matmul":
      return multiply(op, inputs);
    case "reduce":
      return [reduce(op.name, op.axes, a!)];
    case "broadcast":
      return [elementwise(shape, [a!], (x) => x!)];
    case "reshape":
      return [ndarray(shape, a!.data)];
    case "transpose": {
      const strides = stridesOf(a!.shape);
      return [
        gather(
          shape,
          a!,
          0,
          op.order.map((axis) => strides[axis]!),
        ),
      ];
    }
    case "slice": {
      const strides = stridesOf(a!.shape);
      return [gather(shape, a!, op.start * strides[op.axis]!, strides)];
    }
    case "element": {
      const size = elementCount(shape);
      const from = op.position === "first" ? 0 : (a!.shape[0]! - 1) * size;
      return [ndarray(shape, a!.data.subarray(from, from + size))];
    }
    case "place": {
      const result = ndarray(shape);
      result.data.set(a!.data, op.position === "first" ? 0 : result.data.length - a!.data.length);
      return [result];
    }
    case "concat":
      return [concat(shape, op.axis, inputs)];
    case "pad": {
      const result = ndarray(shape);
      const strides = stridesOf(shape);
      forEachIndex(a!.shape, [strides], (position, offsets) => {
        result.data[offsets[0]! + op.before * strides[op.axis]!] = a!.data[position]!;
      });
      return [result];
    }
    case "gather": {
      const [rows, width] = a!.shape as [number, number];
      const row = (at: number) => (isRow(at, rows) ? a!.data.subarray(at * width, (at + 1) * width) : undefined);
      const result = ndarray(shape);
      b!.data.forEach((at, i) => {
        result.data.set(row(at) ?? new Float64Array(width).fill(Number.NaN), i * width);
      });
      return [result];
    }
    case "scatter": {
      const [rows, width] = shape as [number, number];
      const result = ndarray(shape);
      b!.data.forEach((at, i) => {
        if (isRow(at, rows)) for (let f = 0; f < width; f++) result.data[at * width + f]! += a!.data[i * width + f]!;
      });
      return [result];
    }
    case "scan":
      return runScan(op, inputs, lengths);
  }
}

const isRow = (at: number, rows: number) => Number.isInteger(at) && at >= 0 && at < rows;

function elementwise(shape: number[], inputs: NdArray[], f: (...values: number[]) => number): NdArray {
  const result = ndarray(shape);
  const strides = inputs.map((input) => broadcastStrides(input.shape, shape));
  forEachIndex(shape, strides, (position, offsets) => {
    result.data[position] = f(...offsets.map((offset, k) => inputs[k]!.data[offset]!));
  });
  return result;
}

function gather(shape: number[], from: NdArray, start: number, strides: readonly number[]): NdArray {
  const result = ndarray(shape);
  forEachIndex(shape, [strides], (position, offsets) => {
    result.data[position] = from.data[start + offsets[0]!]!;
  });
  return result;
}

function reduce(name: "sum" | "max", axes: readonly number[], a: NdArray): NdArray {
  const shape = a.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  const result = ndarray(shape);
  if (name === "max") result.data.fill(-Infinity);
  forEachIndex(a.shape, [broadcastStrides(shape, a.shape)], (position, offsets) => {
    const at = offsets[0]!;
    const x = a.data[position]!;
    result.data[at] = name === "sum" ? result.data[at]! + x : Math.max(result.data[at]!, x);
  });
  return result;
}

/** Block product: output n is Σ_k A_k B_kn; rows of `nn` and `nt` are all leading axes of A. */
function multiply(op: Extract<Op, { kind: "matmul" }>, inputs: readonly NdArray[]): NdArray[] {
  const results: NdArray[] = [];
  for (let column = 0; column < op.columns; column++) {
    let result: NdArray | undefined;
    for (let k = 0; k < op.rows; k++) {
      const a = inputs[k]!;
      const b = inputs[op.rows + k * op.columns + column]!;
      result = product(op.form, a, b, result);
    }
    results.push(result!);
  }
  return results;
}

function product(form: "nn" | "nt" | "tn", a: NdArray, b: NdArray, onto: NdArray | undefined): NdArray {
  const last = a.shape.at(-1)!;
  const rows = elementCount(a.shape.slice(0, -1));
  const columns = form === "nt" ? b.shape[0]! : b.shape.at(-1)!;
  const result = onto ?? ndarray(form === "tn" ? [last, columns] : [...a.shape.slice(0, -1), columns]);
  const [m, inner] = form === "tn" ? [last, rows] : [rows, last];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < columns; j++) {
      let total = 0;
      for (let k = 0; k < inner; k++) {
        const x = form === "tn" ? a.data[k * last + i]! : a.data[i * inner + k]!;
        const y = form === "nt" ? b.data[j * inner + k]! : b.data[k * columns + j]!;
        total += x * y;
      }
      result.data[i * columns + j]! += total;
    }
  return result;
}

function concat(shape: number[], axis: number, parts: readonly NdArray[]): NdArray {
  const result = ndarray(shape);
  const strides = stridesOf(shape);
  let start = 0;
  for (const part of parts) {
    forEachIndex(part.shape, [strides], (position, offsets) => {
      result.data[offsets[0]! + start * strides[axis]!] = part.data[position]!;
    });
    start += part.shape[axis]!;
  }
  return result;
}

/** The lengths of axes within a loop's round: in segments, that of the segment's steps too. */
function withinRound({ axis, segment }: Loop, round: number, lengths: AxisLengths): AxisLengths {
  if (segment === undefined) return lengths;
  const left = concrete([axis], lengths)[0]! - round * segment.length;
  return { ...lengths, [segmentAxes(axis, segment.length).steps]: Math.min(left, segment.length) };
}

function runScan(op: Extract<Op, { kind: "scan" }>, inputs: readonly NdArray[], lengths: AxisLengths): NdArray[] {
  const { body } = op;
  const { sequences, initial, captures } = scanInputs(body, inputs);
  const rounds = concrete([roundsOf(op)], lengths)[0]!;
  const stacks = body.stacked.map((t) => ndarray(concrete(stackShape(op, t.shape), lengths)));
  const sums = body.summed.map((t) => ndarray(concrete(t.shape, lengths)));
  let states = [...initial];
  for (let i = 0; i < rounds; i++) {
    const t = op.reverse ? rounds - 1 - i : i;
    const within = withinRound(op, t, lengths);
    // What one round has of a value that has this shape in the body: where it begins, and how many numbers there are.
    const part = (shape: Shape, [, ...rest]: readonly number[]) => {
      const step = elementCount(rest);
      const sizes = concrete(shape, within);
      return { from: hasSegmentSteps(op, shape) ? t * op.segment!.length * step : t * step, sizes };
    };
    const leaves = new Map<Tensor, NdArray>();
    body.sequences.forEach((p, k) => {
      const { shape, data } = sequences[k]!;
      const { from, sizes } = part(p.shape, shape);
      leaves.set(p, { shape: sizes, data: data.subarray(from, from + elementCount(sizes)) });
    });
    body.states.forEach((p, k) => leaves.set(p, states[k]!));
    body.captures.forEach((p, k) => leaves.set(p, captures[k]!));
    const results = evaluate(bodyResults(body), leaves, within);
    states = results.slice(0, states.length);
    stacks.forEach((stack, k) => {
      const { data } = results[states.length + k]!;
      stack.data.set(data, part(body.stacked[k]!.shape, stack.shape).from);
    });
    sums.forEach((total, k) => {
      results[states.length + stacks.length + k]!.data.forEach((x, j) => {
        total.data[j]! += x;
      });
    });
  }
  return [...states, ...stacks, ...sums];
}
