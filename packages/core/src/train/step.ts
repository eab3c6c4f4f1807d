import { SluiceError } from "../errors.ts";
import { gradient } from "../gradient/gradient.ts";
import { ROWS } from "../graph/axes.ts";
import { input, variable } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Optimizer, Scalars } from "../optim/optimizer.ts";
import type { Engine } from "../program.ts";
import type { Objective } from "./objective.ts";

/** One step of training: forward, backward and updates in one program. */
export interface Step {
  /** Runs the step on a batch and gives the loss before it. */
  run(batch: Readonly<Record<string, ArrayLike<number>>>, lengths: Readonly<Record<string, number>>): number;
}

/**
 * Compiles the step and sets the optimizer's arrays to zero.
 *
 * Errors: E_ARGUMENT when the loss depends on no parameter.
 */
export function compileStep(
  engine: Engine,
  { traced, loss, inputs }: Objective,
  optimizer: Optimizer,
  batch: number,
): Step {
  const parameters = [...traced.trace.parameters.values()];
  const { gradients, results } = gradient(
    loss,
    parameters.map(({ tensor }) => tensor),
  );
  if (gradients.every((g) => g === undefined))
    throw new SluiceError("E_ARGUMENT", {
      where: "train",
      expected: "a loss that depends on the model's parameters",
      got: parameters.length === 0 ? "a model without parameters" : "one that depends on none of them",
    });

  let scalars: Scalars = optimizer.scalars(1, undefined);
  const symbols: Record<string, Tensor> = {};
  const cells: Record<string, Float64Array> = {};
  for (const name of Object.keys(scalars)) {
    symbols[name] = input(`optimizer/${name}`, []);
    cells[name] = new Float64Array(1);
  }
  const updates = new Map<Tensor, Tensor>();
  parameters.forEach(({ name, shape, tensor }, i) => {
    const found = gradients[i];
    if (found === undefined) return;
    const slots: Record<string, Tensor> = {};
    for (const slot of optimizer.slots) {
      const kept = `optimizer/${slot}/${name}`;
      slots[slot] = variable(kept, shape);
      engine.declare(kept, shape);
      engine.write(kept, new Float64Array(shape.reduce((product, size) => product * size, 1)));
    }
    const next = optimizer.update({ parameter: tensor, gradient: found, slots, scalars: symbols });
    updates.set(tensor, next.parameter);
    for (const slot of optimizer.slots) updates.set(slots[slot]!, next.slots[slot]!);
  });
  const capacity = { ...inputs.lengths, [ROWS]: batch };
  const program = engine.compile({ results: { loss: results[0]! }, updates }, { capacity });

  const given: Record<string, ArrayLike<number>> = {};
  for (const [name, cell] of Object.entries(cells)) given[`optimizer/${name}`] = cell;
  let step = 0;
  return {
    run(data, lengths) {
      step++;
      if (step > 1) scalars = optimizer.scalars(step, scalars);
      for (const name in cells) cells[name]![0] = scalars[name]!;
      for (const name in data) given[name] = data[name]!;
      program.run(given, lengths);
      return program.scalar("loss");
    },
  };
}
