import {
  abs,
  add,
  div,
  exp,
  log,
  max,
  mean,
  min,
  mul,
  relu,
  sigmoid,
  softmax,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
  tensor,
  type Value,
} from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";

/** A function that equations may call. */
export interface CellFunction {
  /** The spelling that is printed. */
  readonly name: string;
  /** How many arguments it takes, at least and at most. */
  readonly arity: readonly [number, number];
  /** Whether it looks at a whole vector, and so has no meaning for a plain number. */
  readonly ofVector?: true;
  readonly apply: (first: Value, ...rest: Value[]) => Value;
}

const EPSILON = 1e-5;

/** Layer normalisation over the last axis, with the biased variance. */
function norm(v: Tensor, gain: Value, shift: Value): Tensor {
  const centred = sub(v, mean(v, [-1], true));
  const deviation = sqrt(add(mean(square(centred), [-1], true), EPSILON));
  return add(mul(div(centred, deviation), gain), shift);
}

// x stands first in min and max, so that NaN passes through.
const hardSigmoid = (x: Value) => max(min(add(mul(x, 0.2), 0.5), 1), 0);

const unary = (name: string, apply: (x: Value) => Value): CellFunction => ({ name, arity: [1, 1], apply });
const joined = (name: string, apply: (x: Value, y: Value) => Value): CellFunction => ({
  name,
  arity: [2, 9],
  apply: (first, ...rest) => rest.reduce(apply, first),
});

const sigma = unary("σ", sigmoid);

/**
 * Every function by each of its spellings.
 *
 *   σ, sigmoid, δ   1 / (1 + e^−x)
 *   hard_sigmoid    clip(0.2 x + 0.5, 0, 1): Keras 1 and 2. PyTorch and Keras 3 have clip(x/6 + 0.5, 0, 1), which is
 *                   min(max(x_t / 6 + 0.5, 0), 1) in equations
 *   softmax(v)      e^v / Σ e^v over the vector
 *   norm(v)         (v − mean) / √(variance + 1e-5) ⊙ gain + shift, with a gain (first 1) and a shift (first 0) of its
 *                   own; norm(v, g_i, b_i) names them, norm(v, 1, 0) has none
 *   min, max        of two to nine values, unit by unit
 */
export const FUNCTIONS: ReadonlyMap<string, CellFunction> = new Map([
  ["σ", sigma],
  ["sigmoid", sigma],
  ["δ", sigma],
  ...[
    unary("tanh", tanh),
    unary("relu", relu),
    unary("exp", exp),
    unary("log", log),
    unary("softplus", softplus),
    { ...unary("softmax", (v) => softmax(tensor(v))), ofVector: true as const },
    unary("hard_sigmoid", hardSigmoid),
    { name: "norm", arity: [1, 3] as const, ofVector: true as const, apply: applyNorm },
    unary("abs", abs),
    unary("sqrt", sqrt),
    joined("min", min),
    joined("max", max),
    unary("identity", (x) => x),
  ].map((f): [string, CellFunction] => [f.name, f]),
]);

function applyNorm(v: Value, gain: Value = 1, shift: Value = 0): Tensor {
  return norm(tensor(v), gain, shift);
}
