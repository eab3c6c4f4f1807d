import { checkOptions } from "../checks/check-options.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { ROWS } from "../graph/axes.ts";
import { elementCount, type Size, sameShape, showShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { EngineOptions, ShapedArray } from "../program.ts";
import { type ArrayData, toArray } from "./arrays.ts";
import { type Arrays, type Axes, type Bound, bindInputs } from "./bind.ts";
import { type CarriedStates, checkWholeBatches, finalsOf } from "./carried-states.ts";
import { forward, rowsAtOnce } from "./forward.ts";
import { parametersLike } from "./freeze.ts";
import { drawn, Network } from "./network.ts";
import { positiveInteger } from "./positive-integer.ts";
import { type Lengths, withLengths } from "./row-lengths.ts";
import type { StepData, StepOf } from "./step-data.ts";
import { isSteps } from "./steppable.ts";
import { type Summary, summarize } from "./summary.ts";
import { addressesOf } from "./watch.ts";
import { type WatchableValue, watchableValues } from "./watchable.ts";

export interface PredictOptions {
  /** Rows computed together: 256, fewer for long sequences, by default. Memory grows with it; results stay the same. */
  batch?: number;
  /**
   * How many steps of each row are its own, from 1 to T: what stands behind them is padding, which changes nothing, and where
   * the output has steps it is 0 there. All steps by default.
   */
  lengths?: Lengths;
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
   * Where a layer is stateful, every row goes on where the same row of the batch before ended, in this call or an earlier
   * one, until `resetStates`; all rows are one batch then, unless told.
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
   * Stateful layers start where `predict` would, and stay there.
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
   * The values that `watch` can show, with what their equations say of them: whether a value is a gate, a state or something
   * else, and between which numbers it lies.
   *
   * Errors: E_ARGUMENT before the model has weights.
   */
  watchable(): WatchableValue[] {
    return watchableValues(this.network.traced(this.network.axes).trace);
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

  /**
   * As `step`, with values inside the model's layers at that step, by the names that `watch` takes. What is watched is settled
   * by the first step of a sequence; `step` itself computes nothing for it.
   *
   *     const { output, seen } = model.watchStep([0.5], ["z"]);
   *
   * Shapes: seen [B, H] each.
   * Errors: as `step` and `watch`; E_ARGUMENT for a name that the first step did not have.
   */
  watchStep<const Name extends string>(
    x: StepOf<X>,
    names: readonly Name[],
  ): { output: Y; seen: Record<Name, ShapedArray> } {
    const { output, seen } = this.network.stream.watchStep(x as StepData, names);
    return { output: output as Y, seen: seen as Record<Name, ShapedArray> };
  }

  /**
   * Ends the sequences that `step` was given, and those that stateful layers carry on from one `predict` to the next: what
   * comes then is a first step.
   */
  resetStates(): void {
    this.network.resetStates();
  }

  #forward(where: string, x: X, options: PredictOptions, names?: readonly string[]) {
    checkOptions(where, options, { batch: true, lengths: true });
    positiveInteger(`${where}, batch`, options.batch ?? 1);
    // Asked first, so that a model without weights says so whatever it is given.
    const { engine } = this.network;
    const bound = this.bind(where, x, options.lengths);
    this.network.checkIndices(bound);
    const key = JSON.stringify([bound.axes, names ?? null]);
    const batchOf = ({ length }: readonly CarriedStates[]) =>
      Math.min(options.batch ?? (length > 0 ? bound.rows : rowsAtOnce(bound)), Math.max(bound.rows, 1));
    const compiled = this.network.compiled(key, () => {
      let traced = this.network.traced(bound.axes, { carries: true });
      let { outputs } = traced;
      if (names !== undefined) {
        const addresses = addressesOf(names, traced.trace.watchable.keys());
        traced = this.network.traced(bound.axes, { carries: true, watch: new Set(addresses) });
        const { watchable } = traced.trace;
        outputs = Object.fromEntries(names.map((name, i) => [name, watchable.get(addresses[i]!)!]));
      }
      const { carried } = traced.trace;
      const results = { ...outputs, ...finalsOf(carried) };
      return {
        program: engine.compile({ results }, { capacity: { ...bound.lengths, [ROWS]: batchOf(carried) } }),
        shapes: Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape])),
        single: traced.single,
        carried,
      };
    });
    const batch = batchOf(compiled.carried);
    checkWholeBatches(`${where}, batch`, compiled.carried, bound.rows, batch);
    // To look does not move the states: afterwards they are where they were.
    const carry = names === undefined ? this.network.carry : this.network.carry.copy();
    return { single: compiled.single, arrays: forward(compiled, bound, { where, batch, carry }) };
  }

  /** Data for the model's inputs, with the lengths of their rows where there are any, checked against what it declares. */
  bind(where: string, x: X, lengths?: Lengths): Bound {
    const { inputs, single, reading } = this.network.definition;
    return withLengths(where, bindInputs(where, inputs, { single, arrays: x as Arrays, reading }), lengths);
  }

  /**
   * Gives the model first weights, the same ones for the same seed; `train` does so by itself, with its own seed and the
   * sizes of its data. `features` is needed the first time, where the model does not declare its inputs. Called again, it
   * starts afresh. `steps` is needed where a layer fixes their number (`flatten`, or `conv1d` that makes sequences shorter).
   *
   * Errors: E_ARGUMENT without `features` or `steps` where they are needed; E_SHAPE, naming the layer, when the layers do not
   * fit.
   */
  initialize(options: { seed: number; features?: number; steps?: number }): this {
    checkOptions("initialize", options, { seed: true, features: true, steps: true });
    const { seed, features, steps } = options;
    this.network.initialize(this.#axes("initialize", features, steps), drawn(seed));
    return this;
  }

  /**
   * The layers, the shapes of what they give, and how many numbers they learn. `features` is needed until the model has
   * weights where it does not declare its inputs.
   *
   * Errors: as `initialize`.
   */
  summary(options: { steps?: number; features?: number } = {}): Summary {
    checkOptions("summary", options, { steps: true, features: true });
    const { steps, features } = options;
    if (steps !== undefined) positiveInteger("summary, steps", steps);
    return summarize(this.network.traced(this.#axes("summary", features, steps)).trace, steps);
  }

  #axes(where: string, features: number | undefined, steps: number | undefined): Readonly<Record<string, Axes>> {
    const { inputs, takesSteps, reading = {} } = this.network.definition;
    const { takesIndices = false, fixesSteps = false } = reading;
    const isDeclared = Object.values(inputs).every((axes) => axes !== undefined);
    const isGiven = takesIndices || isDeclared ? steps !== undefined : features !== undefined;
    if (!isGiven && this.network.isInitialized) return this.network.axes;
    const first = () => {
      if (fixesSteps && steps === undefined)
        throw new SluiceError("E_ARGUMENT", {
          where: `${where}, steps`,
          expected: "the number of steps, which a layer of this model fixes",
          got: "none",
          hint: "{ steps: 24 }",
        });
      if (fixesSteps) positiveInteger(`${where}, steps`, steps);
      return fixesSteps ? [steps!] : takesSteps || takesIndices ? ["T"] : [];
    };
    return Object.fromEntries(
      Object.entries(inputs).map(([name, axes]) => {
        if (axes !== undefined) return [name, axes.map((size) => (fixesSteps && isSteps(size) ? first()[0]! : size))];
        if (takesIndices) return [name, first()];
        positiveInteger(`${where}, features`, features);
        return [name, [...first(), features!]];
      }),
    );
  }

  /** How many numbers the model learns. Errors: E_ARGUMENT before the model has weights. */
  get count(): number {
    let count = 0;
    for (const { shape, learned } of this.network.parameters.values()) if (learned) count += elementCount(shape);
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
   * Keeps parameters as they are in every training to come: they get no updates, and the optimizer keeps nothing for them.
   * A pattern is a parameter's name, a layer's, which stands for all that it learns, or either with `*` for any characters.
   *
   *     model.freeze("embedding");        // embedding.W
   *     model.freeze("gru.0.U_*");        // gru.0.U_z, gru.0.U_r, …
   *
   * Errors: E_ARGUMENT before the model has weights, and for a pattern that stands for no parameter.
   */
  freeze(...patterns: string[]): this {
    for (const name of this.#like("freeze", patterns)) this.network.frozen.add(name);
    return this;
  }

  /** Lets parameters learn again: those that the patterns stand for, all of them without one. Errors: as `freeze`. */
  unfreeze(...patterns: string[]): this {
    if (patterns.length === 0) this.network.frozen.clear();
    for (const name of this.#like("unfreeze", patterns)) this.network.frozen.delete(name);
    return this;
  }

  #like(where: string, patterns: readonly string[]): string[] {
    const names = [...this.network.parameters.keys()];
    return patterns.flatMap((pattern) => parametersLike(where, pattern, names));
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
  /**
   * Whether the number of steps is compiled in, for layers that need to know it (`flatten`, windows that make sequences
   * shorter); false by default. A sequence of another number of steps gets a program of its own.
   */
  fixesSteps?: boolean;
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
 * Shapes: inside, an input `["T", 3]` is [T, B, 3] and `[2]` is [B, 2]; outputs likewise. Where the model fixes steps it is
 * [B, T, 3] with a number for T.
 * Errors: E_ARGUMENT for axes that cannot be; E_SHAPE from the layers when the model is first used.
 */
export function model<
  const Inputs extends Readonly<Record<string, InputAxes>>,
  Outputs extends Tensor | Readonly<Record<string, Tensor>>,
>(
  { inputs, fixesSteps = false, ...engine }: ModelDefinition<Inputs>,
  build: (inputs: { readonly [Name in keyof Inputs]: Tensor }) => Outputs,
): Model<
  { readonly [Name in keyof Inputs]: ArrayData },
  Outputs extends Tensor ? ShapedArray : { [Name in keyof Outputs]: ShapedArray }
> {
  for (const [name, axes] of Object.entries(inputs)) checkAxes(name, axes);
  if (fixesSteps) checkOneAxis(inputs);
  const named = build as (inputs: Readonly<Record<string, Tensor>>) => Outputs;
  const reading = { fixesSteps };
  return new Model(new Network({ inputs, single: false, takesSteps: false, reading, build: named, engine }));
}

/** `initialize` is told one number of steps. */
function checkOneAxis(inputs: Readonly<Record<string, InputAxes>>): void {
  const found = [...new Set(Object.values(inputs).flatMap((axes) => axes.filter(isSteps)))];
  if (found.length === 1) return;
  throw new SluiceError("E_ARGUMENT", {
    where: "model, fixesSteps",
    expected: 'inputs with one axis of steps, such as ["T", 3]',
    got: found.length === 0 ? "none" : found.join(" and "),
    hint: "a number in place of the letter",
  });
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
