import { checkOptions } from "../checks/check-options.ts";
import { add, div, mean, sqrt, square, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Init } from "../math/init.ts";
import { featuresOf } from "./features.ts";
import { gainAndShift } from "./gain-and-shift.ts";
import { checkInitByName } from "./init-by-name.ts";
import type { Layer } from "./layer.ts";
import { positiveNumber } from "./positive-number.ts";
import { inLayer, recordCall } from "./trace.ts";

export interface LayerNormOptions {
  /** Added to the variance, 1e-5 by default, so that equal features are not divided by zero. */
  epsilon?: number;
  /** Whether to learn a gain g and a shift b; true by default. */
  affine?: boolean;
  /** First values by parameter; g is 1 and b is 0 by default. */
  init?: { readonly g?: Init; readonly b?: Init };
  /** The layer's name, `norm` by default: its parameters are `<name>.g` and `<name>.b`. */
  name?: string;
}

/**
 * Brings the features of every row and step to mean 0 and variance 1, then scales and shifts them.
 *
 *   y = (x − mean) / √(variance + ε) ⊙ g + b      mean and variance (with 1/F) over the F features
 *
 * Shapes: x and y [B, F], [B, T, F] or any other with features last; g and b [F].
 * Errors: E_ARGUMENT unless ε > 0; E_SHAPE for an input without features.
 * Source: Ba et al. 2016, arXiv:1607.06450; torch.nn.LayerNorm over the last axis.
 */
export function layerNorm(options: LayerNormOptions = {}): Layer {
  checkOptions("layerNorm", options, { epsilon: true, affine: true, init: true, name: true });
  const { epsilon = 1e-5, affine = true, init = {}, name = "norm" } = options;
  positiveNumber("layerNorm, epsilon", epsilon);
  checkInitByName("layerNorm", init, affine ? ["g", "b"] : []);
  const saved = { kind: "layerNorm", options: { epsilon, affine, init } };
  const normalized = (x: Tensor) => {
    const features = featuresOf(x.shape);
    const centred = sub(x, mean(x, [-1], true));
    const scaled = div(centred, sqrt(add(mean(square(centred), [-1], true), epsilon)));
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
