import type { Node, Tensor } from "../graph/tensor.ts";

/** Between which numbers a value lies; infinite where it is open. */
export type Range = readonly [low: number, high: number];

const OPEN: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Whether a range lies within another. */
export const isWithin = ([low, high]: Range, [least, most]: Range): boolean => low >= least && high <= most;

/**
 * The range that a value has whatever its inputs are, by the operations that it is made of.
 *
 *   σ(a) ∈ [0, 1]        (1 − z) a + z b ∈ hull(a, b) for z ∈ [0, 1]
 *   tanh(a) ∈ [−1, 1]    a / (a + b + …), softmax(a) ∈ [0, 1] for values that are not negative
 *
 * and sums, products, … of ranges as usual. `given` are ranges of values that others are made of; those not given are open.
 */
export function rangeOf(tensor: Tensor, given: ReadonlyMap<Tensor, Range> = new Map()): Range {
  const found = new Map<Tensor, Range>(given);
  const range = (t: Tensor): Range => {
    const known = found.get(t);
    if (known !== undefined) return known;
    const computed = rangeOfNode(t.node, range);
    found.set(t, computed);
    return computed;
  };
  return range(tensor);
}

type Lookup = (tensor: Tensor) => Range;

function rangeOfNode({ op, inputs }: Node, range: Lookup): Range {
  const [first, second, third] = inputs;
  switch (op.kind) {
    case "constant":
      return [op.value, op.value];
    case "broadcast":
    case "reshape":
    case "transpose":
    case "slice":
    case "element":
      return range(first!);
    case "concat":
      return inputs.map(range).reduce(hull);
    case "select":
      return hull(range(second!), range(third!));
    case "reduce":
      return op.name === "max" ? range(first!) : sumOf(range(first!));
    case "unary":
      return unary(op.name, range(first!));
    case "binary":
      return binary(op.name, [first!, second!], range);
    default:
      return OPEN;
  }
}

/** Of any number of terms. */
const sumOf = ([low, high]: Range): Range => [
  low >= 0 ? 0 : Number.NEGATIVE_INFINITY,
  high <= 0 ? 0 : Number.POSITIVE_INFINITY,
];

function unary(name: Extract<Node["op"], { kind: "unary" }>["name"], [low, high]: Range): Range {
  const infinite = Number.POSITIVE_INFINITY;
  switch (name) {
    case "sigmoid":
      return [0, 1];
    case "tanh":
    case "erf":
    case "sign":
      return [-1, 1];
    case "neg":
      return [-high, -low];
    case "relu":
      return [Math.max(0, low), Math.max(0, high)];
    case "abs":
      return [low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high)), Math.max(-low, high)];
    case "exp":
      return [0, high <= 0 ? 1 : infinite];
    case "softplus":
    case "sqrt":
      return [0, infinite];
    default:
      return OPEN;
  }
}

function binary(
  name: Extract<Node["op"], { kind: "binary" }>["name"],
  [a, b]: readonly [Tensor, Tensor],
  range: Lookup,
): Range {
  const [x, y] = [range(a), range(b)];
  switch (name) {
    case "add":
      return mixed(a, b, range) ?? [x[0] + y[0], x[1] + y[1]];
    case "sub":
      return [x[0] - y[1], x[1] - y[0]];
    case "mul":
      return product(x, y);
    case "div":
      return isShare(a, b, range) ? [0, 1] : quotient(x, y);
    case "min":
      return [Math.min(x[0], y[0]), Math.min(x[1], y[1])];
    case "max":
      return [Math.max(x[0], y[0]), Math.max(x[1], y[1])];
    case "less":
    case "equal":
      return [0, 1];
  }
}

const hull = ([a, b]: Range, [c, d]: Range): Range => [Math.min(a, c), Math.max(b, d)];

function product([a, b]: Range, [c, d]: Range): Range {
  // 0 · ∞ is 0 here: an open end is never reached.
  const ends = [a, b].flatMap((x) => [c, d].map((y) => (x === 0 || y === 0 ? 0 : x * y)));
  return [Math.min(...ends), Math.max(...ends)];
}

function quotient(x: Range, [c, d]: Range): Range {
  if (c > 0 || d < 0) return product(x, [1 / d, 1 / c]);
  if (c === 0 && x[0] >= 0) return [0, Number.POSITIVE_INFINITY];
  return OPEN;
}

/** The range of (1 − z) a + z b, for z in [0, 1]; undefined for another sum. */
function mixed(left: Tensor, right: Tensor, range: Lookup): Range | undefined {
  for (const [z, a] of factorPairs(left))
    for (const [w, b] of factorPairs(right)) {
      const isMixture = isComplement(z, w) || isComplement(w, z);
      if (isMixture && isWithin(range(z), [0, 1]) && isWithin(range(w), [0, 1])) return hull(range(a), range(b));
    }
  return undefined;
}

/** Whether b is a sum of values that are not negative, a among them. */
function isShare(a: Tensor, b: Tensor, range: Lookup): boolean {
  const whole = plain(b);
  const { op } = whole.node;
  if (op.kind === "reduce" && op.name === "sum")
    return plain(whole.node.inputs[0]!) === plain(a) && isWithin(range(a), [0, Number.POSITIVE_INFINITY]);
  const terms = addends(whole);
  return terms.includes(plain(a)) && terms.every((term) => range(term)[0] >= 0);
}

function addends(t: Tensor): Tensor[] {
  const { op, inputs } = t.node;
  return op.kind === "binary" && op.name === "add" ? inputs.flatMap((each) => addends(plain(each))) : [t];
}

function factorPairs(t: Tensor): [Tensor, Tensor][] {
  const { op, inputs } = plain(t).node;
  if (op.kind !== "binary" || op.name !== "mul") return [];
  const [a, b] = [plain(inputs[0]!), plain(inputs[1]!)];
  return [
    [a, b],
    [b, a],
  ];
}

/** Whether a tensor is 1 − z. */
export function isComplement(tensor: Tensor, z: Tensor): boolean {
  const { op, inputs } = plain(tensor).node;
  if (op.kind !== "binary" || op.name !== "sub") return false;
  const one = plain(inputs[0]!).node.op;
  return one.kind === "constant" && one.value === 1 && plain(inputs[1]!) === plain(z);
}

/** What a tensor repeats. */
export function plain(tensor: Tensor): Tensor {
  let t = tensor;
  while (t.node.op.kind === "broadcast") t = t.node.inputs[0]!;
  return t;
}
