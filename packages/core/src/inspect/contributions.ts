import { checkOptions } from "../checks/check-options.ts";
import { ShapeError } from "../errors.ts";
import { add, sum } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { ArrayData } from "../layers/arrays.ts";
import type { Model, Symbolic } from "../layers/model.ts";
import { isTensor } from "../layers/network.ts";
import type { ShapedArray } from "../program.ts";
import { rowGradients } from "./row-gradients.ts";

export interface ContributionOptions<Y> {
  /**
   * What of the output is looked at: any tensor made of it, whose elements are added up. All numbers of the output unless told.
   *
   *     { of: (y) => slice(y, -1, 0, 1) }      // the first of the steps that a model forecasts
   */
  of?: (prediction: Symbolic<Y>) => Tensor;
}

/**
 * How much of a model's output comes from each number of its input, to first order: gradient × input.
 *
 *   contribution = ∂y / ∂x ⊙ x
 *
 * For a model that is linear, y = w·x + b, the contributions of a row add up to y − b. For others they tell what the output would
 * lose if an input went to zero along its slope here: a gate that is shut has no slope, so that what it holds back counts as
 * nothing.
 *
 * By input, called `x` where the model takes one array; an input that the output does not depend on, and indices, which have no
 * slope, are absent. Every row is taken by itself. Stateful layers start anew.
 *
 * Shapes: as the inputs, rows first.   Units: those of the output.
 * Errors: as `predict`; E_SHAPE where `of` gives no tensor.
 * Source: gradient × input: Shrikumar, Greenside, Shcherbina and Kundaje 2016, arXiv:1605.01713; the gradient as what an input
 * means for an output: Simonyan, Vedaldi and Zisserman 2013, arXiv:1312.6034.
 */
export function contributions<X = ArrayData, Y = ShapedArray>(
  model: Model<X, Y>,
  x: X,
  options: ContributionOptions<Y> = {},
): Record<string, ShapedArray> {
  checkOptions("contributions", options, { of: true });
  const { network } = model;
  const bound = model.bind("contributions", x);
  network.checkIndices(bound);
  const slopes = rowGradients(network, bound, {
    of: ({ outputs, single }) => {
      if (options.of === undefined)
        return Object.values(outputs)
          .map((y) => sum(y))
          .reduce((a, b) => add(a, b));
      const asked: unknown = options.of((single ? outputs.y : outputs) as Symbolic<Y>);
      if (isTensor(asked)) return sum(asked);
      throw new ShapeError({
        where: "contributions, of",
        expected: "a tensor",
        got: `a value of type ${typeof asked}`,
      });
    },
  })();
  return Object.fromEntries(
    Object.entries(slopes).map(([name, { shape, data }]) => {
      const given = bound.arrays[name]!.data;
      return [name, { shape, data: data.map((slope, i) => slope * given[i]!) }];
    }),
  );
}
