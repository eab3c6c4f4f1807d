import { add, constant, equal, mul, select, sum, variable } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Parameter } from "../layers/trace.ts";
import type { Engine } from "../program.ts";

/** The last weights that were finite, kept beside the weights themselves. */
export interface GoodWeights {
  /** Keeps the weights of now if all are finite, and says whether they are. */
  keep(): boolean;
  /** Brings the kept ones back. */
  restore(): void;
}

/** Compiles the copy: a program costs microseconds where reading every array would cost more than a small model's step. */
export function goodWeights(engine: Engine, parameters: readonly Parameter[]): GoodWeights {
  // 0·w is 0 for every finite w and NaN for all others.
  const finite = equal(
    parameters.reduce<Tensor>((total, { tensor }) => add(total, sum(mul(tensor, 0))), constant(0)),
    0,
  );
  const updates = new Map<Tensor, Tensor>();
  for (const { name, shape, tensor } of parameters) {
    const kept = variable(keptName(name), shape);
    updates.set(kept, select(finite, tensor, kept));
  }
  const program = engine.compile({ results: { finite }, updates });
  const none = {};
  return {
    keep() {
      program.run(none);
      return program.scalar("finite") === 1;
    },
    restore() {
      for (const { name } of parameters) engine.write(name, engine.read(keptName(name)).data);
    },
  };
}

const keptName = (parameter: string) => `kept/${parameter}`;
