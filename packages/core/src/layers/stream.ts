import { ShapeError } from "../errors.ts";
import type { ShapedArray } from "../program.ts";
import { checkStepIndices } from "./check-indices.ts";
import type { Compiled, Network } from "./network.ts";
import { oneStep, STARTED } from "./one-step.ts";
import { type StepData, StepReader } from "./step-data.ts";

/** A model that is given its sequences step by step, from the first step on. What it carries stands in the engine. */
export class Stream {
  readonly #network: Network;
  readonly #reader: StepReader;
  #rows = 0;
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
  step(x: StepData | Readonly<Record<string, StepData>>): ShapedArray | Record<string, ShapedArray> {
    const rows = this.#reader.read(x);
    checkStepIndices(this.#network.indices, this.#reader.data);
    const { program, shapes, single } = this.#running ?? this.#start(rows);
    if (rows !== this.#rows)
      throw new ShapeError({
        where: "step",
        expected: `as many rows as in the steps before, ${this.#rows}`,
        got: `${rows}`,
        hint: "resetStates() first",
      });
    program.run(this.#reader.data);
    if (single) return program.result("y");
    return Object.fromEntries(Object.keys(shapes).map((name) => [name, program.result(name)]));
  }

  #start(rows: number): Compiled {
    const { engine, axes } = this.#network;
    const running = this.#network.compiled(JSON.stringify(["step", rows, axes]), () => {
      const traced = this.#network.traced(axes);
      const graph = oneStep(traced, rows);
      const shapes = Object.fromEntries(Object.entries(graph.results).map(([name, { shape }]) => [name, shape]));
      return { program: engine.compile(graph), shapes, single: traced.single, carried: [] };
    });
    engine.write(STARTED, [0]);
    this.#rows = rows;
    this.#running = running;
    return running;
  }
}
