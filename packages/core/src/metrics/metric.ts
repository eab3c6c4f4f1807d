import type { Loss } from "../losses/loss.ts";
import type { ShapedArray } from "../program.ts";

/**
 * What is measured and not learned from: a function of prediction and target, as a loss is, so that every loss is a metric
 * too. It gives a mean over rows; over several batches that is the mean over all of them.
 *
 *   metric = finish(Σ mean of batch · n / Σ n)      n: the batch's rows, or the steps that are its rows' own
 */
export interface Metric<Y = ShapedArray> extends Loss<Y> {
  /** What becomes of the mean over all rows: a root, say. The mean itself unless told. */
  readonly finish?: (mean: number) => number;
}

/** Metrics by the names under which they are told. */
export type Metrics<Y = ShapedArray> = Readonly<Record<string, Metric<Y>>>;
