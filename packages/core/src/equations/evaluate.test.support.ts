import { variable } from "../graph/ops.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import type { Cell } from "./index.ts";

export type Vectors = Readonly<Record<string, readonly number[]>>;

/** One step of a cell on one example by plain loops: every named value. Matrices are flat, row by row. */
export function step(
  cell: Cell,
  x: readonly number[],
  previous: Vectors,
  parameters: Vectors,
  hidden: number,
): Vectors {
  const leaves = new Map<Tensor, readonly number[]>();
  const leaf = (name: string, shape: readonly number[], values: readonly number[]) => {
    const tensor = variable(name, shape);
    leaves.set(tensor, values);
    return tensor;
  };
  const sizes = { input: x.length, hidden };
  const shapes = cell.parameters(sizes);
  const states = cell.states.map((s): [string, Tensor] => [s, leaf(s, [1, cell.sizeOf(s, sizes)], previous[s]!)]);
  const weights = Object.keys(shapes).map((p): [string, Tensor] => [p, leaf(p, shapes[p]!, parameters[p]!)]);
  const values = cell.step(leaf("x", [1, x.length], x), Object.fromEntries(states), Object.fromEntries(weights));
  return evaluate(values, leaves);
}

/** The outputs of a whole sequence, each step's values by name. */
export function run(
  cell: Cell,
  xs: readonly (readonly number[])[],
  initial: Vectors,
  parameters: Vectors,
  hidden: number,
): Vectors[] {
  let previous = initial;
  return xs.map((x) => (previous = step(cell, x, previous, parameters, hidden)));
}

function evaluate(results: Readonly<Record<string, Tensor>>, leaves: ReadonlyMap<Tensor, readonly number[]>): Vectors {
  const values = new Map(leaves);
  for (const node of ancestors(Object.values(results), leaves))
    values.set(
      node.outputs[0]!,
      compute(
        node,
        node.inputs.map((input) => values.get(input)!),
      ),
    );
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, values.get(tensor)!]));
}

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  neg: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  relu: (x) => Math.max(x, 0),
  sqrt: Math.sqrt,
  abs: Math.abs,
};

const BINARY: Readonly<Record<string, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  min: Math.min,
  max: Math.max,
};

/** Every value is one row: only the last axis is longer than 1, but for the matrices on the right of products. */
function compute({ op, inputs, outputs }: Node, [a = [], b = [], ...more]: (readonly number[])[]): readonly number[] {
  const last = (outputs[0]!.shape.at(-1) ?? 1) as number;
  const over = (f: (i: number) => number) => Array.from({ length: last }, (_, i) => f(i));
  const pick = (v: readonly number[], i: number) => v[v.length === 1 ? 0 : i]!;
  switch (op.kind) {
    case "constant":
      return [op.value];
    case "unary":
      return a.map(UNARY[op.name]!);
    case "binary":
      return over((i) => BINARY[op.name]!(pick(a, i), pick(b, i)));
    case "broadcast":
      return over((i) => pick(a, i));
    case "reshape":
      return a;
    case "slice":
      return a.slice(op.start, op.start + op.length);
    case "concat":
      return [a, b, ...more].flat();
    case "reduce":
      return [op.name === "sum" ? a.reduce((s, x) => s + x, 0) : Math.max(...a)];
    case "matmul": {
      const columns = inputs[1]!.shape[1] as number;
      const weight = (k: number, n: number) => (op.form === "nt" ? b[n * columns + k]! : b[k * columns + n]!);
      return over((n) => a.reduce((s, x, k) => s + x * weight(k, n), 0));
    }
    default:
      throw new Error(`no rule for ${op.kind}`);
  }
}
