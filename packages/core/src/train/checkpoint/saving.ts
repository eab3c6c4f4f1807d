import { checkNumber } from "../../checks/check-number.ts";
import { checkOptions } from "../../checks/check-options.ts";
import { SluiceError } from "../../errors.ts";
import { positiveInteger } from "../../layers/positive-integer.ts";
import { type Content, decodeCheckpoint, encodeCheckpoint } from "./content.ts";
import { fileStore } from "./file-store.ts";
import type { Run } from "./run.ts";
import { goOnFrom, type Live, snapshot } from "./snapshot.ts";
import type { CheckpointStore, StoredCheckpoint } from "./store.ts";

/** How often a checkpoint is written. */
export type Every = { epochs: number } | { steps: number } | { seconds: number };

export interface CheckpointOptions {
  /** A file's path, or a store of another kind. */
  to: string | CheckpointStore;
  /** How often, beside the start and the end of the training: every 30 seconds by default. */
  every?: Every;
}

/** Where a training goes on. */
export interface Resumed {
  /** Name of the checkpoint. */
  readonly from: string;
  /** Epochs that are done, and the steps of the one that is on. */
  readonly epoch: number;
  readonly step: number;
  /** Why newer checkpoints could not be used. */
  readonly refused: readonly SluiceError[];
}

interface CheckpointChoice {
  readonly checkpoint?: string | CheckpointOptions;
  readonly resume?: boolean;
}

/** Errors: E_ARGUMENT for options that cannot be. */
export function checkCheckpoint({ checkpoint: options, resume }: CheckpointChoice): void {
  const where = "train, checkpoint";
  if (options === undefined) {
    if (resume !== true) return;
    throw new SluiceError("E_ARGUMENT", {
      where: "train, resume",
      expected: "a checkpoint to go on from",
      got: "none",
      hint: 'checkpoint: "…", the path of its file',
    });
  }
  if (typeof options !== "string") checkOptions(where, options, { to: true, every: true });
  const { to, every } = typeof options === "string" ? { to: options } : options;
  const isPlace = typeof to === "string" ? to !== "" : typeof to?.read === "function" && typeof to.write === "function";
  if (!isPlace)
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, to`,
      expected: "a path, or a store that can read and write",
      got: to === "" ? "an empty path" : `a value of type ${typeof to}`,
    });
  if (every === undefined) return;
  const units = Object.entries(every);
  const [unit, count] = units[0] ?? [];
  if (units.length !== 1 || !["epochs", "steps", "seconds"].includes(unit!))
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, every`,
      expected: "one of epochs, steps and seconds",
      got: units.length === 0 ? "none" : units.map(([name]) => name).join(", "),
    });
  if (unit === "seconds") checkNumber(`${where}, every.seconds`, count, { from: 0 });
  else positiveInteger(`${where}, every.${unit}`, count);
}

/** Writes the checkpoints of a training. */
export class Saving {
  readonly #store: CheckpointStore;
  readonly #every: Every;
  readonly #live: Live;
  readonly #run: Run;
  /** The checkpoint that there is of this training. */
  #name: string | undefined;
  #last = { epoch: 0, step: 0, done: 0, time: performance.now() };

  constructor(options: string | CheckpointOptions, live: Live, run: Run) {
    const { to, every = { seconds: 30 } } = typeof options === "string" ? { to: options } : options;
    this.#store = typeof to === "string" ? fileStore(to) : to;
    this.#every = every;
    this.#live = live;
    this.#run = run;
  }

  /** The name of the last one. */
  get name(): string | undefined {
    return this.#name;
  }

  /**
   * Starts over, or goes on from the newest checkpoint that is sound, and says so; without being told which, only where there
   * is none.
   *
   * Errors: E_FORMAT when none of those that are there is sound; E_ARGUMENT when one is of another training.
   */
  async begin(resume: boolean | undefined, epochs: number): Promise<Resumed | undefined> {
    if (resume === true) {
      const resumed = await this.#resume(epochs);
      if (resumed !== undefined) return resumed;
    } else if (resume === undefined) await this.#checkEmpty();
    // Before the first step, so that a place where nothing can be written is known before any work is done.
    await this.write();
    return undefined;
  }

  async #checkEmpty(): Promise<void> {
    for await (const { name } of this.#store.read())
      throw new SluiceError("E_ARGUMENT", {
        where: "train, checkpoint",
        expected: "a place where nothing is yet",
        got: name,
        hint: "resume: true to go on from it, or resume: false to start over and replace it",
      });
  }

  async #resume(epochs: number): Promise<Resumed | undefined> {
    const refused: SluiceError[] = [];
    for await (const stored of this.#store.read()) {
      const content = this.#sound(stored, refused);
      if (content === undefined) continue;
      const { epoch, step } = content.position;
      if (epoch > epochs || (epoch === epochs && step > 0))
        throw new SluiceError("E_ARGUMENT", {
          where: "train, epochs",
          expected: `at least ${epoch + (step > 0 ? 1 : 0)}, which ${stored.name} has begun`,
          got: String(epochs),
        });
      this.#name = stored.name;
      this.#mark();
      return { from: stored.name, epoch, step, refused };
    }
    if (refused.length === 0) return undefined;
    throw new SluiceError("E_FORMAT", {
      where: "train, resume",
      expected: "a checkpoint that can be used",
      got: `none; ${refused.map(({ where, expected, got }) => `${where}: expected ${expected}, got ${got}`).join("; ")}`,
      hint: "resume: false to start over",
      cause: refused[0],
    });
  }

  /** Goes on from a checkpoint, unless it is torn or foreign. */
  #sound({ name, bytes }: StoredCheckpoint, refused: SluiceError[]): Content | undefined {
    try {
      const content = decodeCheckpoint(bytes, name, this.#run);
      goOnFrom(this.#live, content, name);
      return content;
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "E_FORMAT") throw error;
      refused.push(error);
      return undefined;
    }
  }

  /** Whether it is time for the next one. */
  get isDue(): boolean {
    const { at } = this.#live;
    const every = this.#every;
    if ("seconds" in every) return performance.now() - this.#last.time >= 1000 * every.seconds;
    if ("steps" in every) return this.#live.step.done - this.#last.done >= every.steps;
    return at.epoch - this.#last.epoch >= every.epochs;
  }

  /** Writes one, unless nothing has changed since the last. */
  async write(): Promise<void> {
    const { at } = this.#live;
    if (this.#last.epoch === at.epoch && this.#last.step === at.step && this.#name !== undefined) return;
    const bytes = encodeCheckpoint(snapshot(this.#live), this.#run);
    this.#name = await this.#store.write(bytes, this.#name);
    this.#mark();
  }

  #mark(): void {
    const { epoch, step } = this.#live.at;
    this.#last = { epoch, step, done: this.#live.step.done, time: performance.now() };
  }
}
