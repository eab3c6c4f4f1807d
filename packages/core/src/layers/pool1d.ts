import { checkOptions } from "../checks/check-options.ts";
import { SluiceError } from "../errors.ts";
import { add, array, div, equal, less, select, sub } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Layer } from "./layer.ts";
import { positiveInteger } from "./positive-integer.ts";
import { taps, type Window } from "./taps.ts";
import { inLayer, recordCall, type SavedCall } from "./trace.ts";

export interface PoolOptions {
  /** Steps from one window to the next; as many as a window has by default. */
  stride?: number;
  /** Steps put before the first and behind the last, at most half a window; 0 by default. */
  padding?: number;
  /** The layer's name. */
  name?: string;
}

export interface MaxPoolOptions extends PoolOptions {
  /** Steps from one that a window sees to the next; 1 by default. */
  dilation?: number;
}

export interface AveragePoolOptions extends PoolOptions {
  /** Whether padded steps count as zeros; true by default, as in PyTorch. Keras leaves them out. */
  countPadding?: boolean;
}

/**
 * The largest value that a window sees, channel by channel. Padding is never the largest; where several are, the first one
 * takes the gradient.
 *
 *   y[t, c] = max_i x[t·stride + i·dilation − padding, c]
 *   T' = ⌊(T + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1
 *
 * Shapes: x [B, T, C] with a fixed number of steps; y [B, T', C].
 * Errors: E_ARGUMENT for options that cannot be; E_SHAPE for no sequence or one shorter than a window.
 * Source: torch.nn.MaxPool1d.
 */
export function maxPool1d(kernel: number, options: MaxPoolOptions = {}): Layer {
  checkOptions("maxPool1d", options, { stride: true, padding: true, dilation: true, name: true });
  const { stride = kernel, padding = 0, dilation = 1, name = "maxPool1d" } = options;
  const window = checkedWindow("maxPool1d", { kernel, stride, dilation, before: padding, after: padding });
  const saved = { kind: "maxPool1d", options: { kernel, stride, padding, dilation } };
  return pooling(name, saved, (x) => taps(x, window, Number.NEGATIVE_INFINITY).reduce(larger));
}

/** The first where both are equal; NaN where either is. */
const larger = (a: Tensor, b: Tensor): Tensor => select(add(less(a, b), sub(1, equal(b, b))), b, a);

/**
 * The mean of what a window sees, channel by channel.
 *
 *   y[t, c] = 1/kernel Σ_i x[t·stride + i − padding, c]      T' = ⌊(T + 2·padding − kernel) / stride⌋ + 1
 *
 * Shapes: x [B, T, C] with a fixed number of steps; y [B, T', C].
 * Errors: E_ARGUMENT for options that cannot be; E_SHAPE for no sequence or one shorter than a window.
 * Source: torch.nn.AvgPool1d.
 */
export function averagePool1d(kernel: number, options: AveragePoolOptions = {}): Layer {
  checkOptions("averagePool1d", options, { stride: true, padding: true, countPadding: true, name: true });
  const { stride = kernel, padding = 0, countPadding = true, name = "averagePool1d" } = options;
  const window = checkedWindow("averagePool1d", { kernel, stride, dilation: 1, before: padding, after: padding });
  const saved = { kind: "averagePool1d", options: { kernel, stride, padding, countPadding } };
  return pooling(name, saved, (x) => {
    const total = taps(x, window).reduce((sum, tap) => add(sum, tap));
    return div(total, countPadding || padding === 0 ? kernel : ownSteps(x.shape[1] as number, total, window));
  });
}

/** How many of the steps that each window sees are no padding, [T', 1]. */
function ownSteps(steps: number, output: Tensor, { kernel, stride, before }: Window): Tensor {
  const count = output.shape[1] as number;
  const counts = Array.from({ length: count }, (_, window) => {
    const from = window * stride - before;
    return Math.min(from + kernel, steps) - Math.max(from, 0);
  });
  return array(counts, [count, 1]);
}

function pooling(name: string, saved: SavedCall, pool: (x: Tensor) => Tensor): Layer {
  const applied: Layer = Object.assign(
    (x: Tensor) =>
      inLayer({ identity: applied, name, takesAnyFeatures: true }, x, (label) => {
        const output = pool(x);
        recordCall({ label, saved, inputs: [x], outputs: [output] });
        return output;
      }),
    { fixesSteps: true },
  );
  return applied;
}

function checkedWindow(where: string, window: Window): Window {
  const { kernel, stride, dilation, before } = window;
  for (const [what, value] of Object.entries({ kernel, stride, dilation })) positiveInteger(`${where}, ${what}`, value);
  if (!Number.isSafeInteger(before) || before < 0 || before > kernel / 2)
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, padding`,
      expected: `a whole number from 0 to ${Math.floor(kernel / 2)}, half a window`,
      got: String(before),
    });
  return window;
}
