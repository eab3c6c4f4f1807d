import { ROWS } from "../../../graph/axes.ts";
import { variable } from "../../../graph/ops.ts";
import { bodyResults } from "../../../graph/scan.ts";
import type { Shape } from "../../../graph/size.ts";
import type { Node, Tensor } from "../../../graph/tensor.ts";
import { ancestors, rebuild } from "../../../graph/traverse.ts";
import type { ProgramGraph } from "../../../program.ts";
import { canBeHalved } from "../halves.ts";

/** A graph cut in two where rows are summed up. */
export interface Split {
  /** Works on rows, each for itself, and writes their sums to the variables `totals`: part by part the same work. */
  readonly rows: ProgramGraph;
  /** Everything behind the sums, once for all rows. */
  readonly rest: ProgramGraph;
  readonly totals: readonly Tensor[];
  /** Inputs that are keys of random numbers, which say at which row a part begins. */
  readonly randomKeys: readonly string[];
}

/** What a tensor is to the rows of a batch. */
type Role =
  /** The same whatever the rows. */
  | "plain"
  /** One value or more for every row, which depend on no other row. */
  | "rows"
  /** Depends on a sum over all rows. */
  | "total";

/**
 * Cuts a graph where its rows are summed, or gives undefined where that cannot be: where rows depend on each other, a sum
 * over rows stays inside a loop, a maximum is taken over rows, or a result has rows.
 */
export function splitAtSums(graph: ProgramGraph): Split | undefined {
  const updates = [...(graph.updates ?? [])];
  const roots = [...Object.values(graph.results), ...updates.map(([, value]) => value)];
  const roles = new Map<Tensor, Role>();
  const sums: Tensor[] = [];
  const randomKeys = new Set<string>();
  for (const n of ancestors(roots)) {
    const role = roleOf(n, (t) => roles.get(t)!);
    if (role === undefined) return undefined;
    for (const output of n.outputs) roles.set(output, role.outputs);
    if (role.sums) sums.push(...n.outputs);
    if (n.op.kind === "random") {
      const key = n.inputs[0]!.node.op;
      if (key.kind !== "input") return undefined;
      randomKeys.add(key.name);
    }
  }
  if (sums.length === 0 || roots.some((t) => roles.get(t) === "rows")) return undefined;
  if (sums.some((t) => t.shape.some((size) => typeof size === "string"))) return undefined;

  const counts = new Map<string, number>();
  const totals = sums.map((t) => {
    // Named by shape, so that the next program of an engine finds the same room.
    const shape = t.shape.join("×");
    const count = counts.get(shape) ?? 0;
    counts.set(shape, count + 1);
    return variable(`total/${shape}/${count}`, t.shape as number[]);
  });
  const behind = rebuild(roots, new Map(sums.map((t, i) => [t, totals[i]!])));
  const names = Object.keys(graph.results);
  return {
    rows: { results: {}, updates: new Map(sums.map((t, i) => [totals[i]!, t])) },
    rest: {
      results: Object.fromEntries(names.map((name, i) => [name, behind[i]!])),
      updates: new Map(updates.map(([target], i) => [target, behind[names.length + i]!])),
    },
    totals,
    randomKeys: [...randomKeys],
  };
}

const rowAxes = (shape: Shape) => shape.filter((size) => size === ROWS).length;

function roleOf(n: Node, role: (t: Tensor) => Role): { outputs: Role; sums: boolean } | undefined {
  const roles = n.inputs.map(role);
  const haveRows = n.outputs.filter(({ shape }) => rowAxes(shape) > 0).length;
  const takesRows = roles.includes("rows");
  if (roles.includes("total"))
    return takesRows || haveRows > 0 || touchesRows(n) ? undefined : { outputs: "total", sums: false };
  if (!takesRows && haveRows === 0) return touchesRows(n) ? undefined : { outputs: "plain", sums: false };
  if (haveRows === 0) return sumsRows(n) ? { outputs: "total", sums: true } : undefined;
  return haveRows === n.outputs.length && keepsRows(n) ? { outputs: "rows", sums: false } : undefined;
}

/** Whether rows occur inside of a node that takes and gives none. */
function touchesRows({ op }: Node): boolean {
  if (op.kind !== "scan") return false;
  return op.axis === ROWS || ancestors(bodyResults(op.body)).some((n) => n.outputs.some((t) => rowAxes(t.shape) > 0));
}

/** Whether a node is the sum over rows that the kernels take by halves. */
function sumsRows({ op, inputs }: Node): boolean {
  const { shape } = inputs[0]!;
  if (op.kind === "matmul") return op.form === "tn" && canBeHalved(shape.slice(0, -1));
  if (op.kind === "scatter") return canBeHalved(shape.slice(0, -1));
  if (op.kind !== "reduce" || op.name !== "sum") return false;
  const reduced = op.axes.filter((axis) => shape[axis] !== 1);
  const between = shape.slice(reduced[0], reduced.at(-1)! + 1).filter((size) => size !== 1);
  if (between.length !== reduced.length) return false;
  const hasLanes = typeof shape.at(-1) === "number";
  return canBeHalved(reduced.filter((axis) => !hasLanes || axis < shape.length - 1).map((axis) => shape[axis]!));
}

/** Whether every row of the outputs depends on the same row of the inputs alone. */
function keepsRows(n: Node): boolean {
  const { op, inputs, outputs } = n;
  const [input] = inputs;
  if (outputs.some(({ shape }) => rowAxes(shape) !== 1)) return false;
  switch (op.kind) {
    case "input":
    case "placeholder":
    case "random":
    case "unary":
    case "binary":
    case "select":
    case "broadcast":
    case "transpose":
    case "slice":
    case "concat":
    case "pad":
      return true;
    case "gather":
      return rowAxes(inputs[0]!.shape) === 0;
    case "matmul":
      return op.form !== "tn" && inputs.slice(op.rows).every(({ shape }) => rowAxes(shape) === 0);
    case "reduce":
      return op.axes.every((axis) => input!.shape[axis] !== ROWS);
    case "reshape":
      return before(input!.shape) === before(op.shape);
    case "element":
      return input!.shape[0] !== ROWS;
    case "place":
      return op.axis !== ROWS;
    case "scan": {
      if (op.axis === ROWS) return false;
      const roles = new Map<Tensor, Role>();
      const inside = ancestors(bodyResults(op.body));
      return inside.every((m) => {
        const role = roleOf(m, (t) => roles.get(t)!);
        for (const output of m.outputs) roles.set(output, role?.outputs ?? "total");
        return role !== undefined && role.outputs !== "total";
      });
    }
    default:
      return false;
  }
}

/** What stands before the rows, whatever its order. */
function before(shape: Shape): string {
  const sizes = shape.slice(0, shape.indexOf(ROWS));
  const fixed = sizes.reduce<number>((product, size) => (typeof size === "number" ? product * size : product), 1);
  return [fixed, ...sizes.filter((size) => typeof size === "string").sort()].join();
}
