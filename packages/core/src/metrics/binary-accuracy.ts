import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { equal, less, sigmoid } from "../graph/ops.ts";
import { checkEach, checking, checkSameShape } from "../losses/loss.ts";
import { reduceTerms } from "../losses/reduce-terms.ts";
import type { Metric } from "./metric.ts";

export interface BinaryAccuracyOptions {
  /** The probability above which a prediction is a yes; 0.5 by default. */
  threshold?: number;
}

/**
 * The part of the outputs whose yes or no is the target's, from logits.
 *
 *   mean((σ(x) > threshold) = (y > 0.5))
 *
 * Shapes: logits x and targets y alike. Units: from 0 to 1. A logit that is NaN is a no.
 * Errors: E_ARGUMENT unless 0 ≤ threshold ≤ 1, and for targets outside 0 … 1; E_SHAPE when the shapes differ.
 */
export function binaryAccuracy(options: BinaryAccuracyOptions = {}): Metric {
  checkOptions("binaryAccuracy", options, { threshold: true });
  const { threshold = 0.5 } = options;
  checkNumber("binaryAccuracy, threshold", threshold, { from: 0, to: 1 });
  const metric: Metric = (logits, target, given) => {
    checkSameShape("binaryAccuracy", logits, target);
    return reduceTerms("binaryAccuracy", equal(less(threshold, sigmoid(logits)), less(0.5, target)), given);
  };
  return checking(metric, (targets) =>
    checkEach("binaryAccuracy, targets", targets, {
      expected: "a number from 0 to 1",
      accepts: (y) => y >= 0 && y <= 1,
    }),
  );
}
