import { SluiceError } from "../errors.ts";
import { sameShape, showShape } from "../graph/size.ts";
import type { ArrayData } from "../layers/arrays.ts";
import { Model } from "../layers/model.ts";
import { Network } from "../layers/network.ts";
import type { Parameter } from "../layers/trace.ts";
import type { EngineOptions, ShapedArray } from "../program.ts";
import { describeNetwork } from "./architecture.ts";
import { formatError, readList, readObject, readText } from "./checked-json.ts";
import { type Container, decodeContainer, encodeContainer } from "./container.ts";
import { readContainer, writeContainer } from "./container-file.ts";
import type { JsonValue } from "./json.ts";
import { replay } from "./replay.ts";

/** Of what a model file says about its model. */
const VERSION = 1;
/** More parameters than a model of as many layers as a file may describe has. */
const MOST_FROZEN = 1_000_000;

/** A model from a file, and what its owner noted beside it. */
export interface LoadedModel<X = ArrayData, Y = ShapedArray> {
  readonly model: Model<X, Y>;
  readonly metadata: JsonValue;
}

/** What the model is to run on. */
export interface LoadOptions extends EngineOptions {}

/**
 * Writes a model to a file: its layers, operations and cells' equations as data, its weights, which of them are frozen, and
 * `metadata`, anything that JSON can hold.
 *
 * A model written as a function is saved as what it does: its layers as they were made, the rest as operations.
 * Errors: E_ARGUMENT before the model has weights, and for a loop written by hand with `scan`, which a file cannot hold;
 * E_FILE when the file cannot be written, and then the old one stays.
 */
export async function saveModel<X, Y>(model: Model<X, Y>, path: string, metadata: unknown = null): Promise<void> {
  await writeContainer(path, contentOf(model, metadata));
}

/**
 * Reads a model from a file; nothing in it is evaluated as code. X and Y are the caller's word for what the model takes
 * and gives.
 *
 * Errors: E_FILE when it cannot be read; E_FORMAT when it is no model file, was cut off or changed.
 */
export async function loadModel<X = ArrayData, Y = ShapedArray>(
  path: string,
  options: LoadOptions = {},
): Promise<LoadedModel<X, Y>> {
  return modelOf(await readContainer(path), path, options);
}

/** The bytes that `saveModel` writes, for places without files. Errors: as `saveModel`. */
export function encodeModel<X, Y>(model: Model<X, Y>, metadata: unknown = null): Uint8Array {
  return encodeContainer(contentOf(model, metadata));
}

/** The model that `encodeModel` made bytes of. Errors: E_FORMAT, as `loadModel`. */
export function decodeModel<X = ArrayData, Y = ShapedArray>(
  bytes: Uint8Array,
  options: LoadOptions = {},
): LoadedModel<X, Y> {
  return modelOf(decodeContainer(bytes), "model file", options);
}

function contentOf<X, Y>({ network, parameters }: Model<X, Y>, metadata: unknown) {
  const described = { model: VERSION, architecture: describeNetwork(network), metadata };
  // Left out where there are none, as in files of earlier versions.
  const frozen = Object.keys(parameters).filter((name) => network.frozen.has(name));
  return { tensors: parameters, metadata: frozen.length === 0 ? described : { ...described, frozen } };
}

function modelOf<X, Y>({ tensors, metadata }: Container, where: string, engine: LoadOptions): LoadedModel<X, Y> {
  const own = readObject(metadata, where);
  if (own.model === undefined && own.checkpoint !== undefined)
    throw new SluiceError("E_FORMAT", {
      where,
      expected: "a model that saveModel wrote",
      got: "a checkpoint of a training",
      hint: "train(…, { checkpoint, resume: true }), which goes on from it",
    });
  const saved = readObject(own, where, ["model", "architecture", "metadata", "frozen"]);
  if (saved.model !== VERSION)
    throw new SluiceError("E_FORMAT", {
      where,
      expected: `version ${VERSION} of the description of models`,
      got: JSON.stringify(saved.model) ?? "none",
      hint: "the version of Sluice that saved it, or a later one",
    });
  return asFormatError(where, () => {
    const { definition, axes } = replay(saved.architecture, where, engine);
    const network = new Network(definition);
    checkTensors(tensors, network.traced(axes).trace.parameters, where);
    network.initialize(axes, ({ name }) => tensors[name]!.data);
    for (const name of frozenOf(saved.frozen, network.parameters, where)) network.frozen.add(name);
    return { model: new Model<X, Y>(network), metadata: saved.metadata ?? null };
  });
}

/** Before anything is made room for: a file can ask for no more memory than it brings numbers. */
function checkTensors(tensors: Container["tensors"], parameters: ReadonlyMap<string, Parameter>, where: string): void {
  for (const [name, { shape }] of parameters) {
    const found = tensors[name];
    if (found === undefined) throw formatError(`${where}, parameter ${name}`, showShape(shape), "nothing");
    const isReal = found.data instanceof Float32Array || found.data instanceof Float64Array;
    if (!isReal || !sameShape(found.shape, shape))
      throw formatError(`${where}, parameter ${name}`, `numbers of shape ${showShape(shape)}`, showShape(found.shape));
  }
  const stranger = Object.keys(tensors).find((name) => !parameters.has(name));
  if (stranger !== undefined) throw formatError(where, "parameters of the model alone", stranger);
}

function frozenOf(json: unknown, parameters: ReadonlyMap<string, Parameter>, where: string): string[] {
  return readList(json === undefined ? [] : json, `${where}, frozen`, MOST_FROZEN).map((entry) => {
    const name = readText(entry, `${where}, frozen`);
    if (!parameters.has(name)) throw formatError(`${where}, frozen`, "a parameter of the model", name);
    return name;
  });
}

/** What a file makes equations, layers and operations complain of is the file's fault. */
function asFormatError<Result>(where: string, run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof SluiceError) || !["E_ARGUMENT", "E_EQUATION", "E_SHAPE"].includes(cause.code)) throw cause;
    throw new SluiceError("E_FORMAT", { where, expected: "a model that can be built", got: cause.message, cause });
  }
}
