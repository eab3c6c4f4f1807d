import type { NdArray } from "../backends/reference/ndarray.ts";
import { gradient } from "../gradient/gradient.ts";
import * as g from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { binaryCrossEntropy } from "../losses/binary-cross-entropy.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { gaussianNll } from "../losses/gaussian-nll.ts";
import { huber } from "../losses/huber.ts";
import { mae } from "../losses/mae.ts";
import { mse } from "../losses/mse.ts";
import { negativeBinomialNll } from "../losses/negative-binomial-nll.ts";
import { pinball } from "../losses/pinball.ts";
import { poissonNll } from "../losses/poisson-nll.ts";
import { studentTNll } from "../losses/student-t-nll.ts";
import { arrayOf, type GoldenCase } from "./case.ts";

interface LossCase {
  loss: string;
  value: number;
  input: unknown;
  target: unknown;
  dinput: unknown;
  delta?: number;
  quantile?: number;
  [array: string]: unknown;
}

/** A loss of the file, of its input, its target and its other arrays by name. */
type FileLoss = (input: Tensor, target: Tensor, other: (name: string) => Tensor) => Tensor;

const losses: Record<string, (c: LossCase) => FileLoss> = {
  mse: () => (x, y) => mse(x, y),
  mae: () => (x, y) => mae(x, y),
  huber:
    ({ delta }) =>
    (x, y) =>
      huber({ delta: delta! })(x, y),
  pinball:
    ({ quantile }) =>
    (x, y) =>
      pinball({ quantile: quantile! })(x, y),
  cross_entropy: () => (x, y) => crossEntropy()(x, y),
  bce_with_logits: () => (x, y) => binaryCrossEntropy()(x, y),
  gaussian_nll: () => (mean, y, other) => gaussianNll({ full: true })({ mean, variance: other("var") }, y),
  student_t_nll: () => (location, y, other) => studentTNll({ location, df: other("df"), scale: other("scale") }, y),
  poisson_nll_log_rate: () => (x, y) => poissonNll({ full: true })(x, y),
  negative_binomial_nll: () => (logits, y, other) =>
    negativeBinomialNll({ logits, totalCount: other("total_count") }, y),
};

/** A loss and its derivative by the input. */
export function lossCase(raw: unknown, index: number): GoldenCase {
  const c = raw as LossCase;
  const name = `${index} ${c.loss}`;
  const inputs = new Map<string, NdArray>();
  const given = (key: string): Tensor => {
    const value = c[key];
    // Class numbers are a plain list.
    const array = Array.isArray(value)
      ? { shape: [value.length], data: Float64Array.from(value) }
      : arrayOf(value, name);
    inputs.set(key, array);
    return g.input(key, ["B", ...array.shape.slice(1)]);
  };
  const make = losses[c.loss];
  if (make === undefined) throw new Error(`${name}: expected a loss that the library has`);
  const input = given("input");
  const found = gradient(make(c)(input, given("target"), given), [input]);
  return {
    name,
    results: { value: found.results[0]!, dinput: found.gradients[0]! },
    inputs,
    variables: new Map(),
    lengths: { B: inputs.get("input")!.shape[0]! },
    expected: new Map([
      ["value", { array: { shape: [], data: Float64Array.of(c.value) }, gradient: false }],
      ["dinput", { array: arrayOf(c.dinput, name), gradient: true }],
    ]),
  };
}
