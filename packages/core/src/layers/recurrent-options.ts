import type { Cell } from "../cells/cell.ts";
import { checkOptions } from "../checks/check-options.ts";
import { SluiceError } from "../errors.ts";
import { checkProbability } from "./dropout.ts";
import type { InitByName } from "./init-by-name.ts";
import { type Merge, merges } from "./merge-directions.ts";
import { positiveInteger } from "./positive-integer.ts";
import { ownStates } from "./sized-cell.ts";

/** How a recurrent layer goes through its sequences. */
export type Direction = "forward" | "backward" | "both";

export interface RecurrentOptions {
  /** H: the size of everything that the cell's equations leave open. */
  hidden: number;
  /** How many cells stand on each other, 1 by default: each reads the outputs of the one below. */
  layers?: number;
  /** From the first step on (the default), from the last one on, or both ways with weights for each. */
  direction?: Direction;
  /** What becomes of the two outputs where the direction is `both`: side by side by default, forward first. */
  merge?: Merge;
  /** The top cell's output after the last step that it takes (the default), or at every step. */
  output?: "last" | "sequence";
  /** What is carried from step to step in place of the cell's output: that many numbers, W · output. */
  projection?: number;
  /** Whether every cell but the lowest adds what it reads to what it gives; false by default. */
  residual?: boolean;
  /** First states where a call gives none: zeros by default, or parameters of the layer that start at zero. */
  initial?: "zero" | "learned";
  /** Whether a batch starts with the states that the batch before it left, row by row; false by default. */
  stateful?: boolean;
  /** Gradients go back over at most that many steps: to where the last whole part of so many began. All by default. */
  truncate?: number;
  /**
   * Steps that a gradient computes anew at a time, in place of keeping what they computed: less memory, for one more pass
   * forwards, to the same bits. Where it is absent, only training that would not fit into memory does so, √T steps at a time.
   */
  recompute?: number;
  /** First values by parameter, for every depth and direction: `{ b_f: 1 }`. Else the cell's own; else uniform in ±1/√H. */
  init?: InitByName;
  /** In training, the probability with which a value is set to zero between one cell and the next above it; 0 by default. */
  dropout?: number;
  /** In training, the probability with which a value of a state is zero to the cell's products, at all steps; 0 by default. */
  recurrentDropout?: number;
  /** In training, the probability with which a value of a state stays as it was, at each step; by state, or one for all. */
  zoneout?: number | Readonly<Record<string, number>>;
  /**
   * The layer's name, the cell's by default: its parameters are `<name>.<depth>.<parameter>`, depth from 0, and
   * `<name>.<depth>.backward.<parameter>` the other way where the direction is `both`.
   */
  name?: string;
}

/** All options, as given or by default. */
export interface RecurrentSettings extends Required<RecurrentOptions> {
  /** 0 where there is none. */
  projection: number;
  truncate: number;
  recompute: number;
  /** By state. */
  zoneout: Readonly<Record<string, number>>;
}

/** The ways of a layer, in the order of its states. */
export const directionsOf = (direction: Direction): readonly ("forward" | "backward")[] =>
  direction === "both" ? ["forward", "backward"] : [direction];

/** Errors: E_ARGUMENT for options that do not exist or cannot be. */
export function readRecurrentOptions(cell: Cell, options: RecurrentOptions): RecurrentSettings {
  if (typeof cell?.step !== "function")
    throw wrong(
      "cell",
      "a cell",
      cell === undefined ? "none" : typeof cell === "string" ? `"${cell}"` : `a value of type ${typeof cell}`,
      typeof cell === "string" ? `cellNamed("${cell}")` : "recurrent(gru, { hidden: 16 })",
    );
  checkOptions("recurrent", options, RECURRENT_OPTIONS);
  const defaults = {
    layers: 1,
    direction: "forward" as const,
    merge: "concat" as const,
    output: "last" as const,
    projection: 0,
    residual: false,
    initial: "zero" as const,
    stateful: false,
    truncate: 0,
    recompute: 0,
    init: {},
    dropout: 0,
    recurrentDropout: 0,
    name: cell.name,
  };
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as RecurrentOptions;
  const settings = { ...defaults, ...given, zoneout: zoneoutByState(cell, options.zoneout ?? 0) };
  const { layers, direction, residual, stateful, dropout } = settings;
  positiveInteger("recurrent, hidden", settings.hidden);
  positiveInteger("recurrent, layers", layers);
  if (options.truncate !== undefined) positiveInteger("recurrent, truncate", options.truncate);
  if (options.recompute !== undefined) positiveInteger("recurrent, recompute", options.recompute);
  if (options.projection !== undefined) positiveInteger("recurrent, projection", options.projection);
  choice("direction", direction, ["forward", "backward", "both"]);
  choice("merge", settings.merge, merges);
  choice("output", settings.output, ["last", "sequence"]);
  choice("initial", settings.initial, ["zero", "learned"]);
  choice("residual", residual, [true, false]);
  choice("stateful", stateful, [true, false]);
  checkProbability("recurrent, dropout", dropout);
  checkProbability("recurrent, recurrentDropout", settings.recurrentDropout);

  if (options.merge !== undefined && direction !== "both")
    throw wrong("merge", 'the direction "both", whose outputs it joins', `"${direction}"`);
  if (dropout > 0 && layers === 1)
    throw wrong(
      "dropout",
      "2 layers or more, between which to drop values",
      "1",
      `dropout(${dropout}) after this layer, or no dropout`,
    );
  if (residual && layers === 1) throw wrong("residual", "2 layers or more, the upper of which add what they read", "1");
  if (residual && direction === "both" && settings.output === "last")
    throw wrong(
      "residual",
      "one direction, or a whole sequence, to whose steps to add what was read",
      "the last outputs of both directions, which are those of different steps",
      'output: "sequence"',
    );
  if (stateful && direction === "both")
    throw wrong(
      "stateful",
      "one direction",
      '"both", of which one goes on with the part behind and the other with the part before',
    );
  return settings;
}

const RECURRENT_OPTIONS = {
  hidden: true,
  layers: true,
  direction: true,
  merge: true,
  output: true,
  projection: true,
  residual: true,
  initial: true,
  stateful: true,
  truncate: true,
  recompute: true,
  init: true,
  dropout: true,
  recurrentDropout: true,
  zoneout: true,
  name: true,
} as const;

function zoneoutByState(cell: Cell, given: number | Readonly<Record<string, number>>): Record<string, number> {
  const states = ownStates(cell);
  if (typeof given !== "object" || given === null) {
    checkProbability("recurrent, zoneout", given);
    return given === 0 ? {} : Object.fromEntries(states.map((state) => [state, given]));
  }
  for (const [state, p] of Object.entries(given)) {
    if (!states.includes(state)) throw wrong("zoneout", `states among ${states.join(", ")}`, `"${state}"`);
    checkProbability(`recurrent, zoneout of ${state}`, p);
  }
  return { ...given };
}

function choice(option: string, value: unknown, choices: readonly unknown[]): void {
  if (choices.includes(value)) return;
  const shown = choices.map((each) => JSON.stringify(each));
  throw wrong(option, `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`, JSON.stringify(value) ?? "nothing");
}

const wrong = (option: string, expected: string, got: string, hint?: string) =>
  new SluiceError("E_ARGUMENT", {
    where: `recurrent, ${option}`,
    expected,
    got,
    ...(hint !== undefined && { hint }),
  });
