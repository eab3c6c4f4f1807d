import { SluiceError } from "../errors.ts";
import { hasSteps } from "../graph/axes.ts";
import { element, input, mul, sum, transpose } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { ArrayData } from "../layers/arrays.ts";
import type { Model } from "../layers/model.ts";
import { addressesOf } from "../layers/watch.ts";
import { log } from "../math/log.ts";
import type { ShapedArray } from "../program.ts";
import { rowGradients } from "./row-gradients.ts";

/** How long a value remembers what a model read. */
export interface MemoryLength {
  /**
   * Steps back at which the effect of an input has fallen to half of its largest, between two steps along the logarithm of the
   * effect; null where it does not within the sequence.
   */
  readonly steps: number | null;
  /**
   * [T] the effect of the input k steps back, k = 0 … T − 1, as a part of the largest one; 0 throughout where there is none, or
   * one that is not finite.
   */
  readonly effect: readonly number[];
}

/** The graph's input that says which unit is differentiated. */
const UNIT = "memory/unit";

/**
 * How long a watched value, such as a state, remembers: how many steps back the effect of an input on it has fallen to a half.
 *
 *   n_k = mean over rows of ‖∂s_T / ∂x_{T−k}‖_F        effect_k = n_k / max n        steps: where effect is first ½ behind its peak
 *
 * For h_t = a h_{t−1} + x_t, n_k = a^k, and steps = ln ½ / ln a. The derivatives are those of the sequences given: gates decide
 * anew on others. All units are differentiated, one after the other.
 *
 * Shapes: x as `predict` takes it, with steps.   Units: steps.
 * Errors: as `watch`; E_ARGUMENT for a model whose inputs have no steps.
 * Source: the norm of ∂h_T/∂h_{T−k} as the length of a memory: Bengio, Simard and Frasconi 1994, IEEE Trans. Neural Networks 5(2).
 */
export function memoryLength<X = ArrayData, Y = ShapedArray>(model: Model<X, Y>, x: X, name: string): MemoryLength {
  const { network } = model;
  const values = model.watchable();
  const [address] = addressesOf(
    [name],
    values.map((value) => value.address),
  );
  const { size, direction } = values.find((value) => value.address === address)!;
  const bound = model.bind("memoryLength", x);
  network.checkIndices(bound);
  const end = direction === "forward" ? "last" : "first";
  const slopesOf = rowGradients(network, bound, {
    watch: new Set([address!]),
    of: ({ trace }) => sum(mul(stepAt(trace.watchable.get(address!)!, end), input(UNIT, [size]))),
  });
  let squares: Squares[] | undefined;
  for (let unit = 0; unit < size; unit++) {
    const chosen = new Float64Array(size);
    chosen[unit] = 1;
    const slopes = Object.values(slopesOf({ [UNIT]: chosen })).filter(({ shape }) => shape.length === 3);
    squares ??= slopes.map(({ shape }) => ({ steps: shape[1]!, sums: new Float64Array(shape[0]! * shape[1]!) }));
    slopes.forEach(({ shape, data }, i) => {
      addSquares(squares![i]!.sums, data, shape[2]!);
    });
  }
  if (squares === undefined || squares.every(({ sums }) => sums.length === 0))
    throw new SluiceError("E_ARGUMENT", {
      where: `memoryLength "${name}"`,
      expected: "a model that reads sequences of numbers",
      got: "no such input that the value depends on",
    });
  return halved(normsByLag(squares, end));
}

/** Sums of squares over units and features, [B, T]. */
interface Squares {
  readonly steps: number;
  readonly sums: Float64Array;
}

/** One step of a watched value: [T, B, H], or [B, T, H] where the number of steps is fixed. */
function stepAt(stack: Tensor, end: "first" | "last"): Tensor {
  return element(hasSteps(stack.shape) ? stack : transpose(stack, [1, 0, 2]), end);
}

function addSquares(sums: Float64Array, slopes: ArrayLike<number>, width: number): void {
  for (let i = 0; i < sums.length; i++)
    for (let f = 0; f < width; f++) sums[i]! += slopes[i * width + f]! * slopes[i * width + f]!;
}

function normsByLag(squares: readonly Squares[], end: "first" | "last"): Float64Array {
  const norms = new Float64Array(Math.max(...squares.map(({ steps }) => steps)));
  const rows = squares[0]!.sums.length / squares[0]!.steps;
  for (let row = 0; row < rows; row++)
    norms.forEach((_, lag) => {
      let sum = 0;
      for (const { steps, sums } of squares)
        if (lag < steps) sum += sums[row * steps + (end === "last" ? steps - 1 - lag : lag)]!;
      norms[lag]! += Math.sqrt(sum) / rows;
    });
  return norms;
}

/** Where norms by lag first fall to half of their peak, behind it. */
function halved(norms: Float64Array): MemoryLength {
  let peak = 0;
  norms.forEach((norm, lag) => {
    if (norm > norms[peak]!) peak = lag;
  });
  const largest = norms[peak]!;
  // Nothing can be told of gradients that vanish throughout, or run away.
  if (largest === 0 || !norms.every(Number.isFinite)) return { steps: null, effect: Array.from(norms, () => 0) };
  const effect = Array.from(norms, (norm) => norm / largest);
  const half = effect.findIndex((value, lag) => lag > peak && value <= 0.5);
  if (half === -1) return { steps: null, effect };
  const [before, after] = [effect[half - 1]!, effect[half]!];
  // An effect that is gone at once has no logarithm to go along.
  const part = after === 0 ? (before - 0.5) / before : log(0.5 / before) / log(after / before);
  return { steps: half - 1 + part, effect };
}
