import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import { array, max, mul, sub } from "../graph/ops.ts";
import { sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { checkSameShape, type Loss } from "./loss.ts";
import { reduceTerms } from "./reduce-terms.ts";

export interface PinballOptions {
  /** The part q of the targets that shall lie below the prediction, or one for each of the model's outputs. */
  quantile: number | readonly number[];
}

/**
 * The pinball (quantile) loss: least where the prediction is the quantile of the target.
 *
 *   loss = mean(max(q·(target − prediction), (q − 1)·(target − prediction)))
 *
 * Shapes: both alike for one quantile; for Q of them predictions [..., Q] and targets [..., 1]. Units: the target's.
 * Errors: E_ARGUMENT unless 0 < q < 1; E_SHAPE when the shapes do not fit.
 * Source: Koenker and Bassett 1978.
 */
export function pinball(options: PinballOptions): Loss {
  checkOptions("pinball", options, { quantile: true });
  const { quantile } = options;
  const several = Array.isArray(quantile);
  const quantiles = several ? (quantile as readonly number[]) : [quantile as number];
  if (quantiles.length === 0)
    throw new SluiceError("E_ARGUMENT", { where: "pinball, quantile", expected: "at least one", got: "none" });
  for (const q of quantiles) checkNumber("pinball, quantile", q, { above: 0, below: 1 });
  const each = (factor: (q: number) => number) =>
    several ? array(quantiles.map(factor), [quantiles.length]) : factor(quantiles[0]!);
  return (prediction, target, options) => {
    if (several) checkQuantiles(prediction, target, quantiles.length);
    else checkSameShape("pinball", prediction, target);
    const error = sub(target, prediction);
    const terms = max(
      mul(
        each((q) => q),
        error,
      ),
      mul(
        each((q) => q - 1),
        error,
      ),
    );
    return reduceTerms("pinball", terms, options);
  };
}

function checkQuantiles(prediction: Tensor, target: Tensor, count: number): void {
  const leading = target.shape.slice(0, -1);
  if (target.shape.at(-1) === 1 && sameShape(prediction.shape, [...leading, count])) return;
  throw new ShapeError({
    where: "pinball",
    expected: `predictions [..., ${count}], one for each quantile, and targets [..., 1]`,
    got: `${showPublic(prediction.shape)} and ${showPublic(target.shape)}`,
  });
}
