import { defineMetric } from "./metric.ts";

/**
 * Mean absolute percentage error.
 *
 *   (100/n) Σ |y − ŷ| / |y|    over the points where y ≠ 0; null when there are none
 *
 * Units: percent.
 */
export const mape = defineMetric({
  name: "mape",
  unit: "percent",
  statistic: () => (actual, forecast) => (actual === 0 ? undefined : 100 * Math.abs((actual - forecast) / actual)),
});

/**
 * Symmetric mean absolute percentage error, 0 to 200.
 *
 *   (200/n) Σ |y − ŷ| / (|y| + |ŷ|)    a point with y = ŷ = 0 counts as 0
 *
 * Units: percent.
 * Source: Makridakis, Spiliotis, Assimakopoulos 2020, The M4 competition, Int. J. Forecasting 36(1).
 */
export const smape = defineMetric({
  name: "smape",
  unit: "percent",
  statistic: () => (actual, forecast) =>
    actual === forecast ? 0 : (200 * Math.abs(actual - forecast)) / (Math.abs(actual) + Math.abs(forecast)),
});
