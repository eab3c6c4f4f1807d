import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { sameShape, showShape } from "../graph/size.ts";
import type { ShapedArray } from "../program.ts";

export interface WeightAverageOptions {
  /** β: how much of the average is kept when weights are added, from 0 to below 1; a plain mean of all of them by default. */
  decay?: number;
}

type Weights = Readonly<Record<string, ShapedArray>>;

/** Weights that were added up. */
export interface WeightAverage {
  /** Errors: E_ARGUMENT for other names than before, E_SHAPE for other shapes. */
  add(weights: Weights): void;
  /** The average, for `setParameters`. Errors: E_ARGUMENT before anything was added. */
  readonly parameters: Record<string, ShapedArray>;
}

/**
 * The average of the weights that a model had on its way: often better than the last ones, and steadier.
 *
 *     const average = weightAverage();
 *     for await (const { index } of train(net, data, options)) if (index >= 50) average.add(net.parameters);
 *     net.setParameters(average.parameters);
 *
 *   plain: a ← a + (w − a)/n for the n-th      decay: a ← β·a + (1 − β)·w, and a = w for the first
 *
 * Units: the weights', in float64. Errors: E_ARGUMENT unless 0 ≤ β < 1.
 * Source: Izmailov et al. 2018, arXiv:1803.05407; torch.optim.swa_utils.AveragedModel.
 */
export function weightAverage(options: WeightAverageOptions = {}): WeightAverage {
  checkOptions("weightAverage", options, { decay: true });
  const { decay } = options;
  if (decay !== undefined) checkNumber("weightAverage, decay", decay, { from: 0, below: 1 });
  const average = new Map<string, { shape: readonly number[]; data: Float64Array }>();
  let count = 0;
  return {
    add(weights) {
      if (count > 0) checkAlike(average, weights);
      count++;
      const part = decay === undefined ? 1 / count : 1 - decay;
      for (const [name, { shape, data }] of Object.entries(weights)) {
        const sofar = average.get(name);
        if (sofar === undefined) average.set(name, { shape: [...shape], data: Float64Array.from(data) });
        else for (let i = 0; i < data.length; i++) sofar.data[i]! += part * (data[i]! - sofar.data[i]!);
      }
    },
    get parameters() {
      if (count === 0)
        throw new SluiceError("E_ARGUMENT", { where: "weightAverage", expected: "weights to average", got: "none" });
      return Object.fromEntries([...average].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
    },
  };
}

function checkAlike(average: ReadonlyMap<string, { shape: readonly number[] }>, weights: Weights): void {
  const names = Object.keys(weights);
  const where = "weightAverage, add";
  if (names.length !== average.size || !names.every((name) => average.has(name)))
    throw new SluiceError("E_ARGUMENT", {
      where,
      expected: `weights named ${[...average.keys()].join(", ")}`,
      got: names.join(", "),
    });
  for (const [name, { shape }] of Object.entries(weights)) {
    const known = average.get(name)!.shape;
    if (!sameShape(known, shape))
      throw new ShapeError({ where: `${where}, ${name}`, expected: showShape(known), got: showShape(shape) });
  }
}
