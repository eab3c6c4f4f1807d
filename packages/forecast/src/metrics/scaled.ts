import { SluiceError } from "@sluice/core";
import { defineMetric } from "./metric.ts";

/**
 * Mean absolute scaled error: the error as a multiple of the seasonal naive forecast's error inside the training span.
 *
 *   (1/n) Σ |y − ŷ| / q      q = (1/(N − m)) Σ_{t>m} |y_t − y_{t−m}|   over the training span, m = season
 *
 * Pairs with a missing value are left out of q. Null without `train`, when it is no longer than a season, and when q = 0.
 * Units: ratio; 1 is what the seasonal naive forecast makes on average in the training span.
 * Errors: also E_ARGUMENT for a season that is not a whole number above 0.
 * Source: Hyndman, Koehler 2006, Another look at measures of forecast accuracy, Int. J. Forecasting 22(4).
 */
export const mase = defineMetric({
  name: "mase",
  unit: "ratio",
  statistic: ({ train = [], season = 1 }) => {
    if (!Number.isInteger(season) || season < 1) {
      throw new SluiceError("E_ARGUMENT", {
        where: "mase season",
        expected: "a whole number above 0",
        got: `${season}`,
      });
    }
    const scale = seasonalNaiveError(train, season);
    return scale > 0 ? (actual, forecast) => Math.abs(actual - forecast) / scale : null;
  },
});

/** q of MASE; 0 when no two values are a season apart. */
function seasonalNaiveError(train: ArrayLike<number>, season: number): number {
  let sum = 0;
  let count = 0;
  for (let t = season; t < train.length; t++) {
    const error = Math.abs(train[t]! - train[t - season]!);
    if (Number.isNaN(error)) continue;
    sum += error;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
