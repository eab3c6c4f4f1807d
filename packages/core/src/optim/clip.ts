import { checkNumber } from "../checks/check-number.ts";
import { SluiceError } from "../errors.ts";
import { abs, add, div, max, min, mul, reduceMax, sqrt, square, sum } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";

/** The longest gradient that an optimizer gets: of all parameters together, or number by number. */
export type Clip =
  | { readonly norm: number; readonly value?: never }
  | { readonly value: number; readonly norm?: never };

/** Errors: E_ARGUMENT unless there is one limit, above 0. */
export function checkClip(clip: Clip): void {
  const keys = Object.keys(clip);
  if (keys.length !== 1 || !["norm", "value"].includes(keys[0]!))
    throw new SluiceError("E_ARGUMENT", {
      where: "train, clip",
      expected: "{ norm } or { value }",
      got: keys.length === 0 ? "neither" : `{ ${keys.join(", ")} }`,
    });
  checkNumber(`train, clip, ${keys[0]}`, Object.values(clip)[0], { above: 0 });
}

/**
 * Gradients that are no longer than a limit.
 *
 *   norm:  n = √Σ g² over all numbers of all gradients      g ← g · min(1, limit / (n + 10⁻⁶))
 *   value: g ← min(max(g, −limit), limit)
 *
 * Numbers are divided by the largest before they are squared, so that a gradient of 10³⁰ is shortened too. By norm, a NaN or
 * an infinity makes everything NaN, which ends a training; by value, NaN stays and infinity is cut.
 *
 * Shapes: each as it was. Units: the loss's per parameter's.
 * Source: Pascanu et al. 2013, arXiv:1211.5063; torch.nn.utils.clip_grad_norm_ and clip_grad_value_.
 */
export function clipped(gradients: readonly Tensor[], clip: Clip): Tensor[] {
  const { norm: longest, value: limit } = clip;
  if (limit !== undefined) return gradients.map((g) => min(max(g, -limit), limit));
  const largest = gradients.map((g) => reduceMax(abs(g))).reduce((a, b) => max(a, b));
  const unit = max(largest, TINY);
  const squares = gradients.map((g) => sum(square(div(g, unit)))).reduce((a, b) => add(a, b));
  const norm = mul(unit, sqrt(squares));
  const factor = min(div(longest, add(norm, 1e-6)), 1);
  return gradients.map((g) => mul(factor, g));
}

/** In place of zero, which nothing is divided by. */
const TINY = 1e-30;
