import { checkOptions } from "../checks/check-options.ts";
import { add, matmul } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Init } from "../math/init.ts";
import { featuresOf } from "./features.ts";
import { checkInitByName } from "./init-by-name.ts";
import type { Layer } from "./layer.ts";
import { positiveInteger } from "./positive-integer.ts";
import { inLayer, parameter, recordCall } from "./trace.ts";

export interface LinearOptions {
  /** Whether to add b; true by default. */
  bias?: boolean;
  /** First values by parameter, e.g. `{ b: 0 }`; uniform in ±1/√in by default. */
  init?: { readonly W?: Init; readonly b?: Init };
  /** The layer's name, `linear` by default: its parameters are `<name>.W` and `<name>.b`. */
  name?: string;
}

/**
 * An affine map of the last axis, the same for every row and step.
 *
 *   y = x·Wᵀ + b
 *
 * Shapes: x [B, in] or [B, T, in]; W [out, in]; b [out]; y as x with `out` for `in`.
 * Errors: E_ARGUMENT unless `out` is a positive integer; E_SHAPE for an input without features.
 * Source: torch.nn.Linear, initialisation included.
 */
export function linear(out: number, options: LinearOptions = {}): Layer {
  checkOptions("linear", options, { bias: true, init: true, name: true });
  const { bias = true, init = {}, name = "linear" } = options;
  positiveInteger("linear, out", out);
  checkInitByName("linear", init, bias ? ["W", "b"] : ["W"]);
  const saved = { kind: "linear", options: { out, bias, init } };
  const affine = (x: Tensor) => {
    const features = featuresOf(x.shape);
    const fan = { in: features, out };
    const product = matmul(x, parameter("W", [out, features], { init: init.W ?? "uniform", fan }), "nt");
    return bias ? add(product, parameter("b", [out], { init: init.b ?? "uniform", fan })) : product;
  };
  const applied: Layer = (x) =>
    inLayer({ identity: applied, name }, x, (label) => {
      const output = affine(x);
      recordCall({ label, saved, inputs: [x], outputs: [output] });
      return output;
    });
  return applied;
}
