import { checkOptions } from "../../checks/check-options.ts";
import { ShapeError, SluiceError } from "../../errors.ts";
import { publicShape, ROWS } from "../../graph/axes.ts";
import { sameShape, showShape } from "../../graph/size.ts";
import { type ArrayData, toArray } from "../../layers/arrays.ts";
import { type Arrays, type Axes, type Bound, bindTargets } from "../../layers/bind.ts";
import type { Model } from "../../layers/model.ts";
import type { Traced } from "../../layers/network.ts";
import { lengthsAxis } from "../../layers/row-lengths.ts";
import { checkEach, type Loss } from "../../losses/loss.ts";
import type { Examples } from "./batches.ts";
import type { TrainingData } from "./data.ts";

/** Data for a model's inputs. Errors: E_ARGUMENT without rows; E_SHAPE when they do not fit the model. */
export function bindRows<X, Y>(where: string, model: Model<X, Y>, data: TrainingData<X, Y>): Bound {
  checkIsData(where, data);
  checkOptions(where, data, { x: true, y: true, lengths: true, weights: true });
  const inputs = model.bind(where, data.x, data.lengths);
  if (inputs.rows === 0) throw new SluiceError("E_ARGUMENT", { where, expected: "at least one row", got: "none" });
  return inputs;
}

function checkIsData(where: string, data: unknown): void {
  const isList = Array.isArray(data);
  if (typeof data === "object" && data !== null && !isList) return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "{ x, y }, the examples",
    got: isList ? "a list" : data === null ? "null" : `a value of type ${typeof data}`,
    ...(isList && { hint: "{ x: …, y: … }, or a list of such batches" }),
  });
}

/** Targets and weights of rows that are bound, checked by what reads them. */
export function bindBesides<X, Y>(
  where: string,
  { traced, data, inputs }: { traced: Traced; data: TrainingData<X, Y>; inputs: Bound },
  readers: readonly Loss<Y>[],
): Omit<Examples, "inputs"> {
  const { single, places, outputs } = traced;
  const shapes = Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape]));
  const targets = bindTargets(where, { single, shapes, places }, data.y as Arrays, inputs);
  if (single && data.lengths === undefined)
    for (const { checkTargets } of readers) checkTargets?.(targets.arrays.y!, publicShape(outputs.y!.shape));
  const weights = data.weights === undefined ? undefined : bindWeights(where, data.weights, inputs, targets);
  return { targets, weights };
}

/** Errors: E_SHAPE where some data have other axes than those that a graph was made for. */
export function checkSameAxes(where: string, first: Bound | undefined, next: Bound | undefined): void {
  for (const name of new Set([...Object.keys(first?.axes ?? {}), ...Object.keys(next?.axes ?? {})])) {
    const [known, found] = [first?.axes[name], next?.axes[name]];
    if (known !== undefined && found !== undefined && sameShape(known, found)) continue;
    const axis = lengthsAxis(name);
    const shown = (axes: Axes | undefined) => (axes === undefined ? "none" : showShape([ROWS, ...axes]));
    throw new ShapeError({
      where: `${where}, ${axis === undefined ? name : "lengths"}`,
      expected: `${shown(known)}, as in the first batch`,
      got: shown(found),
    });
  }
}

/** Weights of rows, or of rows and the steps that targets have. */
function bindWeights(where: string, data: ArrayData, inputs: Bound, targets: Bound): Bound {
  const array = toArray(`${where}, weights`, data);
  checkEach(`${where}, weights`, array, {
    expected: "a finite number of at least 0",
    accepts: (weight) => weight >= 0 && weight < Number.POSITIVE_INFINITY,
  });
  const steps = Object.values(targets.axes).find(([first]) => typeof first === "string")?.[0];
  const shape = steps === undefined || array.shape.length === 1 ? [ROWS] : [steps, ROWS];
  return bindTargets(where, { single: true, shapes: { weights: shape } }, array, inputs);
}
