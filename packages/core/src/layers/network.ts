import { ShapeError, SluiceError } from "../errors.ts";
import { graphShape, hasSteps, ROWS, showPublic } from "../graph/axes.ts";
import { input } from "../graph/ops.ts";
import { type Shape, type Size, sameShape, showShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveInit } from "../math/init.ts";
import { randomStream } from "../math/random.ts";
import { checkEngineOptions, type Engine, type EngineOptions, engine, MAX_MEMORY, type Program } from "../program.ts";
import type { Axes, Bound, Reading } from "./bind.ts";
import { type CarriedStates, Carry } from "./carried-states.ts";
import { checkIndices } from "./check-indices.ts";
import { lengthsByAxis, ownSteps, withoutLengths } from "./row-lengths.ts";
import { Stream } from "./stream.ts";
import { type IndexInput, type LayerCall, type Parameter, type Trace, type TraceOptions, trace } from "./trace.ts";

/** A model's function and what it takes. */
export interface NetworkDefinition {
  /** Axes of one row by input; undefined where they follow from the first data. */
  inputs: Readonly<Record<string, Axes | undefined>>;
  /** Whether users give one array and not a record of them. */
  single: boolean;
  /** Whether an input whose axes do not stand here is a sequence when only its number of features is known. */
  takesSteps: boolean;
  /** How data are read for an input whose axes do not stand here. */
  reading?: Reading;
  build: (inputs: Readonly<Record<string, Tensor>>) => Tensor | Readonly<Record<string, Tensor>>;
  engine: EngineOptions;
}

/** A model's function, traced. */
export interface Traced {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** How many steps of each row are its own, by axis of steps, where the data say it. */
  readonly lengths: ReadonlyMap<Size, Tensor>;
  /** Whether the function gave one tensor and not a record of them; it is called `y` then. */
  readonly single: boolean;
  /** The place of the layer that gives an output, by output, where it is a layer that does. */
  readonly places: Readonly<Record<string, string>>;
  readonly trace: Trace;
}

/** A program that reads a model's inputs, and what its results look like. */
export interface Compiled {
  readonly program: Program;
  /** Shapes of the results inside the graph. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Whether the one result stands for itself. */
  readonly single: boolean;
  /** Loops whose states go on from batch to batch. */
  readonly carried: readonly CarriedStates[];
}

/** A model's function together with its weights on an engine: what training and predicting share. */
export class Network {
  readonly definition: NetworkDefinition;
  #engine: Engine | undefined;
  #first: Traced | undefined;
  #axes: Readonly<Record<string, Axes>> | undefined;
  #stream: Stream | undefined;
  readonly #programs = new Map<string, Compiled>();

  constructor(definition: NetworkDefinition) {
    checkEngineOptions(definition.engine);
    this.definition = definition;
  }

  /** What stateful layers carry on from one prediction to the next. */
  readonly carry = new Carry();
  /** Names of the parameters that training leaves alone. */
  readonly frozen = new Set<string>();

  get isInitialized(): boolean {
    return this.#first !== undefined;
  }

  /** The engine that holds the weights. */
  get engine(): Engine {
    this.#initialized("engine");
    return this.#engine!;
  }

  /** Parameters by name, in the order in which tracing met them. */
  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#initialized("parameters").trace.parameters;
  }

  /** Makes sure that data are indices where layers take them for such. Errors: E_ARGUMENT. */
  checkIndices(data: Bound): void {
    checkIndices(this.indices, data);
  }

  /** The inputs that layers take for indices. */
  get indices(): readonly IndexInput[] {
    return this.#initialized("indices").trace.indices;
  }

  /** The axes that the weights were made for. */
  get axes(): Readonly<Record<string, Axes>> {
    this.#initialized("axes");
    return this.#axes!;
  }

  #initialized(where: string): Traced {
    if (this.#first !== undefined) return this.#first;
    throw new SluiceError("E_ARGUMENT", {
      where,
      expected: "a model with weights",
      got: "one that was neither trained nor loaded",
      hint: "train(model, …) first, or model.initialize({ features, seed })",
    });
  }

  /** Traces the function on inputs of these axes; where weights exist, what it finds must agree with them. */
  traced(axes: Readonly<Record<string, Axes>>, options: TraceOptions = {}): Traced {
    const known = this.#first?.trace;
    const inputs = Object.fromEntries(
      Object.entries(axes).map(([name, rowAxes]) => [name, input(name, graphShape(rowAxes))]),
    );
    const lengths = lengthsByAxis(inputs);
    const own = Object.fromEntries(Object.keys(withoutLengths(axes)).map((name) => [name, inputs[name]!]));
    const { result, trace: found } = trace(() => this.definition.build(ownSteps(own, lengths)), {
      ...options,
      lengths,
      ...(known !== undefined && { features: known.features }),
    });
    const single = isTensor(result);
    const outputs = single ? { y: result } : result;
    checkOutputs(outputs);
    if (known !== undefined) checkSameParameters(known.parameters, found.parameters);
    const places = placesOf(outputs, found.calls);
    return { inputs: own, outputs: ownSteps(outputs, lengths), lengths, single, places, trace: found };
  }

  /** Makes the weights for inputs of these axes; `first` gives a parameter's values. */
  initialize(given: Readonly<Record<string, Axes>>, first: (parameter: Parameter) => ArrayLike<number>): void {
    const axes = withoutLengths(given);
    const before = this.#first;
    this.#first = undefined;
    try {
      const traced = this.traced(axes);
      const { parameters } = traced.trace;
      checkSize(parameters.values(), this.definition.engine);
      const values = [...parameters.values()].map(first);
      const fits = before !== undefined && sameParameters(before.trace.parameters, parameters);
      const target = fits ? this.#engine! : engine(this.definition.engine);
      for (const [name, { shape }] of parameters) target.declare(name, shape);
      [...parameters.keys()].forEach((name, i) => {
        target.write(name, values[i]!);
      });
      if (!fits) this.#programs.clear();
      this.#engine = target;
      this.#first = traced;
      this.#axes = axes;
      this.resetStates();
    } catch (error) {
      this.#first = before;
      throw error;
    }
  }

  /** The sequences that are given step by step. */
  get stream(): Stream {
    this.#stream ??= new Stream(this);
    return this.#stream;
  }

  /** Ends them, and those that stateful layers carry on from prediction to prediction: what comes next is a first step. */
  resetStates(): void {
    this.#stream = undefined;
    this.carry.reset();
  }

  /** The program of a key, made at its first use; new weights of other shapes make all programs anew. */
  compiled(key: string, make: () => Compiled): Compiled {
    const known = this.#programs.get(key) ?? make();
    this.#programs.set(key, known);
    return known;
  }
}

/** A parameter's own first values: the same for the same seed, whatever other parameters there are. */
export const drawn =
  (seed: number) =>
  ({ name, shape, init, fan }: Parameter): Float64Array =>
    resolveInit(init, `parameter ${name}`)(shape, fan, randomStream(seed, "init", name));

export const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && "node" in value && "shape" in value;

function checkOutputs(outputs: Readonly<Record<string, Tensor>>): void {
  for (const [name, output] of Object.entries(outputs)) {
    if (!isTensor(output))
      throw new SluiceError("E_ARGUMENT", {
        where: `model, output ${name}`,
        expected: "a tensor",
        got: `a value of type ${typeof output}`,
      });
    if (!isRowwise(output.shape))
      throw new ShapeError({
        where: `model, output ${name}`,
        expected: "one value or more for every row, [B, …] or [B, T, …]",
        got: showPublic(output.shape),
      });
  }
}

/** The outermost layer that gives a tensor. */
function placesOf(outputs: Readonly<Record<string, Tensor>>, calls: readonly LayerCall[]): Record<string, string> {
  const places: Record<string, string> = {};
  for (const [name, output] of Object.entries(outputs)) {
    const call = calls.findLast(({ depth, outputs: given }) => depth === 1 && given.includes(output));
    if (call !== undefined) places[name] = call.place;
  }
  return places;
}

const isRowwise = (shape: Shape) => shape[hasSteps(shape) ? 1 : 0] === ROWS;

type Parameters = ReadonlyMap<string, Parameter>;

const sameParameters = (a: Parameters, b: Parameters) =>
  a.size === b.size && [...a].every(([name, { shape }]) => b.has(name) && sameShape(shape, b.get(name)!.shape));

function checkSameParameters(known: Parameters, found: Parameters): void {
  for (const [name, { shape }] of found) {
    const made = known.get(name);
    if (made === undefined || !sameShape(made.shape, shape))
      throw new ShapeError({
        where: `parameter ${name}`,
        expected: made === undefined ? "a parameter that the model had at first" : showShape(made.shape),
        got: showShape(shape),
      });
  }
}

/** Drawing first values takes time and memory too: what can never fit is refused before. */
function checkSize(parameters: Iterable<Parameter>, { backend, maxMemory = MAX_MEMORY }: EngineOptions): void {
  const most = Math.floor(maxMemory / Float32Array.BYTES_PER_ELEMENT);
  let count = 0;
  for (const { shape } of parameters) count += shape.reduce((product, size) => product * size, 1);
  if (count <= most) return;
  throw new SluiceError("E_MEMORY", {
    where: "model",
    expected: `at most ${most.toLocaleString("en")} parameters`,
    got: count.toLocaleString("en"),
    hint: `a smaller hidden size or fewer layers${backend === "reference" ? "" : ", or a larger maxMemory"}`,
  });
}
