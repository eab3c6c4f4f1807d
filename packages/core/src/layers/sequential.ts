import { SluiceError } from "../errors.ts";
import type { EngineOptions } from "../program.ts";
import type { Layer } from "./layer.ts";
import { Model } from "./model.ts";
import { Network } from "./network.ts";
import { atPlace } from "./trace.ts";

/**
 * A model of layers one after the other: one array in, one array out. The number of features follows from the first data
 * or from `initialize`.
 *
 *     const model = sequential(recurrent(lstm, { hidden: 16 }), linear(1));
 *     const exact = sequential([recurrent(lstm, { hidden: 16 }), linear(1)], { backend: "reference" });
 *
 * Errors: E_ARGUMENT without layers; E_SHAPE, naming the layer and its position, when layers do not fit each other.
 */
export function sequential(...layers: Layer[]): Model;
export function sequential(layers: readonly Layer[], options?: EngineOptions): Model;
export function sequential(...given: unknown[]): Model {
  const listed = Array.isArray(given[0]);
  const layers = (listed ? given[0] : given) as readonly Layer[];
  const engine = ((listed ? given[1] : undefined) ?? {}) as EngineOptions;
  if (layers.length === 0 || layers.some((layer) => typeof layer !== "function"))
    throw new SluiceError("E_ARGUMENT", {
      where: "sequential",
      expected: "one layer or more, each a function",
      got: layers.length === 0 ? "none" : "something else",
    });
  return new Model(
    new Network({
      inputs: { x: undefined },
      single: true,
      takesSteps: layers.some((layer) => layer.takesSteps === true),
      reading: {
        fixesSteps: layers.some((layer) => layer.fixesSteps === true),
        takesIndices: layers[0]?.takesIndices === true,
      },
      build: ({ x }) =>
        layers.reduce((value, layer, i) => atPlace(`layer ${i + 1} of ${layers.length}`, () => layer(value)), x!),
      engine,
    }),
  );
}
