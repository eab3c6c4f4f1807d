import { checkOptions } from "../checks/check-options.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { ROWS, showPublic } from "../graph/axes.ts";
import { input, random, transpose, variable } from "../graph/ops.ts";
import { type Shape, type Size, sameShape, showShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Init, resolveInit } from "../math/init.ts";
import type { Fan } from "../math/initialisers.ts";
import { KEY_LENGTH } from "../math/keyed-uniform.ts";
import { CarriedStates, type Resets } from "./carried-states.ts";

/** A parameter that tracing found. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: Init;
  readonly fan: Fan;
  readonly tensor: Tensor;
  /** Whether it follows a gradient; else it is kept and saved like a weight, but a layer says what becomes of it. */
  readonly learned: boolean;
}

/** A model's input that a layer takes for indices: whole numbers below `count`. */
export interface IndexInput {
  readonly input: string;
  readonly label: string;
  readonly count: number;
}

/** One application of a layer to tensors. */
export interface LayerCall {
  /** The layer's name within the model: parameters are called `<label>.<name>`. */
  readonly label: string;
  /** How a model file describes the layer and this call; absent for a layer that exists only as code. */
  readonly saved: SavedCall | undefined;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** 1 for a layer of the model, 2 for a layer that such a one applies … */
  readonly depth: number;
  /** Where in the model that is, as errors say it. */
  readonly place: string;
}

/** A layer as a model file holds it: plain JSON. */
export interface SavedCall {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What belongs to one call and not to the layer. */
  readonly call?: Readonly<Record<string, unknown>>;
}

/** What tracing a model's function finds out. */
export interface Trace {
  readonly parameters: Map<string, Parameter>;
  readonly calls: LayerCall[];
  /** What becomes of parameters that are not learned, by name, in a step of training. */
  readonly updates: Map<string, Tensor>;
  readonly indices: IndexInput[];
  /** Loops whose states go on from batch to batch. */
  readonly carried: CarriedStates[];
  /** Addresses of the values inside layers that can be watched, and the tensors of those that are. */
  readonly watchable: Map<string, Tensor | undefined>;
  /** Shape of each layer's input by label, of those whose parameters follow from its last axis. */
  readonly features: Map<string, Shape>;
}

export interface TraceOptions {
  /** Addresses of the values to stack over time. */
  watch?: ReadonlySet<string>;
  /** What the layers' inputs must be like: `features` of an earlier trace, whose parameters exist. */
  features?: ReadonlyMap<string, Shape>;
  /** Whether layers act as in training, where some draw random numbers. */
  training?: boolean;
  /** Whether stateful layers go on from batch to batch; else every sequence starts anew. */
  carries?: boolean;
  /** How many steps of each row are its own, [B], by axis of steps; where there is none, all of them. */
  lengths?: ReadonlyMap<Size, Tensor>;
}

interface Frame extends Trace {
  readonly options: TraceOptions;
  readonly labels: Map<object, string>;
  /** Labels of the layers that are being applied, outermost first. */
  readonly path: string[];
  /** Where in the model the outermost of them is, and how often one of no known position was applied. */
  readonly position: { place?: string; count: number };
  /** The key of random numbers, once some were drawn, and how often they were. */
  readonly random: { key?: Tensor; draws: number };
}

// Tracing is synchronous, so that one variable can say what is being traced; layers stay plain functions of tensors.
let current: Frame | undefined;

/** Runs a function that applies layers to tensors, and says which parameters and layers it met. */
export function trace<Result>(run: () => Result, options: TraceOptions = {}): { result: Result; trace: Trace } {
  const before = current;
  const frame: Frame = {
    parameters: new Map(),
    calls: [],
    updates: new Map(),
    carried: [],
    indices: [],
    watchable: new Map(),
    features: new Map(),
    options,
    labels: new Map(),
    path: [],
    position: { count: 0 },
    random: { draws: 0 },
  };
  current = frame;
  try {
    return { result: run(), trace: frame };
  } finally {
    current = before;
  }
}

function frame(where: string): Frame {
  if (current !== undefined) return current;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "to be called while a model is traced",
    got: "a call outside of one",
    hint: "applying layers inside the function given to model(…), or passing them to sequential(…)",
  });
}

export interface ParameterOptions {
  /** First values: uniform in ±1/√in by default. */
  init?: Init;
  /** How the parameter is wired; for a matrix [out, in] it need not be said. */
  fan?: Fan;
}

/**
 * A parameter of the layer that is being applied: trained, saved, and called `<layer>.<name>`. The same name again is
 * the same parameter.
 *
 * Shapes: as given; weights are [out, in] by convention (`matmul(x, W, "nt")`).
 * Errors: E_ARGUMENT outside of a model or for an unknown initialisation; E_SHAPE when the name has another shape already.
 */
export function parameter(name: string, shape: readonly number[], options: ParameterOptions = {}): Tensor {
  return declared(name, shape, options, true);
}

/**
 * What the layer that is being applied carries from one step of training to the next without learning it: saved, and named
 * like a parameter, but with no gradient; `follow` says what becomes of it.
 */
export function tracked(name: string, shape: readonly number[], options: ParameterOptions = {}): Tensor {
  return declared(name, shape, options, false);
}

/** Says what a tracked value is after this step of training, from what it is by then: a layer may be applied twice. */
export function follow(value: Tensor, next: (now: Tensor) => Tensor): void {
  const { updates } = frame("follow");
  const { op } = value.node;
  if (op.kind !== "variable") throw new Error(`${op.kind} is not tracked`);
  updates.set(op.name, next(updates.get(op.name) ?? value));
}

function declared(name: string, shape: readonly number[], options: ParameterOptions, learned: boolean): Tensor {
  checkOptions(`parameter "${name}"`, options, { init: true, fan: true });
  const { parameters, path } = frame(`parameter "${name}"`);
  const full = path.length === 0 ? name : `${path.at(-1)}.${name}`;
  const known = parameters.get(full);
  if (known !== undefined) {
    if (sameShape(known.shape, shape)) return known.tensor;
    throw new ShapeError({ where: `parameter ${full}`, expected: showShape(known.shape), got: showShape(shape) });
  }
  checkName(`parameter ${full}`, name);
  const { init = "uniform", fan = { in: shape.at(-1) ?? 1, out: shape[0] ?? 1 } } = options;
  resolveInit(init, `parameter ${full}, init`);
  const made = { name: full, shape: [...shape], init, fan, tensor: variable(full, shape), learned };
  parameters.set(full, made);
  return made.tensor;
}

function checkName(where: string, name: string): void {
  if (typeof name === "string" && name !== "" && !name.includes("/")) return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "a name that is not empty and has no /",
    got: JSON.stringify(name) ?? "none",
    hint: "the option name",
  });
}

/** Applies what stands at a place of the model that errors are to name, such as "layer 2 of 3". */
export function atPlace<Result>(place: string, run: () => Result): Result {
  const { position } = frame(place);
  position.place = place;
  try {
    return at(place, run);
  } finally {
    delete position.place;
  }
}

/**
 * Applies a layer under its label, which is its name, numbered from the second layer of that name on.
 *
 * Errors of what is inside are reported as this layer's, with its position: in a function of tensors, which application of
 * a layer it is, from 1. E_SHAPE when the input has other features than those that the parameters were made for.
 */
export function inLayer<Result>(
  layer: { identity: object; name: string; takesAnyFeatures?: boolean },
  x: Tensor,
  apply: (label: string) => Result,
): Result {
  const { labels, path, position } = frame(`layer "${layer.name}"`);
  if (path.length === 0 && position.place === undefined) {
    position.count++;
    return atPlace(`layer ${position.count}`, () => inLayer(layer, x, apply));
  }
  let label = labels.get(layer.identity);
  if (label === undefined) {
    checkName("layer", layer.name);
    const base = path.length === 0 ? layer.name : `${path.at(-1)}.${layer.name}`;
    const taken = new Set(labels.values());
    label = base;
    for (let i = 2; taken.has(label); i++) label = `${base}_${i}`;
    labels.set(layer.identity, label);
  }
  if (!layer.takesAnyFeatures) checkFeatures(label, x.shape);
  path.push(label);
  try {
    return at(label, () => apply(label));
  } finally {
    path.pop();
  }
}

function checkFeatures(label: string, shape: Shape): void {
  const { features, options } = frame(label);
  const last = shape.at(-1);
  const first = options.features?.get(label);
  if (first !== undefined && last !== first.at(-1)) {
    // Other rows and steps are no reason: they are shown as they are where there are as many axes.
    const expected = first.length === shape.length ? [...shape.slice(0, -1), first.at(-1)!] : first;
    throw new ShapeError({
      where: label,
      expected: `an input of shape ${showPublic(expected)}, as when its weights were made`,
      got: showPublic(shape),
    });
  }
  if (typeof last === "number" && !features.has(label)) features.set(label, shape);
}

/** Opens the message of any shape error inside with a place. */
export function at<Result>(place: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { where, expected, got, hint } = error;
    const parts = { where: `${place}, ${where}`, expected, got, cause: error };
    throw new ShapeError(hint === undefined ? parts : { ...parts, hint });
  }
}

/** Notes an application of a layer, for summaries and model files. */
export function recordCall(call: Omit<LayerCall, "depth" | "place">): void {
  const { calls, path, position } = frame("layer");
  calls.push({ ...call, depth: path.length, place: [position.place, ...path].join(", ") });
}

/**
 * Whether the value at an address is asked for; says also that it exists. A layer that is applied twice shows its first
 * application.
 */
export function isWatched(address: string): boolean {
  const { watchable, options } = frame("watch");
  if (watchable.has(address)) return false;
  watchable.set(address, undefined);
  return options.watch?.has(address) ?? false;
}

export function setWatched(address: string, stack: Tensor): void {
  // A fixed number of steps stands behind the rows.
  const { shape } = stack;
  const isTurned = shape.length > 1 && typeof shape[0] === "number" && shape[1] === ROWS;
  const order = shape.map((_, axis) => (axis < 2 ? 1 - axis : axis));
  frame("watch").watchable.set(address, isTurned ? transpose(stack, order) : stack);
}

/** Notes that a tensor holds indices below `count`: where it is an input, its data are checked before they are used. */
export function noteIndices(indices: Tensor, label: string, count: number): void {
  const { op } = indices.node;
  if (op.kind === "input") frame("indices").indices.push({ input: op.name, label, count });
}

/** Whether layers act as in training. */
export const inTraining = (): boolean => frame("training").options.training === true;

/** The graph's input for the key of a step's random numbers, as `randomKey` gives it; absent where layers draw none. */
export const RANDOM_KEY = "random/key";

/**
 * Random numbers, uniform in [0, 1), in training; undefined elsewhere, where a layer does without. Every call has a stream
 * of its own: they are numbered as they come, so that the same function draws the same whenever it is traced.
 */
export function uniformInTraining(shape: Shape): Tensor | undefined {
  const { options, random: drawn } = frame("random numbers");
  if (options.training !== true) return undefined;
  drawn.key ??= input(RANDOM_KEY, [KEY_LENGTH]);
  return random(drawn.key, drawn.draws++, shape);
}

/** How many steps of each row are its own, [B], where the model was given that for an axis of steps. */
export const lengthsOf = (axis: Size): Tensor | undefined => frame("lengths").options.lengths?.get(axis);

/** A loop whose states go on from batch to batch, where the graph is one that is run batch after batch. */
export function carriedStates(resets: Resets): CarriedStates | undefined {
  const { options, carried } = frame("states");
  if (options.carries !== true) return undefined;
  const made = new CarriedStates(`${carried.length}`, resets);
  carried.push(made);
  return made;
}
