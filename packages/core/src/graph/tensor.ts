import type { Body, Loop } from "./scan.ts";
import { type Shape, showShape } from "./size.ts";

export type UnaryName =
  | "neg"
  | "exp"
  | "erf"
  | "log"
  | "log1p"
  | "tanh"
  | "sigmoid"
  | "softplus"
  | "relu"
  | "sqrt"
  | "abs"
  | "sign"
  | "reciprocal";

/** `less` and `equal` give 1 where true and 0 elsewhere. */
export type BinaryName = "add" | "sub" | "mul" | "div" | "min" | "max" | "less" | "equal";

/**
 * The primitive operations.
 *
 *   matmul nn   C[r,n] = Σ_k A[r,k] B[k,n]      every leading axis of A is a row; B has rank 2
 *   matmul nt   C[r,n] = Σ_k A[r,k] B[n,k]      the weight layout [out, in]
 *   matmul tn   C[m,n] = Σ_r A[r,m] B[r,n]      A and B share all leading axes: the gradient of a weight
 *
 * A matmul can be in blocks: inputs A_1 … A_rows, then B_11 … B_1columns, … B_rows,columns; output n is Σ_k A_k B_kn.
 * Elementwise operations broadcast as NumPy does. `select(c, a, b)` is a where c ≠ 0, else b: never a product, so that
 * a NaN in the branch not taken stays out. `size` is the run-time length of an axis as a scalar. `random` is what `random`
 * in ops.ts says; no pass merges two of them or computes one twice. `gather` takes a table [N, F] and places [..., 1] in it,
 * `scatter` values [..., F] and places [..., 1]: each is the other's derivative. A broadcast that is a stop lets no
 * gradient through.
 */
export type Op =
  | { kind: "input"; name: string; shape: Shape }
  | { kind: "variable"; name: string; shape: readonly number[] }
  | { kind: "placeholder"; shape: Shape; label: string }
  | { kind: "constant"; value: number }
  | { kind: "array"; shape: readonly number[]; values: Float64Array }
  | { kind: "size"; axis: string }
  | { kind: "random"; stream: number; shape: Shape }
  | { kind: "unary"; name: UnaryName }
  | { kind: "binary"; name: BinaryName }
  | { kind: "select" }
  | { kind: "matmul"; form: "nn" | "nt" | "tn"; rows: number; columns: number }
  | { kind: "reduce"; name: "sum" | "max"; axes: readonly number[] }
  | { kind: "broadcast"; shape: Shape; stop?: true }
  | { kind: "reshape"; shape: Shape }
  | { kind: "transpose"; order: readonly number[] }
  | { kind: "slice"; axis: number; start: number; length: number }
  | { kind: "element"; position: "first" | "last" }
  | { kind: "place"; position: "first" | "last"; axis: string | number }
  | { kind: "concat"; axis: number }
  | { kind: "pad"; axis: number; before: number; after: number }
  | { kind: "gather" }
  | { kind: "scatter"; count: number }
  | ({ kind: "scan"; body: Body } & Loop);

/** A node of the graph: one operation and what it is applied to. Immutable; passes make new ones. */
export interface Node {
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** A symbolic array: one output of a node. Holds no numbers; nothing needs disposing. */
export interface Tensor {
  readonly node: Node;
  readonly index: number;
  readonly shape: Shape;
}

/** How an error names a tensor: its name where it has one, and its shape. */
export function describeTensor(tensor: Tensor): string {
  const { op } = tensor.node;
  const name = "name" in op ? op.name : op.kind === "placeholder" ? op.label : op.kind;
  return `${name} ${showShape(tensor.shape)}`;
}

let lastId = 0;

/** Makes a node from shapes already checked; `ops.ts` is the way in for everyone but passes. */
export function node(op: Op, inputs: readonly Tensor[], shapes: readonly Shape[]): Node {
  const outputs: Tensor[] = [];
  const made: Node = { id: ++lastId, op, inputs, outputs };
  shapes.forEach((shape, index) => {
    outputs.push({ node: made, index, shape });
  });
  return made;
}
