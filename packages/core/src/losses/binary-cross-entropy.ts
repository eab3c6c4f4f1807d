import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { SluiceError } from "../errors.ts";
import { add, array, mul, neg, softplus, sub } from "../graph/ops.ts";
import { checkEach, checking, checkSameShape, type Loss } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

export interface BinaryCrossEntropyOptions {
  /** How much a target of 1 counts beside one of 0, for all outputs or one by one; 1 by default. */
  positiveWeight?: number | readonly number[];
}

/**
 * Cross entropy of yes and no, from logits: what a network gives before a sigmoid.
 *
 *   loss = mean(w·y·softplus(−x) + (1 − y)·softplus(x))      since −log σ(x) = softplus(−x), −log(1 − σ(x)) = softplus(x)
 *
 * Shapes: logits x and targets y alike; weights [F] of the last axis. Units: nats; y from 0 (no) to 1 (yes).
 * Errors: E_ARGUMENT unless w ≥ 0, and in training for targets outside 0 … 1; E_SHAPE when the shapes differ.
 * Source: torch.nn.BCEWithLogitsLoss.
 */
export function binaryCrossEntropy(options: BinaryCrossEntropyOptions = {}): Loss {
  checkOptions("binaryCrossEntropy", options, { positiveWeight: true });
  const { positiveWeight = 1 } = options;
  const weights = typeof positiveWeight === "number" ? [positiveWeight] : positiveWeight;
  for (const weight of weights) checkNumber("binaryCrossEntropy, positiveWeight", weight, { from: 0 });
  const loss: Loss = (logits, target, options) => {
    checkSameShape("binaryCrossEntropy", logits, target);
    if (typeof positiveWeight !== "number" && weights.length !== logits.shape.at(-1))
      throw new SluiceError("E_ARGUMENT", {
        where: "binaryCrossEntropy, positiveWeight",
        expected: `one for each of the ${logits.shape.at(-1)} outputs`,
        got: `${weights.length}`,
      });
    const weight = typeof positiveWeight === "number" ? positiveWeight : array(weights, [weights.length]);
    const yes = mul(mul(weight, target), softplus(neg(logits)));
    return reduceTerms("binaryCrossEntropy", add(yes, mul(sub(1, target), softplus(logits))), options);
  };
  return checking(loss, (targets) =>
    checkEach("binaryCrossEntropy, targets", targets, {
      expected: "a number from 0 to 1",
      accepts: (y) => y >= 0 && y <= 1,
    }),
  );
}
