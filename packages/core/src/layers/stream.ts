import { ShapeError, SluiceError } from "../errors.ts";
import type { ShapedArray } from "../program.ts";
import { checkStepIndices } from "./check-indices.ts";
import type { Compiled, Network } from "./network.ts";
import { oneStep, STARTED } from "./one-step.ts";
import { type StepData, StepReader } from "./step-data.ts";
import { addressesOf } from "./watch.ts";

/** What a step gives: the model's outputs, and what was watched, by name. */
export interface WatchedStep {
  readonly output: ShapedArray | Record<string, ShapedArray>;
  readonly seen: Record<string, ShapedArray>;
}

/** Stands before the names of watched values, which may be those of outputs. */
const WATCHED = "watch/";

/** A model that is given its sequences step by step, from the first step on. What it carries stands in the engine. */
export class Stream {
  readonly #network: Network;
  readonly #reader: StepReader;
  #rows = 0;
  #watched: readonly string[] = [];
  #running: Compiled | undefined;

  constructor(network: Network) {
    this.#network = network;
    this.#reader = new StepReader(network.definition, network.axes);
  }

  /**
   * Goes one step on and gives the outputs: one array, or a record of them where the model names them.
   *
   * Errors: E_SHAPE for other rows than before; E_ARGUMENT for a model that cannot be computed step by step, and for numbers
   * that are no indices where a layer takes them for such.
   */
  step(
    x: StepData | Readonly<Record<string, StepData>>,
    names?: readonly string[],
  ): ShapedArray | Record<string, ShapedArray> {
    const rows = this.#reader.read(x);
    checkStepIndices(this.#network.indices, this.#reader.data);
    const { program, shapes, single } = this.#running ?? this.#start(rows, names ?? []);
    if (rows !== this.#rows)
      throw new ShapeError({
        where: "step",
        expected: `as many rows as in the steps before, ${this.#rows}`,
        got: `${rows}`,
        hint: "resetStates() first",
      });
    if (names !== undefined) this.#checkWatched(names);
    program.run(this.#reader.data);
    if (single) return program.result("y");
    return Object.fromEntries(Object.keys(shapes).map((name) => [name, program.result(name)]));
  }

  /**
   * As `step`, with values inside the layers at that step, [B, H] each.
   *
   * Errors: as `step`; E_ARGUMENT for a name that is none, and for others than the stream began with.
   */
  watchStep(x: StepData | Readonly<Record<string, StepData>>, names: readonly string[]): WatchedStep {
    const output = this.step(x, names);
    const { program } = this.#running!;
    return { output, seen: Object.fromEntries(names.map((name) => [name, program.result(`${WATCHED}${name}`)])) };
  }

  /** What is watched is part of the program, and what it carries. */
  #checkWatched(names: readonly string[]): void {
    const missing = names.find((name) => !this.#watched.includes(name));
    if (missing === undefined) return;
    throw new SluiceError("E_ARGUMENT", {
      where: `watchStep "${missing}"`,
      expected: `what was watched from the first step on: ${this.#watched.join(", ") || "nothing"}`,
      got: `"${missing}"`,
      hint: "resetStates() first",
    });
  }

  #start(rows: number, names: readonly string[]): Compiled {
    const { engine, axes } = this.#network;
    const running = this.#network.compiled(JSON.stringify(["step", rows, axes, names]), () => {
      let traced = this.#network.traced(axes);
      const { outputs, single } = traced;
      if (names.length > 0) {
        const addresses = addressesOf(names, traced.trace.watchable.keys());
        traced = this.#network.traced(axes, { watch: new Set(addresses) });
        const { watchable } = traced.trace;
        const watched = names.map((name, i) => [`${WATCHED}${name}`, watchable.get(addresses[i]!)!]);
        traced = { ...traced, outputs: { ...traced.outputs, ...Object.fromEntries(watched) } };
      }
      const { results, ...graph } = oneStep(traced, rows);
      const shapes = Object.fromEntries(Object.keys(outputs).map((name) => [name, results[name]!.shape]));
      return { program: engine.compile({ results, ...graph }), shapes, single, carried: [] };
    });
    engine.write(STARTED, [0]);
    this.#rows = rows;
    this.#watched = names;
    this.#running = running;
    return running;
  }
}
