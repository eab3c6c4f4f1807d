import { defineMetric } from "./metric.ts";

/** Mean absolute error: (1/n) Σ |y − ŷ|.   Units: those of the series. */
export const mae = defineMetric({
  name: "mae",
  unit: "series",
  statistic: () => (actual, forecast) => Math.abs(actual - forecast),
});

/** Root mean squared error: √((1/n) Σ (y − ŷ)²).   Units: those of the series. */
export const rmse = defineMetric({
  name: "rmse",
  unit: "series",
  statistic: () => (actual, forecast) => (actual - forecast) * (actual - forecast),
  finish: Math.sqrt,
});
