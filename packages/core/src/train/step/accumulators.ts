import { add, input, mul, select, variable } from "../../graph/ops.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Engine } from "../../program.ts";
import type { Part } from "../feed/part.ts";
import type { Learned } from "./updates.ts";

/** Gradients that are added up over several batches. */
export interface Accumulators {
  /** The parameters with their sums for gradients. */
  readonly learned: readonly Learned[];
  readonly updates: ReadonlyMap<Tensor, Tensor>;
  /** Inputs of the graph, with the numbers of the present batch. */
  readonly given: Readonly<Record<string, ArrayLike<number>>>;
  /** Shapes of the sums, by their names on the engine. */
  readonly variables: Readonly<Record<string, readonly number[]>>;
  next(part: Part): void;
}

/**
 * Variables for the mean gradient over the rows of several batches.
 *
 *   G ← share · g for the first batch, G + share · g for the others      share: the batch's rows by all rows
 */
export function accumulators(engine: Engine, learned: readonly Learned[]): Accumulators {
  const goesOn = input("gradient/goes on", []);
  const share = input("gradient/share", []);
  const given = { "gradient/goes on": new Float64Array(1), "gradient/share": new Float64Array(1) };
  const updates = new Map<Tensor, Tensor>();
  const summed = learned.map((each) => {
    const name = sumName(each.name);
    engine.declare(name, each.shape);
    const sum = variable(name, each.shape);
    // Selected, since what stands there from another training may be NaN.
    updates.set(sum, add(select(goesOn, sum, 0), mul(share, each.gradient)));
    return { ...each, gradient: sum };
  });
  return {
    learned: summed,
    updates,
    given,
    variables: Object.fromEntries(learned.map(({ name, shape }) => [sumName(name), shape])),
    next(part) {
      given["gradient/goes on"][0] = part.isFirst ? 0 : 1;
      given["gradient/share"][0] = part.share;
    },
  };
}

const sumName = (parameter: string) => `gradient/${parameter}`;
