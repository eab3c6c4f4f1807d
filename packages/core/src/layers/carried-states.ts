import { SluiceError } from "../errors.ts";
import { input, select } from "../graph/ops.ts";
import type { Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Program, ShapedArray } from "../program.ts";

/** How often the states of a layer were reset: what was carried before counts no more. */
export interface Resets {
  count: number;
}

/**
 * The states of one loop that go on from batch to batch.
 *
 *   states_0 = started ? what the batch before left : initial
 *
 * They are inputs of the graph, and their values after it are results under the same names.
 */
export class CarriedStates {
  readonly resets: Resets;
  readonly #name: string;
  readonly #finals = new Map<string, Tensor>();
  #started: Tensor | undefined;

  constructor(name: string, resets: Resets) {
    this.#name = `carried/${name}`;
    this.resets = resets;
  }

  /** The graph's input that says whether a batch came before: 1 or 0. */
  get started(): string {
    return `${this.#name}/started`;
  }

  /** Values of the states after a batch, by the input that they are to the next one. */
  get finals(): ReadonlyMap<string, Tensor> {
    return this.#finals;
  }

  /** What a state is before the first step. */
  start(first: Tensor, state: string): Tensor {
    this.#started ??= input(this.started, []);
    return select(this.#started, input(`${this.#name}.${state}`, first.shape), first);
  }

  /** Says what the states are after the last step. */
  end(states: Readonly<Record<string, Tensor>>): void {
    for (const [state, final] of Object.entries(states)) this.#finals.set(`${this.#name}.${state}`, final);
  }
}

/** What loops carry over the batches of one training, or from one prediction to the next: a batch's rows go on row by row. */
export class Carry {
  #rows = 0;
  readonly #values = new Map<string, { values: ShapedArray; resets: number }>();

  /** All sequences end: the next batch starts anew. */
  reset(): void {
    this.#values.clear();
  }

  /** The same values, to go on from without moving these. */
  copy(): Carry {
    const made = new Carry();
    made.#rows = this.#rows;
    for (const [name, value] of this.#values) made.#values.set(name, value);
    return made;
  }

  /**
   * What a run of a graph with these loops takes beside its data.
   *
   * Errors: E_ARGUMENT for a batch of other rows than the one before.
   */
  inputs(loops: readonly CarriedStates[], rows: number, where: string): Record<string, ArrayLike<number>> {
    const given: Record<string, ArrayLike<number>> = {};
    for (const { started, finals, resets } of loops) {
      const known = [...finals.keys()].map((name) => this.#values.get(name));
      const goesOn = known.every((each) => each?.resets === resets.count);
      if (goesOn && rows !== this.#rows) throw changedRows(where, this.#rows, rows);
      given[started] = [goesOn ? 1 : 0];
      [...finals].forEach(([name, { shape }], i) => {
        given[name] = goesOn ? known[i]!.values.data : new Float64Array(countOf(shape, rows));
      });
    }
    return given;
  }

  /** What the next batch goes on from, by the input that it is: nothing of loops that start anew. */
  saved(loops: readonly CarriedStates[]): Record<string, ShapedArray> {
    const values: Record<string, ShapedArray> = {};
    for (const { finals, resets } of loops)
      for (const name of finals.keys()) {
        const known = this.#values.get(name);
        if (known?.resets === resets.count) values[name] = known.values;
      }
    return values;
  }

  /** Goes on from what was saved, of batches of so many rows. */
  goOnFrom(loops: readonly CarriedStates[], rows: number, saved: Readonly<Record<string, ShapedArray>>): void {
    this.reset();
    for (const { finals, resets } of loops)
      for (const name of finals.keys())
        if (saved[name] !== undefined) this.#values.set(name, { values: saved[name], resets: resets.count });
    this.#rows = rows;
  }

  /** Takes what a run left. */
  keep(loops: readonly CarriedStates[], rows: number, program: Pick<Program, "result">): void {
    for (const { finals, resets } of loops)
      for (const name of finals.keys()) this.#values.set(name, { values: program.result(name), resets: resets.count });
    if (loops.length > 0) this.#rows = rows;
  }
}

/** All shapes of states are [B, size]. */
const countOf = (shape: Shape, rows: number) => rows * (shape[1] as number);

/** Values of loops after a run, as results of a program. */
export const finalsOf = (loops: readonly CarriedStates[]): Record<string, Tensor> =>
  Object.fromEntries(loops.flatMap(({ finals }) => [...finals]));

/** Errors: E_ARGUMENT unless all batches of a stateful model have as many rows. */
export function checkWholeBatches(where: string, loops: readonly CarriedStates[], rows: number, batch: number): void {
  if (loops.length > 0 && rows % batch !== 0) throw changedRows(where, batch, rows % batch);
}

const changedRows = (where: string, before: number, rows: number) =>
  new SluiceError("E_ARGUMENT", {
    where,
    expected: `a batch of ${before} rows, as the one before, since the layer is stateful and each row goes on where the same row of that ended`,
    got: `${rows}`,
    hint: "resetStates() to start anew, or a number of rows that is a multiple of the batch",
  });
