import { SluiceError } from "../../errors.ts";
import { gradient } from "../../gradient/gradient.ts";
import type { Recompute } from "../../gradient/segments.ts";
import { ROWS } from "../../graph/axes.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { Carry, finalsOf } from "../../layers/carried-states.ts";
import { RANDOM_KEY } from "../../layers/trace.ts";
import { randomKey } from "../../math/keyed-uniform.ts";
import type { Engine, Program, ShapedArray, SharedProgram, Threads } from "../../program.ts";
import { type Part, WHOLE } from "../feed/part.ts";
import { Measuring } from "../measure/measuring.ts";
import type { Objective } from "../measure/objective.ts";
import { accumulators } from "./accumulators.ts";
import { recomputing } from "./recomputing.ts";
import { type Learned, type Learning, type OptimizerNumbers, optimizerUpdates, type Updates } from "./updates.ts";

/** One step of training. */
export interface Step {
  /**
   * Computes a batch's loss and gradients and, with the last of its parts, takes the optimizer's step; gives the loss before
   * it. A promise where threads share the rows.
   */
  run(
    batch: Readonly<Record<string, ArrayLike<number>>>,
    lengths: Readonly<Record<string, number>>,
    part?: Part,
  ): number | Promise<number>;
  /** Stateful layers start anew with the next batch. */
  resetStates(): void;
  /** Shapes of the variables that steps go on from beside the parameters, by their names on the engine. */
  readonly variables: Readonly<Record<string, readonly number[]>>;
  /** What is told of the steps: the metrics of the last one, and sums of them. */
  readonly measuring: Measuring;
  /** Every optimizer, the names of its numbers, and what it makes of some gradient. */
  readonly optimizers: Updates["optimizers"];
  /** Steps that are done. */
  readonly done: number;
  /** All else that the next step goes on from. */
  memory(): StepMemory;
  goOnFrom(memory: StepMemory): void;
}

/** What a step goes on from that does not stand on the engine. */
export interface StepMemory {
  /** Steps that are done: random numbers are of the next one. */
  readonly draws: number;
  readonly optimizers: readonly OptimizerNumbers[];
  /** What stateful layers carry on, for as many rows as a batch has. */
  readonly states: Readonly<Record<string, ShapedArray>>;
}

export interface StepOptions extends Learning {
  /** Rows of a batch; the last one of an epoch may have fewer. */
  readonly batch: number;
  /** Batches whose gradients the optimizer takes together. */
  readonly accumulate: number;
  readonly threads: Threads | undefined;
  /** Names of parameters that stay as they are. */
  readonly frozen?: ReadonlySet<string>;
}

/**
 * Compiles the step and sets the optimizer's arrays to zero. Forward, backward and updates are one program; with gradients
 * of several batches, the updates are one of their own. Where it would need more memory than there may be, steps of loops
 * are computed anew on the way back: see recomputing.ts.
 *
 * Errors: E_ARGUMENT when the loss depends on no parameter; E_MEMORY when a step needs more than there is.
 */
export function compileStep(engine: Engine, goal: Objective, options: StepOptions): Step {
  return recomputing(goal.inputs.lengths, (recompute) => compiledStep(engine, goal, options, recompute));
}

function compiledStep(engine: Engine, goal: Objective, options: StepOptions, recompute: Recompute | undefined): Step {
  const measuring = new Measuring(goal);
  const { learned, loss, names, followed, besides } = learnedBy(goal, measuring.results, options.frozen, recompute);
  const { batch, accumulate, threads } = options;
  const sums = accumulate > 1 ? accumulators(engine, learned) : undefined;
  const optimizer = optimizerUpdates(engine, sums?.learned ?? learned, names, options);
  const capacity = { ...goal.inputs.lengths, [ROWS]: batch };
  const { carried } = goal.traced.trace;
  const graph = { results: { loss, ...besides }, updates: new Map([...(sums ?? optimizer).updates, ...followed]) };
  const compiled = (): Program | SharedProgram => {
    // States are read from one memory and written to it again.
    if (threads === undefined || carried.length > 0) return engine.compile(graph, { capacity });
    const shared = engine.compileShared(graph, threads);
    // All that the training will need, so that memory which does not suffice is told before its first step.
    for (const count of [batch, goal.inputs.rows % batch || batch]) shared.prepare({ ...capacity, [ROWS]: count });
    return shared;
  };
  const program = compiled();
  const end = sums && engine.compile({ results: {}, updates: optimizer.updates });

  const given: Record<string, ArrayLike<number>> = { ...(sums?.given ?? optimizer.given) };
  const draws = Object.hasOwn(program.inputs, RANDOM_KEY);
  const carry = new Carry();
  let count = 0;
  const finish = ({ isLast }: Part, rows: number) => {
    // Read before another program runs, which may work in the same memory.
    const value = program.scalar("loss");
    measuring.read(program);
    if ("result" in program) carry.keep(carried, rows, program);
    if (isLast) end?.run(optimizer.given);
    return value;
  };
  return {
    run(data, lengths, part = WHOLE) {
      if (part.isFirst) optimizer.advance();
      sums?.next(part);
      count++;
      if (draws) given[RANDOM_KEY] = randomKey(goal.seed ?? 0, count);
      for (const name in data) given[name] = data[name]!;
      const rows = lengths[ROWS]!;
      if (carried.length > 0) Object.assign(given, carry.inputs(carried, rows, "train, batch"));
      const done = program.run(given, lengths);
      return done === undefined ? finish(part, rows) : done.then(() => finish(part, rows));
    },
    resetStates: () => carry.reset(),
    measuring,
    variables: { ...optimizer.variables, ...sums?.variables },
    optimizers: optimizer.optimizers,
    get done() {
      return count;
    },
    memory: () => ({ draws: count, optimizers: optimizer.numbers(), states: carry.saved(carried) }),
    goOnFrom({ draws, optimizers, states }) {
      count = draws;
      optimizer.goOnFrom(optimizers);
      carry.goOnFrom(carried, batch, states);
    },
  };
}

/** The parameters that are learned, with their gradients, those that follow what a batch computes, and what else it gives. */
function learnedBy(
  { traced, loss }: Objective,
  measured: Readonly<Record<string, Tensor>>,
  frozen: ReadonlySet<string> = new Set(),
  recompute?: Recompute,
) {
  const { parameters: all, updates, carried } = traced.trace;
  const besides = { ...finalsOf(carried), ...measured };
  const parameters = [...all.values()].filter(({ name, learned }) => learned && !frozen.has(name));
  const { gradients, results } = gradient(
    loss,
    parameters.map(({ tensor }) => tensor),
    [loss, ...updates.values(), ...Object.values(besides)],
    recompute,
  );
  const learned = parameters.flatMap(({ name, shape, tensor }, i): Learned[] => {
    const found = gradients[i];
    return found === undefined ? [] : [{ name, shape, tensor, gradient: found }];
  });
  if (learned.length === 0)
    throw new SluiceError("E_ARGUMENT", {
      where: "train",
      expected: "a loss that depends on the model's parameters",
      got:
        parameters.length > 0
          ? "one that depends on none of them"
          : all.size === 0
            ? "a model without parameters"
            : "a model whose parameters are all frozen",
    });
  const followed = [...updates.keys()].map((name, i): [Tensor, Tensor] => [all.get(name)!.tensor, results[i + 1]!]);
  Object.keys(besides).forEach((name, i) => {
    besides[name] = results[1 + updates.size + i]!;
  });
  return { learned, names: [...all.keys()], loss: results[0]!, followed, besides };
}
