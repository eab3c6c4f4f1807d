import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { add, div, log, max, mul, square, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { checkSameShape, type LossOptions } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

export interface GaussianNllOptions {
  /** Whether the constant ½·log 2π, which no parameter changes, is part of the loss; false by default. */
  full?: boolean;
  /** The least variance: a smaller one counts as this, and does not learn; 1e-6 by default. */
  epsilon?: number;
}

/** A normal distribution for every target. Shapes: both as the target. */
export interface Gaussian {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * Negative log likelihood of a normal distribution.
 *
 *   v = max(variance, ε)      loss = mean(½·(log v + (target − mean)² / v))      (full: + ½·log 2π)
 *
 * Shapes: mean, variance and target alike. Units: nats; variance the target's, squared. Give a variance that is positive:
 * softplus or exp of what a layer gives.
 * Errors: E_ARGUMENT unless ε > 0; E_SHAPE when the shapes differ.
 * Source: Nix and Weigend 1994; torch.nn.GaussianNLLLoss, whose gradient of a variance below ε is not 0.
 */
export function gaussianNll(options: GaussianNllOptions = {}) {
  checkOptions("gaussianNll", options, { full: true, epsilon: true });
  const { full = false, epsilon = 1e-6 } = options;
  checkNumber("gaussianNll, epsilon", epsilon, { above: 0 });
  return ({ mean, variance }: Gaussian, target: Tensor, options?: LossOptions): Tensor => {
    checkSameShape("gaussianNll, mean", mean, target);
    checkSameShape("gaussianNll, variance", variance, target);
    const bounded = max(variance, epsilon);
    const terms = mul(0.5, add(log(bounded), div(square(sub(target, mean)), bounded)));
    return reduceTerms("gaussianNll", add(terms, full ? HALF_LOG_2PI : 0), options);
  };
}

const HALF_LOG_2PI = 0.9189385332046728;
