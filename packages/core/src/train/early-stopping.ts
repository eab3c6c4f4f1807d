import { checkNumber } from "../checks/check-number.ts";
import { checkOptions } from "../checks/check-options.ts";
import { SluiceError } from "../errors.ts";
import { positiveInteger } from "../layers/positive-integer.ts";
import type { Engine, ShapedArray } from "../program.ts";
import type { Epoch } from "./epoch.ts";

/**
 * Ends a training that no longer gets better, and gives the model the weights of its best epoch.
 *
 *   an epoch is the best one when value < best − minDelta      the training ends `patience` epochs after the best one
 *
 * With `mode: "max"`, when value > best + minDelta. A value that is not a number is never better.
 */
export interface EarlyStopping {
  /** Epochs in a row without a better one that are waited for. */
  patience: number;
  /** By how much a value has to be better to count; 0 by default. */
  minDelta?: number;
  /**
   * What is watched: `validationLoss`, the default where there are validation data, `loss`, or the name of a metric, that
   * on the validation data where there are any.
   */
  monitor?: string;
  /** Whether less or more of it is better: `min` for losses; for a metric it has to be said. */
  mode?: "min" | "max";
}

/** The best epoch so far. */
export interface Best {
  readonly epoch: number;
  readonly value: number;
  readonly weights: Readonly<Record<string, ShapedArray>>;
}

interface Measured {
  readonly hasValidation: boolean;
  /** Names of the metrics. */
  readonly metrics: readonly string[];
}

const LOSSES = ["validationLoss", "loss"];

const monitorOf = ({ monitor }: EarlyStopping, hasValidation: boolean) =>
  monitor ?? (hasValidation ? "validationLoss" : "loss");

/** Errors: E_ARGUMENT for options that cannot be, and for a value that nobody measures. */
export function checkEarlyStopping(options: EarlyStopping, { hasValidation, metrics }: Measured): void {
  const where = "train, earlyStopping";
  checkOptions(where, options, { patience: true, minDelta: true, monitor: true, mode: true });
  positiveInteger(`${where}, patience`, options.patience);
  checkNumber(`${where}, minDelta`, options.minDelta ?? 0, { from: 0 });
  const monitor = monitorOf(options, hasValidation);
  const choice = [...(hasValidation ? LOSSES : ["loss"]), ...metrics];
  if (!choice.includes(monitor))
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, monitor`,
      expected: `something that is measured: ${choice.join(", ")}`,
      got: String(monitor),
      ...(monitor === "validationLoss" && { hint: "validation data" }),
    });
  const isSaid = options.mode === "min" || options.mode === "max";
  if (isSaid || (options.mode === undefined && LOSSES.includes(monitor))) return;
  throw new SluiceError("E_ARGUMENT", {
    where: `${where}, mode`,
    expected: `"min" or "max", whichever is better of ${monitor}`,
    got: options.mode === undefined ? "neither" : String(options.mode),
  });
}

/** Watches the epochs of a training. */
export class Watch {
  best: Best | undefined;
  /** What is watched, which way, and by how much it has to be better. */
  readonly monitor: string;
  readonly #options: EarlyStopping;
  readonly #name: string;
  readonly #engine: Engine;
  readonly #parameters: readonly string[];

  constructor(options: EarlyStopping, of: { engine: Engine; parameters: readonly string[]; hasValidation: boolean }) {
    this.#options = options;
    this.#engine = of.engine;
    this.#parameters = of.parameters;
    this.#name = monitorOf(options, of.hasValidation);
    const { mode = "min", minDelta = 0 } = options;
    this.monitor = `${mode} ${this.#name}${minDelta === 0 ? "" : ` by ${minDelta}`}`;
  }

  /** Looks at an epoch that is done, and says whether it is the best one so far. */
  look(epoch: Omit<Epoch, "seconds">): boolean {
    const value = watched(epoch, this.#name);
    if (Number.isNaN(value) || !this.#isBetter(value)) return false;
    const weights = Object.fromEntries(this.#parameters.map((name) => [name, this.#engine.read(name)]));
    this.best = { epoch: epoch.index, value, weights };
    return true;
  }

  #isBetter(value: number): boolean {
    if (this.best === undefined) return true;
    const { mode, minDelta = 0 } = this.#options;
    return mode === "max" ? value > this.best.value + minDelta : value < this.best.value - minDelta;
  }

  /** Whether no more epochs are worth while, so many being done. */
  isOver(done: number): boolean {
    return done - 1 - (this.best?.epoch ?? -1) >= this.#options.patience;
  }

  /** Gives the model the weights of the best epoch. */
  restore(): void {
    for (const [name, { data }] of Object.entries(this.best?.weights ?? {})) this.#engine.write(name, data);
  }
}

function watched(epoch: Omit<Epoch, "seconds">, name: string): number {
  if (name === "loss") return epoch.loss;
  if (name === "validationLoss") return epoch.validationLoss!;
  return (epoch.validationMetrics ?? epoch.metrics)![name]!;
}
