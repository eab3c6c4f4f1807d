import { formatError, readInteger, readList, readObject, readText } from "../../files/checked-json.ts";
import { decodeContainer, encodeContainer } from "../../files/container.ts";
import type { StoredTensor } from "../../files/safetensors.ts";
import { sameShape, showShape } from "../../graph/size.ts";
import type { ShapedArray } from "../../program.ts";
import type { Best } from "../early-stopping.ts";
import type { Sums } from "../measure/measuring.ts";
import type { Position } from "../position.ts";
import type { StepMemory } from "../step/step.ts";
import type { OptimizerNumbers } from "../step/updates.ts";
import { checkSameRun, type Run } from "./run.ts";

export type Values = Readonly<Record<string, ShapedArray>>;

/** All that a training goes on from. */
export interface Content {
  readonly position: Position;
  /** Of the epochs that are done. */
  readonly losses: readonly number[];
  readonly memory: StepMemory;
  readonly parameters: Values;
  /** Parameters at the end of the epoch before, where the position is within one. */
  readonly before: Values | undefined;
  /** The optimizer's arrays and sums of gradients. */
  readonly variables: Values;
  readonly best: Best | undefined;
}

const VERSION = 1;
const MOST = 2 ** 53 - 1;
const LONGEST_LIST = 1_000_000;

/**
 * A checkpoint is a container as model files are. Numbers that have to come back exactly, and may not be finite, are
 * tensors of float64; JSON has the counts and the names.
 */
export function encodeCheckpoint(content: Content, run: Run): Uint8Array {
  const { position, losses, memory, best } = content;
  const tensors: Record<string, StoredTensor> = {};
  const add = (group: string, values: Values | undefined) => {
    for (const [name, value] of Object.entries(values ?? {})) tensors[`${group}/${name}`] = value;
  };
  add("parameters", content.parameters);
  add("before", content.before);
  add("variables", content.variables);
  add("states", memory.states);
  add("best", best?.weights);
  add("numbers", {
    losses: column(losses),
    sums: column(Object.values(position.sums)),
    ...(best !== undefined && { best: column([best.value]) }),
  });
  memory.optimizers.forEach(({ scalars }, i) => {
    tensors[`numbers/optimizer ${i}`] = column(Object.values(scalars));
  });
  const metadata = {
    checkpoint: VERSION,
    run,
    epoch: position.epoch,
    step: position.step,
    rows: position.rows,
    before: content.before !== undefined,
    best: best === undefined ? null : best.epoch,
    draws: memory.draws,
    optimizers: memory.optimizers.map(({ name, step, scalars }) => ({ name, step, scalars: Object.keys(scalars) })),
    states: Object.keys(memory.states),
  };
  return encodeContainer({ tensors, metadata });
}

const column = (numbers: readonly number[]): ShapedArray => ({
  shape: [numbers.length],
  data: Float64Array.from(numbers),
});

const KEYS = ["checkpoint", "run", "epoch", "step", "rows", "before", "best", "draws", "optimizers", "states"] as const;

/**
 * Reads a checkpoint of a training, from bytes that may come from anywhere.
 *
 * Errors: E_FORMAT for anything but a whole checkpoint of this version; E_ARGUMENT, naming what differs, for one of another
 * training.
 */
export function decodeCheckpoint(bytes: Uint8Array, where: string, run: Run): Content {
  const { tensors, metadata } = decodeContainer(bytes, where);
  const saved = readObject(metadata, `${where}, metadata`);
  if (saved.checkpoint === undefined) throw formatError(where, "a checkpoint of a training", "another file of Sluice");
  if (saved.checkpoint !== VERSION) throw formatError(`${where}, version`, String(VERSION), saved.checkpoint);
  readObject(saved, `${where}, metadata`, KEYS);
  checkSameRun(readObject(saved.run, `${where}, run`), run, where);

  const take = new Tensors(tensors, run, where);
  const integer = (key: (typeof KEYS)[number]) => readInteger(saved[key], `${where}, ${key}`, 0, MOST);
  const epoch = integer("epoch");
  const sums = take.numbers("sums", run.sums.length);
  const position: Position = {
    epoch,
    step: integer("step"),
    rows: integer("rows"),
    sums: Object.fromEntries(run.sums.map((name, i) => [name, sums[i]!])) as unknown as Sums,
  };
  const list = readList(saved.optimizers, `${where}, optimizers`, LONGEST_LIST);
  if (list.length !== run.optimizers.length)
    throw formatError(where, `${run.optimizers.length} optimizers`, list.length);
  const states = readList(saved.states, `${where}, states`, LONGEST_LIST).map((name) =>
    readText(name, `${where}, states`),
  );
  const content: Content = {
    position,
    losses: take.numbers("losses", epoch),
    memory: {
      draws: integer("draws"),
      optimizers: list.map((each, i) => readOptimizer(each, i, run, take, where)),
      states: take.values("states", pick(run.states, states, where)),
    },
    parameters: take.values("parameters", run.parameters),
    before: saved.before === true ? take.values("before", run.parameters) : undefined,
    variables: take.values("variables", run.variables),
    best:
      saved.best === null
        ? undefined
        : {
            epoch: readInteger(saved.best, `${where}, best`, 0, epoch - 1),
            value: take.numbers("best", 1)[0]!,
            weights: take.values("best", run.parameters),
          },
  };
  take.end();
  return content;
}

function readOptimizer(value: unknown, index: number, run: Run, take: Tensors, file: string): OptimizerNumbers {
  const where = `${file}, optimizer ${index}`;
  const { name, step, scalars } = readObject(value, where, ["name", "step", "scalars"]);
  const names = readList(scalars, where, LONGEST_LIST).map((each) => readText(each, where));
  const numbers = take.numbers(`optimizer ${index}`, names.length);
  const found: OptimizerNumbers = {
    name: readText(name, where),
    step: readInteger(step, where, 0, MOST),
    scalars: Object.fromEntries(names.map((each, i) => [each, numbers[i]!])),
  };
  const known = run.optimizers[index]!;
  if (found.name !== known.name) throw formatError(where, known.name, found.name);
  if (found.step > 0)
    for (const each of known.scalars) if (!names.includes(each)) throw formatError(where, each, names);
  return found;
}

type Shapes = Readonly<Record<string, readonly number[]>>;

function pick(shapes: Shapes, names: readonly string[], where: string): Shapes {
  const stranger = names.find((name) => !Object.hasOwn(shapes, name));
  if (stranger !== undefined) throw formatError(`${where}, states`, `states of the model`, stranger);
  return Object.fromEntries(names.map((name) => [name, shapes[name]!]));
}

/** The tensors of a file, each taken once. */
class Tensors {
  readonly #tensors: Readonly<Record<string, StoredTensor>>;
  readonly #isReference: boolean;
  readonly #where: string;
  readonly #left: Set<string>;

  constructor(tensors: Readonly<Record<string, StoredTensor>>, { backend }: Run, where: string) {
    this.#tensors = tensors;
    this.#isReference = backend === "reference";
    this.#where = where;
    this.#left = new Set(Object.keys(tensors));
  }

  values(group: string, shapes: Shapes): Values {
    return Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, this.#take(`${group}/${name}`, shape, this.#isReference)]),
    );
  }

  numbers(name: string, count: number): number[] {
    return Array.from(this.#take(`numbers/${name}`, [count], true).data);
  }

  #take(name: string, shape: readonly number[], isDouble: boolean): ShapedArray {
    const where = `${this.#where}, ${name}`;
    const found = this.#tensors[name];
    if (found === undefined) throw formatError(where, showShape(shape), "nothing");
    const { data } = found;
    const fits = isDouble ? data instanceof Float64Array : data instanceof Float32Array;
    if (!fits || !sameShape(found.shape, shape))
      throw formatError(where, `${isDouble ? "float64" : "float32"} ${showShape(shape)}`, showShape(found.shape));
    this.#left.delete(name);
    return { shape, data: data as Float32Array | Float64Array };
  }

  /** Errors: E_FORMAT for tensors that nobody took. */
  end(): void {
    const [stranger] = this.#left;
    if (stranger !== undefined) throw formatError(this.#where, "tensors of a checkpoint alone", stranger);
  }
}
