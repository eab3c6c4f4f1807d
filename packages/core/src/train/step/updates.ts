import { input, variable } from "../../graph/ops.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Clip, clipped } from "../../optim/clip.ts";
import { optimizersOf, type ParameterGroups } from "../../optim/groups.ts";
import type { Optimizer, Scalars } from "../../optim/optimizer.ts";
import type { Engine } from "../../program.ts";

/** A parameter with its derivative. */
export interface Learned {
  readonly name: string;
  readonly shape: readonly number[];
  readonly tensor: Tensor;
  readonly gradient: Tensor;
}

/** How a training goes on from its gradients. */
export interface Learning {
  readonly optimizer: Optimizer | ParameterGroups;
  readonly clip?: Clip | undefined;
  /** The losses of the epochs so far, which schedules look at: it grows as the training goes on. */
  readonly losses: readonly number[];
}

/** What optimizers make of gradients. */
export interface Updates {
  /** New values of parameters and of the optimizers' arrays. */
  readonly updates: ReadonlyMap<Tensor, Tensor>;
  /** Inputs of the graph, with the numbers of the present step. */
  readonly given: Readonly<Record<string, ArrayLike<number>>>;
  /** Shapes of the optimizers' arrays, by their names on the engine. */
  readonly variables: Readonly<Record<string, readonly number[]>>;
  /** Goes on to the next step's numbers: to those of the first at the first call. */
  advance(): void;
  /** Every optimizer, the names of its numbers, and what it makes of some gradient. */
  readonly optimizers: readonly OptimizerRule[];
  /** Where each of them is. */
  numbers(): OptimizerNumbers[];
  /** Goes on from there. */
  goOnFrom(numbers: readonly OptimizerNumbers[]): void;
}

export interface OptimizerRule {
  readonly name: string;
  readonly scalars: readonly string[];
  /** New values, of inputs and variables alone. */
  readonly rule: readonly Tensor[];
}

/** Where an optimizer is: the number of the present step, 0 before the first, and its scalars, none before the first. */
export interface OptimizerNumbers {
  readonly name: string;
  readonly step: number;
  readonly scalars: Scalars;
}

/** Traces the optimizers' rules, and sets their arrays to zero. Errors: E_ARGUMENT for groups that do not fit. */
export function optimizerUpdates(
  engine: Engine,
  learned: readonly Learned[],
  parameters: readonly string[],
  { optimizer, clip, losses }: Learning,
): Updates {
  const learning = learned.map(({ name }) => name);
  const optimizers = optimizersOf(optimizer, learning, parameters);
  const each = [...new Set(optimizers.values())].map((one, i) => new Numbers(one, `optimizer/${i}`));
  const gradients = learned.map(({ gradient }) => gradient);
  const limited = clip === undefined ? gradients : clipped(gradients, clip);
  const updates = new Map<Tensor, Tensor>();
  const variables: Record<string, readonly number[]> = {};
  learned.forEach(({ name, shape, tensor }, i) => {
    const rule = optimizers.get(name)!;
    const slots: Record<string, Tensor> = {};
    for (const slot of rule.slots) {
      const kept = `optimizer/${slot}/${name}`;
      slots[slot] = variable(kept, shape);
      variables[kept] = shape;
      engine.declare(kept, shape);
      engine.write(kept, new Float64Array(shape.reduce((product, size) => product * size, 1)));
    }
    const scalars = each.find((numbers) => numbers.optimizer === rule)!.symbols;
    const next = rule.update({ parameter: tensor, gradient: limited[i]!, slots, scalars });
    updates.set(tensor, next.parameter);
    for (const slot of rule.slots) updates.set(slots[slot]!, next.slots[slot]!);
  });
  return {
    updates,
    given: Object.assign({}, ...each.map(({ cells }) => cells)),
    advance() {
      for (const numbers of each) numbers.advance(losses);
    },
    variables,
    optimizers: each.map(({ optimizer, symbols }) => {
      const { shape } = learned.find(({ name }) => optimizers.get(name) === optimizer)!;
      return { name: optimizer.name, scalars: Object.keys(symbols), rule: ruleOf(optimizer, symbols, shape) };
    }),
    numbers: () => each.map((numbers) => numbers.now),
    goOnFrom(saved) {
      each.forEach((numbers, i) => {
        numbers.now = saved[i]!;
      });
    },
  };
}

function ruleOf(optimizer: Optimizer, scalars: Readonly<Record<string, Tensor>>, shape: readonly number[]): Tensor[] {
  const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, variable(slot, shape)]));
  const of = { parameter: variable("parameter", shape), gradient: input("gradient", shape), slots, scalars };
  const next = optimizer.update(of);
  return [next.parameter, ...optimizer.slots.map((slot) => next.slots[slot]!)];
}

/** An optimizer's numbers, as inputs of a graph. */
class Numbers {
  readonly optimizer: Optimizer;
  readonly symbols: Record<string, Tensor> = {};
  readonly cells: Record<string, Float64Array> = {};
  readonly #path: string;
  #step = 0;
  #scalars: Scalars | undefined;

  constructor(optimizer: Optimizer, path: string) {
    this.optimizer = optimizer;
    this.#path = path;
    for (const name of Object.keys(optimizer.scalars(1, undefined, []))) {
      this.symbols[name] = input(`${path}/${name}`, []);
      this.cells[`${path}/${name}`] = new Float64Array(1);
    }
  }

  advance(losses: readonly number[]): void {
    this.#scalars = this.optimizer.scalars(++this.#step, this.#scalars, losses);
    this.#show();
  }

  get now(): OptimizerNumbers {
    return { name: this.optimizer.name, step: this.#step, scalars: { ...this.#scalars } };
  }

  set now({ step, scalars }: OptimizerNumbers) {
    this.#step = step;
    this.#scalars = step === 0 ? undefined : scalars;
    this.#show();
  }

  #show(): void {
    for (const name in this.symbols) this.cells[`${this.#path}/${name}`]![0] = this.#scalars?.[name] ?? 0;
  }
}
