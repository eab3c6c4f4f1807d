import { gradient } from "../../gradient/gradient.ts";
import { hasSteps, publicShape, ROWS } from "../../graph/axes.ts";
import { type AxisLengths, concrete, type Shape } from "../../graph/size.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Model } from "../../layers/model.ts";
import { pasteRows } from "../../layers/rows.ts";
import type { Loss } from "../../losses/loss.ts";
import type { ShapedArray } from "../../program.ts";
import { Batches } from "../feed/batches.ts";
import type { TrainingData } from "../feed/data.ts";
import { recomputing } from "../step/recomputing.ts";
import { objective } from "./objective.ts";

export interface Gradients {
  readonly loss: number;
  /** By parameter, shaped as the parameter; what the loss does not depend on is absent. */
  readonly parameters: Readonly<Record<string, ShapedArray>>;
  /** By input, shaped as the input; called `x` where the model takes one array. */
  readonly inputs: Readonly<Record<string, ShapedArray>>;
}

/**
 * The loss on some data and its derivatives, without learning from it: d loss / d W by parameter, d loss / d x by input.
 * All rows are computed together.
 *
 * Errors: E_ARGUMENT before the model has weights or for data without rows; E_SHAPE when data and model do not fit;
 * E_MEMORY when they take more memory than there is.
 */
export function gradients<X, Y>(model: Model<X, Y>, data: TrainingData<X, Y>, loss: Loss<Y>): Gradients {
  const { engine } = model.network;
  const goal = objective(model, data, { where: "gradients", loss });
  const { rows, lengths } = goal.inputs;
  const { parameters } = goal.traced.trace;
  const wrt = new Map<string, Tensor>();
  for (const [name, { tensor, learned }] of parameters) if (learned) wrt.set(`parameter ${name}`, tensor);
  for (const [name, tensor] of Object.entries(goal.traced.inputs)) wrt.set(`input ${name}`, tensor);
  const sizes = { ...lengths, [ROWS]: rows };
  const { results, program } = recomputing(sizes, (recompute) => {
    const found = gradient(goal.loss, [...wrt.values()], [goal.loss], recompute);
    const results: Record<string, Tensor> = { loss: found.results[0]! };
    [...wrt.keys()].forEach((name, i) => {
      const derivative = found.gradients[i];
      if (derivative !== undefined) results[name] = derivative;
    });
    return { results, program: engine.compile({ results }, { capacity: sizes }) };
  });
  program.run(new Batches(goal).take(0, rows), sizes);

  const read = (names: Iterable<string>, what: string) => {
    const arrays: Record<string, ShapedArray> = {};
    for (const name of names) {
      const result = `${what} ${name}`;
      if (Object.hasOwn(results, result))
        arrays[name] = rowsFirst(program.result(result), wrt.get(result)!.shape, sizes);
    }
    return arrays;
  };
  return {
    loss: program.scalar("loss"),
    parameters: read(parameters.keys(), "parameter"),
    inputs: read(Object.keys(goal.traced.inputs), "input"),
  };
}

function rowsFirst({ data }: ShapedArray, shape: Shape, sizes: AxisLengths): ShapedArray {
  const target = { shape: concrete(publicShape(shape), sizes), data: data.slice() };
  if (hasSteps(shape)) pasteRows(data, target, { from: 0, count: sizes[ROWS]!, steps: true });
  return target;
}
