import { checkOptions } from "../checks/check-options.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { ROWS, showPublic } from "../graph/axes.ts";
import { div, mean, mul, reshape, select, sum } from "../graph/ops.ts";
import { sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { LossOptions } from "./loss.ts";

/**
 * A loss from its terms.
 *
 *   none: w ⊙ ℓ      sum: Σ w ⊙ ℓ      mean: Σ w ⊙ ℓ / n, n the number of terms
 *
 * Where terms count differently in themselves, n is Σ counts, of those whose weight is not 0.
 *
 * Shapes: terms as the loss says; counts as the terms; weights w [B] or [T, B].
 * Errors: E_ARGUMENT for another reduction; E_SHAPE for weights that are not by row, or by step and row, of the terms.
 */
export function reduceTerms(where: string, terms: Tensor, options: LossOptions = {}, counts?: Tensor): Tensor {
  checkOptions(where, options, { reduction: true, weights: true });
  const { reduction = "mean", weights } = options;
  if (!["mean", "sum", "none"].includes(reduction))
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, reduction`,
      expected: '"mean", "sum" or "none"',
      got: JSON.stringify(reduction) ?? "something else",
    });
  const weight = weights && beside(where, weights, terms);
  const weighed = weight === undefined ? terms : mul(weight, terms);
  if (reduction === "none") return weighed;
  if (reduction === "sum") return sum(weighed);
  if (counts === undefined) return mean(weighed);
  return div(sum(weighed), sum(weight === undefined ? counts : select(weight, counts, 0)));
}

/** Weights by row, or by step and row, under as many axes behind these as the terms have. */
function beside(where: string, weights: Tensor, terms: Tensor): Tensor {
  const behind = terms.shape.indexOf(ROWS) + 1;
  const leading = terms.shape.slice(0, behind);
  if (behind === 0 || !(sameShape(weights.shape, leading) || sameShape(weights.shape, [ROWS])))
    throw new ShapeError({
      where: `${where}, weights`,
      expected: `one for every row${leading.length > 1 ? ", or for every row and step," : ""} of ${showPublic(terms.shape)}`,
      got: showPublic(weights.shape),
    });
  return reshape(weights, [...weights.shape, ...terms.shape.slice(behind).map(() => 1)]);
}
