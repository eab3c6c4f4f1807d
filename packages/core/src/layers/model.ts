import { ShapeError, SluiceError } from "../errors.ts";
import { ROWS } from "../graph/axes.ts";
import { elementCount, type Size, sameShape, showShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { EngineOptions, ShapedArray } from "../program.ts";
import { type ArrayData, toArray } from "./arrays.ts";
import { type Arrays, type Axes, type Bound, bindInputs } from "./bind.ts";
import { forward, rowsAtOnce } from "./forward.ts";
import { drawn, Network } from "./network.ts";
import { positiveInteger } from "./positive-integer.ts";
import type { StepData, StepOf } from "./step-data.ts";
import { type Summary, summarize } from "./summary.ts";
import { addressesOf } from "./watch.ts";

export interface PredictOptions {
  /** Rows computed together: 256, fewer for long sequences, by default. Memory grows with it; results stay the same. */
  batch?: number;
}

/** What a model's function handles for what `predict` gives: a tensor for an array, a record of them for a record. */
export type Symbolic<Y> = Y extends ShapedArray ? Tensor : { readonly [K in keyof Y]: Tensor };

/**
 * A function of arrays with parameters that can be trained: made by `sequential`, `model` or `loadModel`.
 *
 * X is what it takes, Y what it predicts: one array, or a record of arrays where the model names them. Arrays are rows
 * first, [B, T, features] or [B, features]; another number of rows or steps needs no new model. Nothing needs disposing.
 */
export class Model<X = ArrayData, Y = ShapedArray> {
  /** The traced function and its weights: what training and model files work on. */
  readonly network: Network;

  constructor(network: Network) {
    this.network = network;
  }

  /**
   * The model's output for every row.
   *
   * Shapes: as the model's function says, rows first. A layer that mixes rows sees `batch` of them at a time.
   * Errors: E_ARGUMENT before the model has weights (train, load or initialize it); E_SHAPE, naming the layer and both
   * shapes, when x does not fit; E_MEMORY when `batch` rows of so many steps need more memory than there is.
   */
  predict(x: X, options: PredictOptions = {}): Y {
    const { single, arrays } = this.#forward("predict", x, options);
    return (single ? arrays.y : arrays) as Y;
  }

  /**
   * Values inside the model's layers, such as a cell's gates, at every step.
   *
   * A name is the value's own (`z`) where only one layer computes it; else its address, `gru.1.z` for the second
   * layer of a stack. Shapes: [B, T, H] each, under the names given.
   * Errors: as `predict`; E_ARGUMENT, with the choice, for a name that is unknown or not unique.
   */
  watch<const Name extends string>(
    x: X,
    names: readonly Name[],
    options: PredictOptions = {},
  ): Record<Name, ShapedArray> {
    const { arrays } = this.#forward("watch", x, options, names);
    return arrays as Record<Name, ShapedArray>;
  }

  /**
   * The model's output after one more step of its sequences: what `predict` gives for all steps so far, with the same bits,
   * without computing them again. The states are carried to the next call; `resetStates` and `initialize` end a sequence.
   *
   * Shapes: x is the numbers of one step, flat, or [B, features] for B sequences side by side; inputs without steps are given
   * at every step. The output is [B, …], where the model gives one for every step that of this step.
   * Errors: E_ARGUMENT before the model has weights, and, naming the layer, for a model that needs a sequence as a whole;
   * E_SHAPE for numbers that do not fit, or other rows than the step before had.
   */
  step(x: StepOf<X>): Y {
    return this.network.stream.step(x as StepData) as Y;
  }

  /** Ends the sequences that `step` was given: the next step is the first one. */
  resetStates(): void {
    this.network.resetStates();
  }

  #forward(where: string, x: X, options: PredictOptions, names?: readonly string[]) {
    positiveInteger(`${where}, batch`, options.batch ?? 1);
    // Asked first, so that a model without weights says so whatever it is given.
    const { engine } = this.network;
    const bound = this.bind(where, x);
    const batch = Math.min(options.batch ?? rowsAtOnce(bound), Math.max(bound.rows, 1));
    const key = JSON.stringify([bound.axes, names ?? null]);
    const compiled = this.network.compiled(key, () => {
      const plain = this.network.traced(bound.axes);
      let { outputs } = plain;
      if (names !== undefined) {
        const addresses = addressesOf(names, plain.trace.watchable.keys());
        const { watchable } = this.network.traced(bound.axes, { watch: new Set(addresses) }).trace;
        outputs = Object.fromEntries(names.map((name, i) => [name, watchable.get(addresses[i]!)!]));
      }
      return {
        program: engine.compile({ results: outputs }, { capacity: { ...bound.lengths, [ROWS]: batch } }),
        shapes: Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape])),
        single: plain.single,
      };
    });
    return { single: compiled.single, arrays: forward(compiled, bound, batch) };
  }

  /** Data for the model's inputs, checked against what it declares. */
  bind(where: string, x: X): Bound {
    const { inputs, single } = this.network.definition;
    return bindInputs(where, inputs, { single, arrays: x as Arrays });
  }

  /**
   * Gives the model first weights, the same ones for the same seed; `train` does so by itself, with its own seed and the
   * sizes of its data. `features` is needed the first time, where the model does not declare its inputs. Called again, it
   * starts afresh.
   *
   * Errors: E_ARGUMENT without `features` where they are needed; E_SHAPE, naming the layer, when the layers do not fit.
   */
  initialize({ seed, features }: { seed: number; features?: number }): this {
    this.network.initialize(this.#axes("initialize", features), drawn(seed));
    return this;
  }

  /**
   * The layers, the shapes of what they give, and how many numbers they learn. `features` is needed until the model has
   * weights where it does not declare its inputs.
   *
   * Errors: as `initialize`.
   */
  summary({ steps, features }: { steps?: number; features?: number } = {}): Summary {
    if (steps !== undefined) positiveInteger("summary, steps", steps);
    return summarize(this.network.traced(this.#axes("summary", features)).trace, steps);
  }

  #axes(where: string, features: number | undefined): Readonly<Record<string, Axes>> {
    if (features === undefined && this.network.isInitialized) return this.network.axes;
    const { inputs, takesSteps } = this.network.definition;
    return Object.fromEntries(
      Object.entries(inputs).map(([name, axes]) => {
        if (axes === undefined) positiveInteger(`${where}, features`, features);
        return [name, axes ?? (takesSteps ? ["T", features!] : [features!])];
      }),
    );
  }

  /** How many numbers the model learns. Errors: E_ARGUMENT before the model has weights. */
  get count(): number {
    let count = 0;
    for (const { shape } of this.network.parameters.values()) count += elementCount(shape);
    return count;
  }

  /**
   * Copies of the parameters by name: `<layer>.<parameter>`, and `<layer>.<depth>.<parameter>` in recurrent layers.
   *
   * Errors: E_ARGUMENT before the model has weights.
   */
  get parameters(): Record<string, ShapedArray> {
    const { parameters, engine } = this.network;
    return Object.fromEntries([...parameters.keys()].map((name) => [name, engine.read(name)]));
  }

  /**
   * Writes parameters by name, all of them or some.
   *
   * Errors: E_ARGUMENT for an unknown name or before the model has weights; E_SHAPE for another shape. Nothing is
   * written then.
   */
  setParameters(values: Readonly<Record<string, ArrayData>>): void {
    const { parameters, engine } = this.network;
    const arrays = Object.entries(values).map(([name, data]): [string, ShapedArray] => {
      const known = parameters.get(name);
      if (known === undefined)
        throw new SluiceError("E_ARGUMENT", {
          where: "setParameters",
          expected: `names among ${[...parameters.keys()].join(", ")}`,
          got: `"${name}"`,
        });
      const array = toArray(`setParameters, ${name}`, data);
      if (!sameShape(array.shape, known.shape))
        throw new ShapeError({
          where: `setParameters, ${name}`,
          expected: showShape(known.shape),
          got: showShape(array.shape),
        });
      return [name, array];
    });
    for (const [name, { data }] of arrays) engine.write(name, data);
  }
}

/** The axes of one row of an input: `["T", 3]` for a sequence of three features, `[2]` for two numbers. */
export type InputAxes = readonly [string, ...number[]] | readonly number[];

export interface ModelDefinition<Inputs extends Readonly<Record<string, InputAxes>>> extends EngineOptions {
  /** Every input and the axes of one of its rows. Inputs with the same letter have as many steps. */
  inputs: Inputs;
}

/**
 * A model with several inputs or outputs: `build` applies layers and operations to symbolic tensors.
 *
 *     const encode = recurrent(gru, { hidden: 16 });
 *     const head = linear(7);
 *     const sales = model({ inputs: { past: ["T", 3], known: [14] } }, ({ past, known }) =>
 *       head(concat([encode(past), known])),
 *     );
 *
 * `build` runs whenever the model needs a graph, so it must do the same every time; layers are made outside of it.
 * Shapes: inside, an input `["T", 3]` is [T, B, 3] and `[2]` is [B, 2]; outputs likewise.
 * Errors: E_ARGUMENT for axes that cannot be; E_SHAPE from the layers when the model is first used.
 */
export function model<
  const Inputs extends Readonly<Record<string, InputAxes>>,
  Outputs extends Tensor | Readonly<Record<string, Tensor>>,
>(
  { inputs, ...engine }: ModelDefinition<Inputs>,
  build: (inputs: { readonly [Name in keyof Inputs]: Tensor }) => Outputs,
): Model<
  { readonly [Name in keyof Inputs]: ArrayData },
  Outputs extends Tensor ? ShapedArray : { [Name in keyof Outputs]: ShapedArray }
> {
  for (const [name, axes] of Object.entries(inputs)) checkAxes(name, axes);
  const named = build as (inputs: Readonly<Record<string, Tensor>>) => Outputs;
  return new Model(new Network({ inputs, single: false, takesSteps: false, build: named, engine }));
}

function checkAxes(name: string, axes: readonly Size[]): void {
  const [first, ...rest] = axes;
  const isAxis = (size: Size | undefined) => typeof size === "string" && size !== "" && size !== ROWS;
  const isLength = (size: Size) => Number.isSafeInteger(size) && (size as number) > 0;
  const isNamed = name !== "" && !name.includes("/");
  if (isNamed && (first === undefined || isAxis(first) || isLength(first)) && rest.every(isLength)) return;
  throw new SluiceError("E_ARGUMENT", {
    where: `model, input ${name}`,
    expected: `a name without / and axes of one row such as ["T", 3] or [2], without the rows ${ROWS}`,
    got: showShape(axes),
  });
}
