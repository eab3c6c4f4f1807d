import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { add, exp, log, mul, sub } from "../graph/ops.ts";
import { logFactorial } from "./log-gamma.ts";
import { checkEach, checking, checkSameShape, type Loss } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

export interface PoissonNllOptions {
  /** Whether the model predicts log λ (the default) or λ itself. */
  log?: boolean;
  /** Whether ln target!, which no parameter changes, is part of the loss; false by default. */
  full?: boolean;
  /** Added to λ under the logarithm where the model predicts λ; 1e-8 by default. */
  epsilon?: number;
}

/**
 * Negative log likelihood of a Poisson distribution: for counts whose variance is their mean.
 *
 *   loss = mean(e^x − target·x) for x = log λ      mean(λ − target·log(λ + ε)) for λ      (full: + ln target!)
 *
 * Shapes: both alike. Units: nats; targets are counts.
 * Errors: E_ARGUMENT unless ε > 0, and in training for targets below 0; E_SHAPE when the shapes differ.
 * Source: torch.nn.PoissonNLLLoss, with the exact ln target! of torch.distributions where that one has Stirling's approximation.
 */
export function poissonNll(options: PoissonNllOptions = {}): Loss {
  checkOptions("poissonNll", options, { log: true, full: true, epsilon: true });
  const { log: isLog = true, full = false, epsilon = 1e-8 } = options;
  checkNumber("poissonNll, epsilon", epsilon, { above: 0 });
  const loss: Loss = (prediction, target, options) => {
    checkSameShape("poissonNll", prediction, target);
    const terms = isLog
      ? sub(exp(prediction), mul(target, prediction))
      : sub(prediction, mul(target, log(add(prediction, epsilon))));
    return reduceTerms("poissonNll", full ? add(terms, logFactorial(target)) : terms, options);
  };
  return checking(loss, (targets) =>
    checkEach("poissonNll, targets", targets, {
      expected: "a count of at least 0",
      accepts: (y) => y >= 0 && y < Number.POSITIVE_INFINITY,
    }),
  );
}
