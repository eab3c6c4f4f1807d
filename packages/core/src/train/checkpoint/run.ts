import { SluiceError } from "../../errors.ts";
import type { JsonObject } from "../../files/checked-json.ts";
import { crc32c } from "../../files/crc32c.ts";
import { ROWS } from "../../graph/axes.ts";
import { type CarriedStates, finalsOf } from "../../layers/carried-states.ts";
import type { Network } from "../../layers/network.ts";
import type { BackendName } from "../../program.ts";
import type { Examples } from "../feed/batches.ts";
import type { Feed } from "../feed/feed.ts";
import { metricsAmong } from "../measure/measuring.ts";
import type { Objective } from "../measure/objective.ts";
import type { TrainOptions } from "../train-options.ts";
import { graphChecksum } from "./graph-checksum.ts";
import type { Live } from "./snapshot.ts";

type Shapes = Readonly<Record<string, readonly number[]>>;

/**
 * What has to be the same for a training to go on to the bits that it would have had: all of it that can be compared. Rates and
 * schedules are functions, and are not.
 */
export interface Run {
  readonly backend: BackendName;
  readonly seed: number;
  readonly batch: number;
  readonly accumulate: number;
  readonly shuffle: boolean;
  readonly clip: string;
  /** What early stopping watches. */
  readonly earlyStopping: string;
  /** Checksums of the data. */
  readonly data: string;
  readonly validation: string;
  readonly frozen: readonly string[];
  readonly optimizers: readonly {
    readonly name: string;
    readonly scalars: readonly string[];
    /** A checksum of what it makes of gradients. */
    readonly rule: string;
  }[];
  /** Names of the means that an epoch takes. */
  readonly sums: readonly string[];
  readonly parameters: Shapes;
  readonly variables: Shapes;
  readonly states: Shapes;
  /** A checksum of what the model computes, of its loss and of the metrics. */
  readonly graph: string;
}

/** The checksum of examples: shapes and numbers. */
function checksumOf({ inputs, targets, weights }: Examples): string {
  let checksum = 0;
  for (const bound of [inputs, targets, weights])
    for (const [name, { shape, data }] of Object.entries(bound?.arrays ?? {})) {
      checksum = crc32c(new TextEncoder().encode(JSON.stringify([name, shape])), checksum);
      checksum = crc32c(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), checksum);
    }
  return `${inputs.rows} rows, crc32c:${checksum.toString(16).padStart(8, "0")}`;
}

/** What a training is that starts. */
export function runOf<X, Y>(
  { engine, parameters, frozen }: Network,
  { step, watch, at }: Pick<Live, "step" | "watch" | "at">,
  given: {
    goal: Objective;
    check: Objective | undefined;
    feed: Feed;
    options: TrainOptions<X, Y>;
  },
): Run {
  const { goal, check, feed, options } = given;
  const { batch, shuffle } = feed;
  const { outputs, trace } = goal.traced;
  return {
    backend: engine.backend,
    seed: options.seed,
    batch,
    accumulate: options.accumulate ?? 1,
    shuffle,
    clip: options.clip === undefined ? "none" : JSON.stringify(options.clip),
    earlyStopping: watch?.monitor ?? "none",
    data: checksumOf(goal),
    validation: check === undefined ? "none" : checksumOf(check),
    frozen: [...frozen].sort(),
    sums: Object.keys(at.sums),
    parameters: Object.fromEntries([...parameters].map(([name, { shape }]) => [name, shape])),
    states: stateShapes(trace.carried, batch),
    graph: graphChecksum([
      goal.loss,
      ...goal.measures.map(({ value }) => value),
      ...Object.values(outputs),
      ...trace.updates.values(),
    ]),
    optimizers: step.optimizers.map((each) => ({ ...each, rule: graphChecksum(each.rule) })),
    variables: step.variables,
  };
}

/** Shapes of what a model's loops carry on from batch to batch. */
const stateShapes = (carried: readonly CarriedStates[], batch: number): Shapes =>
  Object.fromEntries(
    Object.entries(finalsOf(carried)).map(([name, { shape }]) => [
      name,
      shape.map((size) => (size === ROWS ? batch : (size as number))),
    ]),
  );

/** How messages call what is compared, where it is no option of the same name. */
const TITLES: Partial<Record<keyof Run, string>> = {
  data: "data",
  validation: "validation data",
  frozen: "frozen parameters",
  sums: "metrics",
  variables: "arrays of the optimizer",
  states: "states of layers",
  graph: "what the model, the loss and the metrics compute",
};

/** Errors: E_ARGUMENT, naming the first thing in which a saved run differs from this one. */
export function checkSameRun(saved: JsonObject, run: Run, file: string): void {
  for (const key of Object.keys(run) as (keyof Run)[]) {
    const [was, is] = [saved[key], run[key]];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const title = TITLES[key] ?? key;
    const part = differing(was, is);
    throw new SluiceError("E_ARGUMENT", {
      where: `train, ${title}${part === undefined ? "" : `, ${part.name}`}`,
      expected: `${show(key, part?.was ?? was)}, as in the training that ${file} is of`,
      got: show(key, part === undefined ? is : part.is),
      hint: "the same model, data and options, or resume: false to start over",
    });
  }
}

/** The first name under which two records differ. */
function differing(was: unknown, is: unknown): { name: string; was: unknown; is: unknown } | undefined {
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isRecord(was) || !isRecord(is)) return undefined;
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)]))
    if (JSON.stringify(was[name]) !== JSON.stringify(is[name])) return { name, was: was[name] ?? "none", is: is[name] };
  return undefined;
}

function show(key: keyof Run, value: unknown): string {
  if (typeof value === "string") return value;
  if (key === "sums" && Array.isArray(value)) return metricsAmong(value.map(String)).join(", ") || "none";
  if (key === "optimizers" && Array.isArray(value))
    return value.map((each) => `${each?.name} (${each?.rule})`).join(", ");
  return (JSON.stringify(value) ?? "none").slice(0, 200);
}
