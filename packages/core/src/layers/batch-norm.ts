import { checkOptions } from "../checks/check-options.ts";
import { SluiceError } from "../errors.ts";
import { add, div, max, mean, mul, reshape, size, sqrt, square, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Init } from "../math/init.ts";
import { featuresOf } from "./features.ts";
import { gainAndShift } from "./gain-and-shift.ts";
import { checkInitByName } from "./init-by-name.ts";
import type { Layer } from "./layer.ts";
import { positiveNumber } from "./positive-number.ts";
import { follow, inLayer, inTraining, recordCall, tracked } from "./trace.ts";

export interface BatchNormOptions {
  /** How much of a batch goes into the running statistics, from 0 to 1; 0.1 by default. Keras calls 0.9 what is 0.1 here. */
  momentum?: number;
  /** Added to the variance, 1e-5 by default. */
  epsilon?: number;
  /** Whether to learn a gain g and a shift b; true by default. */
  affine?: boolean;
  /** First values by parameter; g is 1 and b is 0 by default. */
  init?: { readonly g?: Init; readonly b?: Init };
  /** The layer's name, `batchNorm` by default: it learns `<name>.g` and `<name>.b`, and keeps `<name>.mean` and `.variance`. */
  name?: string;
}

/**
 * Brings every feature to mean 0 and variance 1 over the rows and steps of a batch, then scales and shifts it. In training the
 * statistics are the batch's own; everywhere else they are the running ones, which training carries along.
 *
 *   y = (x − mean) / √(variance + ε) ⊙ g + b
 *   running mean ← (1 − m)·running mean + m·mean      running variance ← (1 − m)·running variance + m·variance·N/(N − 1)
 *
 * Rows depend on each other in training, so that it takes one thread, and a last batch of few rows has other statistics.
 * Shapes: x and y [B, F] or [B, T, F]; g, b, mean and variance [F]; N is the number of rows, or of rows times steps.
 * Errors: E_ARGUMENT unless ε > 0 and 0 ≤ m ≤ 1; E_SHAPE for an input without features.
 * Source: Ioffe and Szegedy 2015, arXiv:1502.03167; torch.nn.BatchNorm1d.
 */
export function batchNorm(options: BatchNormOptions = {}): Layer {
  checkOptions("batchNorm", options, { momentum: true, epsilon: true, affine: true, init: true, name: true });
  const { momentum = 0.1, epsilon = 1e-5, affine = true, init = {}, name = "batchNorm" } = options;
  positiveNumber("batchNorm, epsilon", epsilon);
  if (!(momentum >= 0 && momentum <= 1))
    throw new SluiceError("E_ARGUMENT", {
      where: "batchNorm, momentum",
      expected: "a number from 0 to 1",
      got: String(momentum),
    });
  checkInitByName("batchNorm", init, affine ? ["g", "b"] : []);
  const saved = { kind: "batchNorm", options: { momentum, epsilon, affine, init } };
  const normalized = (x: Tensor) => {
    const features = featuresOf(x.shape);
    const statistics = {
      mean: tracked("mean", [features], { init: "zeros" }),
      variance: tracked("variance", [features], { init: "ones" }),
    };
    const scaled = inTraining() ? byBatch(x, { ...statistics, momentum, epsilon }) : byRunning(x, statistics, epsilon);
    return affine ? gainAndShift(scaled, features, init) : scaled;
  };
  const applied: Layer = (x) =>
    inLayer({ identity: applied, name }, x, (label) => {
      const output = normalized(x);
      recordCall({ label, saved, inputs: [x], outputs: [output] });
      return output;
    });
  return applied;
}

interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

const byRunning = (x: Tensor, { mean, variance }: Statistics, epsilon: number) =>
  div(sub(x, mean), sqrt(add(variance, epsilon)));

function byBatch(x: Tensor, running: Statistics & { momentum: number; epsilon: number }): Tensor {
  const { momentum, epsilon } = running;
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const centre = mean(x, axes, true);
  const centred = sub(x, centre);
  const variance = mean(square(centred), axes, true);
  const count = axes.reduce<Tensor>((product, axis) => mul(product, size(x.shape[axis]!)), size(1));
  // One row alone has no variance to estimate.
  const unbiased = mul(variance, div(count, max(sub(count, 1), 1)));
  const carry = (before: Tensor, now: Tensor) =>
    follow(before, (kept) => add(mul(1 - momentum, kept), mul(momentum, reshape(now, before.shape))));
  carry(running.mean, centre);
  carry(running.variance, unbiased);
  return div(centred, sqrt(add(variance, epsilon)));
}
