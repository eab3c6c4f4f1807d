import { SluiceError } from "../errors.ts";
import { gradient } from "../gradient/gradient.ts";
import { ROWS } from "../graph/axes.ts";
import { input, variable } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { RANDOM_KEY } from "../layers/trace.ts";
import { randomKey } from "../math/keyed-uniform.ts";
import type { Optimizer, Scalars } from "../optim/optimizer.ts";
import type { Engine, Threads } from "../program.ts";
import type { Objective } from "./objective.ts";

/** One step of training: forward, backward and updates in one program. */
export interface Step {
  /** Runs the step on a batch and gives the loss before it; a promise where threads share the rows. */
  run(
    batch: Readonly<Record<string, ArrayLike<number>>>,
    lengths: Readonly<Record<string, number>>,
  ): number | Promise<number>;
}

/**
 * Compiles the step and sets the optimizer's arrays to zero.
 *
 * Errors: E_ARGUMENT when the loss depends on no parameter; E_MEMORY when a step needs more than there is.
 */
export function compileStep(
  engine: Engine,
  { traced, loss, inputs, seed = 0 }: Objective,
  { optimizer, batch, threads }: { optimizer: Optimizer; batch: number; threads: Threads | undefined },
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
  const graph = { results: { loss: results[0]! }, updates };
  const compiled = () => {
    if (threads === undefined) return engine.compile(graph, { capacity });
    const shared = engine.compileShared(graph, threads);
    // All that the training will need, so that memory which does not suffice is told before its first step.
    for (const count of [batch, inputs.rows % batch || batch]) shared.prepare({ ...capacity, [ROWS]: count });
    return shared;
  };
  const program = compiled();

  const given: Record<string, ArrayLike<number>> = {};
  for (const [name, cell] of Object.entries(cells)) given[`optimizer/${name}`] = cell;
  const draws = Object.hasOwn(program.inputs, RANDOM_KEY);
  let step = 0;
  return {
    run(data, lengths) {
      step++;
      if (step > 1) scalars = optimizer.scalars(step, scalars);
      for (const name in cells) cells[name]![0] = scalars[name]!;
      if (draws) given[RANDOM_KEY] = randomKey(seed, step);
      for (const name in data) given[name] = data[name]!;
      const done = program.run(given, lengths);
      return done === undefined ? program.scalar("loss") : done.then(() => program.scalar("loss"));
    },
  };
}
