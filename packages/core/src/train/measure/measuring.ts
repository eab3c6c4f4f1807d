import type { Tensor } from "../../graph/tensor.ts";
import { allTerms, outputSteps, termsOf } from "../feed/terms.ts";
import type { Objective } from "./objective.ts";

/** Sums over rows, by name, from which means are made: plain numbers that a checkpoint keeps. */
export type Sums = { loss: number; terms: number } & Record<string, number>;

/** A batch as a program reads it. */
export interface Given {
  readonly inputs: Readonly<Record<string, ArrayLike<number>>>;
  readonly lengths: Readonly<Record<string, number>>;
}

/**
 * The loss and the metrics of an objective, over several batches.
 *
 *   loss = Σ terms · loss of batch / Σ terms      metric = finish(Σ terms · mean of batch / Σ terms · weight of batch)
 *
 * Terms are a batch's rows, or their own steps where the output has steps: see terms.ts. The weight is the mean of the weights
 * that data give them, 1 without.
 */
export class Measuring {
  readonly #goal: Objective;
  /** The axis of steps of an output. */
  readonly #steps: string | undefined;
  readonly #values: number[] = [];

  constructor(goal: Objective) {
    this.#goal = goal;
    this.#steps = outputSteps(goal.traced);
  }

  /** What a program computes for it beside the loss, by the name of the result. */
  get results(): Readonly<Record<string, Tensor>> {
    const { measures, counted } = this.#goal;
    if (measures.length === 0) return {};
    const results = Object.fromEntries(measures.map(({ value }, i) => [resultName(i), value]));
    return counted === undefined ? results : { ...results, [COUNTED]: counted };
  }

  /** Before the first row. */
  start(): Sums {
    const sums: Sums = { loss: 0, terms: 0 };
    if (this.#goal.measures.length > 0) sums[COUNTED] = 0;
    for (const { name } of this.#goal.measures) sums[sumName(name)] = 0;
    return sums;
  }

  /** Takes the results of a run of a program, which stand there until the next one. */
  read(program: { scalar(name: string): number }): void {
    const { measures, counted } = this.#goal;
    measures.forEach((_, i) => {
      this.#values[i] = program.scalar(resultName(i));
    });
    if (counted !== undefined && measures.length > 0) this.#values[measures.length] = program.scalar(COUNTED);
  }

  /** Adds the loss of a batch, and the metrics that were read last. */
  add(sums: Sums, loss: number, given: Given): void {
    const { measures, counted } = this.#goal;
    const terms = termsOf(given, this.#steps);
    sums.loss += loss * terms;
    sums.terms += terms;
    if (measures.length === 0) return;
    // A mean over all steps, of which those in the padding count 0.
    sums[COUNTED]! += counted === undefined ? terms : allTerms(given, this.#steps) * this.#values[measures.length]!;
    measures.forEach(({ name }, i) => {
      sums[sumName(name)]! += terms * this.#values[i]!;
    });
  }

  /** The loss that sums make. */
  loss({ loss, terms }: Sums): number {
    return loss / terms;
  }

  /** The metrics that sums make, by name; undefined where none are asked for. */
  metrics(sums: Sums): Record<string, number> | undefined {
    const { measures } = this.#goal;
    if (measures.length === 0) return undefined;
    return Object.fromEntries(
      measures.map(({ name, finish }) => [name, finish(sums[sumName(name)]! / sums[COUNTED]!)]),
    );
  }
}

const COUNTED = "counted";
const resultName = (index: number) => `metric/${index}`;
const METRIC = "metric/";
const sumName = (metric: string) => `${METRIC}${metric}`;

/** The names of metrics among those of sums. */
export const metricsAmong = (sums: readonly string[]): string[] =>
  sums.filter((name) => name.startsWith(METRIC)).map((name) => name.slice(METRIC.length));
