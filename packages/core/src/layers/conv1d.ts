import { checkOptions } from "../checks/check-options.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import { add, concat, matmul, mul, reshape, slice, transpose } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Init } from "../math/init.ts";
import { featuresOf } from "./features.ts";
import { checkInitByName } from "./init-by-name.ts";
import type { Layer } from "./layer.ts";
import { positiveInteger } from "./positive-integer.ts";
import { taps, type Window } from "./taps.ts";
import { inLayer, parameter, recordCall } from "./trace.ts";

export interface Conv1dOptions {
  /** Steps from one window to the next; 1 by default. */
  stride?: number;
  /**
   * Zeros before the first step and behind the last, 0 by default. `same` takes as many as keep the number of steps; `causal`
   * too, all of them before the first, so that no output sees a later step.
   */
  padding?: number | "same" | "causal";
  /** Steps from one that a window sees to the next; 1 by default. */
  dilation?: number;
  /** Parts that input and output channels are cut into, each output seeing its own part; 1 by default. */
  groups?: number;
  /** Whether to add b; true by default. */
  bias?: boolean;
  /** First values by parameter; uniform in ±1/√(in/groups · kernel) by default. */
  init?: { readonly W?: Init; readonly b?: Init };
  /** The layer's name, `conv1d` by default: its parameters are `<name>.W` and `<name>.b`. */
  name?: string;
}

/**
 * Convolution along the steps of a sequence: a window slides over it, the same weights everywhere.
 *
 *   y[t, o] = b[o] + Σ_i Σ_c W[o, c, i] · x[t·stride + i·dilation − padding, c]      c over the channels of o's group
 *   T' = ⌊(T + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1
 *
 * Sequences have a fixed number of steps; with `same` and `causal` padding also any number of them.
 * Shapes: x [B, T, in]; W [out, in/groups, kernel]; b [out]; y [B, T', out].
 * Errors: E_ARGUMENT for options that cannot be; E_SHAPE for no sequence, one shorter than a window, or channels that do not
 * go into groups.
 * Source: torch.nn.Conv1d, initialisation included; channels stand last here.
 */
export function conv1d(channels: number, kernel: number, options: Conv1dOptions = {}): Layer {
  checkOptions("conv1d", options, CONV1D_OPTIONS);
  const { stride = 1, padding = 0, dilation = 1, groups = 1, bias = true, init = {}, name = "conv1d" } = options;
  for (const [what, value] of Object.entries({ channels, kernel, stride, dilation, groups }))
    positiveInteger(`conv1d, ${what}`, value);
  checkPadding(padding, stride);
  checkInitByName("conv1d", init, bias ? ["W", "b"] : ["W"]);
  if (channels % groups !== 0)
    throw new SluiceError("E_ARGUMENT", {
      where: "conv1d, groups",
      expected: `a divisor of the ${channels} channels`,
      got: String(groups),
    });
  const saved = { kind: "conv1d", options: { channels, kernel, stride, padding, dilation, groups, bias, init } };
  const window = windowOf({ kernel, stride, dilation }, padding);
  const convolved = (x: Tensor) => {
    const features = featuresOf(x.shape);
    if (features % groups !== 0)
      throw new ShapeError({
        where: "input",
        expected: `[B, T, channels] with channels in ${groups} groups`,
        got: showPublic(x.shape),
      });
    const each = features / groups;
    const fan = { in: each * kernel, out: channels };
    const seen = taps(x, window);
    const W = parameter("W", [channels, each, kernel], { init: init.W ?? "uniform", fan });
    const product = each === 1 && channels === groups ? depthwise(seen, W) : grouped(seen, W, groups);
    return bias ? add(product, parameter("b", [channels], { init: init.b ?? "uniform", fan })) : product;
  };
  const applied: Layer = Object.assign(
    (x: Tensor) =>
      inLayer({ identity: applied, name }, x, (label) => {
        const output = convolved(x);
        recordCall({ label, saved, inputs: [x], outputs: [output] });
        return output;
      }),
    typeof padding === "number" ? { fixesSteps: true } : { takesSteps: true },
  );
  return applied;
}

const CONV1D_OPTIONS = {
  stride: true,
  padding: true,
  dilation: true,
  groups: true,
  bias: true,
  init: true,
  name: true,
} as const;

/** One product a group, of all that a window sees with all its weights. */
function grouped(seen: readonly Tensor[], W: Tensor, groups: number): Tensor {
  const [channels, each, kernel] = W.shape as [number, number, number];
  const out = channels / groups;
  // [out, in, kernel] → [out, kernel · in], the order in which taps lie side by side.
  const weights = reshape(transpose(W, [0, 2, 1]), [channels, kernel * each]);
  const parts = Array.from({ length: groups }, (_, group) => {
    const own = seen.map((tap) => slice(tap, 2, group * each, each));
    return matmul(concat(own, 2), slice(weights, 0, group * out, out), "nt");
  });
  return concat(parts, 2);
}

/** Every channel by itself: a sum of elementwise products. */
function depthwise(seen: readonly Tensor[], W: Tensor): Tensor {
  const [channels, , kernel] = W.shape as [number, number, number];
  const weights = transpose(reshape(W, [channels, kernel]), [1, 0]);
  return seen
    .map((tap, i) => mul(tap, reshape(slice(weights, 0, i, 1), [channels])))
    .reduce((total, term) => add(total, term));
}

function windowOf(shape: Pick<Window, "kernel" | "stride" | "dilation">, padding: number | "same" | "causal"): Window {
  const spread = shape.dilation * (shape.kernel - 1);
  if (typeof padding === "number") return { ...shape, before: padding, after: padding };
  const before = padding === "causal" ? spread : Math.floor(spread / 2);
  return { ...shape, before, after: spread - before };
}

function checkPadding(padding: unknown, stride: number): void {
  const isCount = Number.isSafeInteger(padding) && (padding as number) >= 0;
  if (!isCount && padding !== "same" && padding !== "causal")
    throw new SluiceError("E_ARGUMENT", {
      where: "conv1d, padding",
      expected: 'a whole number of at least 0, "same" or "causal"',
      got: typeof padding === "number" || typeof padding === "string" ? JSON.stringify(padding) : typeof padding,
    });
  if (!isCount && stride !== 1)
    throw new SluiceError("E_ARGUMENT", {
      where: "conv1d, stride",
      expected: `1 with ${JSON.stringify(padding)} padding, which keeps the number of steps`,
      got: String(stride),
    });
}
