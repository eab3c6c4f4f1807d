import { checkOptions } from "../checks/check-options.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import { add, array, equal, less, mul, neg, reduceMax, reshape, select, sub, sum } from "../graph/ops.ts";
import { sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { checkClasses } from "../losses/check-classes.ts";
import { reduceTerms } from "../losses/reduce-terms.ts";
import type { Metric } from "./metric.ts";

export interface TopKAccuracyOptions {
  /** How many classes a model may name. */
  k: number;
}

/**
 * The part of the rows, or of their steps, whose right class is among the k greatest logits.
 *
 *   rank = Σ_c (z_c > z_y) + Σ_{c < y} (z_c = z_y)      mean(rank < k)
 *
 * Shapes and units: as `accuracy`, which is that with k = 1.
 * Errors: E_ARGUMENT unless k is a whole number of at least 1, and for a class that there is not; E_SHAPE when the shapes do
 * not fit.
 */
export function topKAccuracy(options: TopKAccuracyOptions): Metric {
  checkOptions("topKAccuracy", options, { k: true });
  const { k } = options;
  if (!Number.isSafeInteger(k) || k < 1)
    throw new SluiceError("E_ARGUMENT", {
      where: "topKAccuracy, k",
      expected: "a whole number of at least 1",
      got: String(k),
    });
  const where = k === 1 ? "accuracy" : "topKAccuracy";
  const metric: Metric = (logits, target, given) => {
    const count = classesOf(where, logits, target);
    const numbers = array(
      Array.from({ length: count }, (_, i) => i),
      [count],
    );
    const right = reshape(rightClass(logits, target, numbers, count), [...logits.shape.slice(0, -1), 1]);
    const own = sum(select(equal(numbers, right), logits, 0), [-1], true);
    const before = mul(equal(logits, own), less(numbers, right));
    const rank = sum(add(less(own, logits), before), [-1]);
    const unknown = sum(sub(1, equal(logits, logits)), [-1]);
    return reduceTerms(where, mul(less(rank, k), equal(unknown, 0)), given);
  };
  return Object.assign(metric, { checkTargets: checkClasses(where) });
}

/** The class of each term: as given, or the first of the greatest probabilities. */
function rightClass(logits: Tensor, target: Tensor, numbers: Tensor, count: number): Tensor {
  if (!sameShape(target.shape, logits.shape)) return target;
  const greatest = equal(target, reduceMax(target, [-1], true));
  return neg(reduceMax(select(greatest, neg(numbers), -count), [-1]));
}

function classesOf(where: string, logits: Tensor, target: Tensor): number {
  const classes = logits.shape.at(-1);
  const outer = logits.shape.slice(0, -1);
  if (typeof classes === "number" && (sameShape(target.shape, outer) || sameShape(target.shape, logits.shape)))
    return classes;
  throw new ShapeError({
    where,
    expected: `class numbers of shape ${showPublic(outer)} or probabilities of shape ${showPublic(logits.shape)}`,
    got: showPublic(target.shape),
  });
}
