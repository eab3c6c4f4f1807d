import { mse } from "../losses/mse.ts";
import type { Metric } from "./metric.ts";

/**
 * Root of the mean squared error over all rows, steps and outputs: not the mean of the batches' roots.
 *
 *   rmse = √(mean((prediction − target)²))
 *
 * Shapes: both alike. Units: the target's. Errors: E_SHAPE when the shapes differ.
 */
export const rmse: Metric = Object.assign(
  (...[prediction, target, options]: Parameters<Metric>) => mse(prediction, target, options),
  { finish: Math.sqrt },
);
