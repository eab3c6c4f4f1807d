import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import { add, array, equal, exp, log, mul, reduceMax, reshape, select, sub, sum } from "../graph/ops.ts";
import { sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { checkClasses } from "./check-classes.ts";
import { checking, type Loss } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

export interface CrossEntropyOptions {
  /** How much each class counts, 1 by default. The mean is then over the weights of the targets, not over their number. */
  classWeights?: readonly number[];
  /** ε: the part of each target that is spread over all classes; 0 by default. */
  smoothing?: number;
}

/**
 * Cross entropy of classes, from logits: what a network gives before a softmax.
 *
 *   −log p_c = log Σ_j e^(z_j) − z_c      with z = logits − their maximum
 *   loss = Σ w_y·((1 − ε)·(−log p_y) + ε/C · Σ_c (w_c/w_y)·(−log p_c)) / Σ w_y
 *
 * With probabilities t as targets, the loss is the mean of Σ_c w_c·((1 − ε)·t_c + ε/C)·(−log p_c).
 *
 * Shapes: logits [..., C]; targets are class numbers 0 … C − 1 [...], or probabilities [..., C]. Units: nats.
 * Errors: E_ARGUMENT unless 0 ≤ ε ≤ 1 and weights ≥ 0, and in training for a class that there is not; E_SHAPE when the
 * shapes do not fit. Elsewhere a class that there is not makes the loss NaN.
 * Source: torch.nn.CrossEntropyLoss.
 */
export function crossEntropy(options: CrossEntropyOptions = {}): Loss {
  checkOptions("crossEntropy", options, { classWeights: true, smoothing: true });
  const { classWeights, smoothing = 0 } = options;
  checkNumber("crossEntropy, smoothing", smoothing, { from: 0, to: 1 });
  for (const weight of classWeights ?? []) checkNumber("crossEntropy, classWeights", weight, { from: 0 });
  const loss: Loss = (logits, target, options) => {
    const classes = logits.shape.at(-1);
    const byNumber = sameShape(target.shape, logits.shape.slice(0, -1));
    if (typeof classes !== "number" || !(byNumber || sameShape(target.shape, logits.shape)))
      throw new ShapeError({
        where: "crossEntropy",
        expected: `class numbers of shape ${showPublic(logits.shape.slice(0, -1))} or probabilities of shape ${showPublic(logits.shape)}`,
        got: showPublic(target.shape),
      });
    if (classWeights !== undefined && classWeights.length !== classes)
      throw new SluiceError("E_ARGUMENT", {
        where: "crossEntropy, classWeights",
        expected: `one for each of the ${classes} classes`,
        got: `${classWeights.length}`,
      });
    const shifted = sub(logits, reduceMax(logits, [-1], true));
    const surprise = sub(log(sum(exp(shifted), [-1], true)), shifted);
    const weights = classWeights === undefined ? 1 : array(classWeights, [classes]);
    const weighed = mul(weights, surprise);
    if (!byNumber) {
      const parts = add(mul(1 - smoothing, target), smoothing / classes);
      return reduceTerms("crossEntropy", sum(mul(parts, weighed), [-1]), options);
    }
    const numbers = array(
      Array.from({ length: classes }, (_, i) => i),
      [classes],
    );
    const hit = equal(numbers, reshape(target, [...target.shape, 1]));
    const picked = (values: Tensor) => sum(select(hit, values, 0), [-1]);
    const smoothed = add(mul(1 - smoothing, picked(weighed)), mul(smoothing / classes, sum(weighed, [-1])));
    const terms = select(sum(hit, [-1]), smoothing === 0 ? picked(weighed) : smoothed, Number.NaN);
    return reduceTerms("crossEntropy", terms, options, classWeights && picked(weights as Tensor));
  };
  const checked = checking(loss, checkClasses("crossEntropy"));
  return Object.assign(checked, { countsByWeight: classWeights !== undefined });
}
