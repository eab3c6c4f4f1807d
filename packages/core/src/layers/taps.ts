import { ShapeError } from "../errors.ts";
import { hasSteps, ROWS, showPublic } from "../graph/axes.ts";
import { broadcast, concat, pad, reshape, slice, zeros } from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import type { Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";

/** How a window goes along a sequence. */
export interface Window {
  /** Steps that it sees. */
  readonly kernel: number;
  /** Steps from one window to the next. */
  readonly stride: number;
  /** Steps from one that it sees to the next. */
  readonly dilation: number;
  /** Steps put before the first and behind the last. */
  readonly before: number;
  readonly after: number;
}

/** How many windows a sequence of so many steps has: less than one where it is too short. */
export const windowCount = (steps: number, { kernel, stride, dilation, before, after }: Window): number =>
  Math.floor((steps + before + after - dilation * (kernel - 1) - 1) / stride) + 1;

/**
 * What windows see at each of their places: tap i of window j is step j·stride + i·dilation − before, or `fill` outside.
 *
 * Shapes: x [B, T, C] with fixed T gives taps [B, T', C]; inside a graph [T, B, C] with T of any length gives taps of as many
 * steps, where the window keeps their number.
 * Errors: E_SHAPE for no sequence, one shorter than the window, and one of any length whose number of steps would change.
 */
export function taps(x: Tensor, window: Window, fill = 0): Tensor[] {
  if (x.shape.length === 3 && hasSteps(x.shape)) return shiftedTaps(x, window);
  const [rows, steps, channels] = x.shape;
  if (x.shape.length !== 3 || rows !== ROWS || typeof steps !== "number" || typeof channels !== "number")
    throw new ShapeError({ where: "input", expected: "a sequence [B, T, channels]", got: showPublic(x.shape) });
  const { kernel, stride, dilation, before, after } = window;
  const count = windowCount(steps, window);
  const seen = dilation * (kernel - 1) + 1;
  if (count < 1)
    throw new ShapeError({
      where: "input",
      expected: `[B, T, ${channels}] with T at least ${seen - before - after}, for a window of ${seen} steps`,
      got: showPublic(x.shape),
    });
  const padded = extended(x, before, after, fill);
  // A stride beyond the only window goes nowhere.
  if (stride === 1 || count === 1) return places(kernel, (i) => slice(padded, 1, i * dilation, count));
  // Every stride-th step: steps in groups of `stride`, one of each group.
  const groups = Math.ceil((dilation * (kernel - 1) + 1) / stride) + count - 1;
  const grouped = reshape(cut(padded, groups * stride), [ROWS, groups, stride, channels]);
  return places(kernel, (i) => {
    const at = i * dilation;
    const each = slice(slice(grouped, 2, at % stride, 1), 1, Math.floor(at / stride), count);
    return reshape(each, [ROWS, count, channels]);
  });
}

const places = (kernel: number, tap: (i: number) => Tensor) => Array.from({ length: kernel }, (_, i) => tap(i));

/** As many steps, the last ones left out or zeros behind them, which no window sees. */
function cut(x: Tensor, steps: number): Tensor {
  const known = x.shape[1] as number;
  return known >= steps ? slice(x, 1, 0, steps) : pad(x, 1, 0, steps - known);
}

function extended(x: Tensor, before: number, after: number, fill: number): Tensor {
  if (fill === 0) return pad(x, 1, before, after);
  const filled = (steps: number) => (steps === 0 ? [] : [broadcast(fill, [ROWS, steps, x.shape[2]!])]);
  return concat([...filled(before), x, ...filled(after)], 1);
}

/**
 * Taps of a sequence of any length: the steps before and behind every step come from delay lines, zero at first.
 *
 *   tap i at t = x_{t + i·dilation − before}
 */
function shiftedTaps(x: Tensor, { kernel, stride, dilation, before, after }: Window): Tensor[] {
  if (stride !== 1 || before + after !== dilation * (kernel - 1))
    throw new ShapeError({
      where: "input",
      expected: `[B, T, ${x.shape[2]}] with a number for T, since windows change it`,
      got: showPublic(x.shape),
      hint: 'fixesSteps: true beside the inputs of the model, which takes the number from the data or from initialize({ seed, steps }), or, for a convolution, padding: "same" or "causal"',
    });
  const offsets = Array.from({ length: kernel }, (_, i) => i * dilation - before);
  const past = delayed(x, before, false);
  const future = delayed(x, after, true);
  return offsets.map((offset) => (offset === 0 ? x : offset < 0 ? past[-offset - 1]! : future[offset - 1]!));
}

/** x delayed by 1, 2, … `most` steps; by the steps behind it, in reverse. */
function delayed(x: Tensor, most: number, reverse: boolean): Tensor[] {
  if (most === 0) return [];
  const step: Shape = x.shape.slice(1);
  return scan({
    axis: x.shape[0]!,
    reverse,
    sequences: [x],
    initial: Array.from({ length: most }, () => zeros(step)),
    step: ([now], line) => ({ next: [now!, ...line.slice(0, -1)], stacked: line }),
  }).stacks;
}
