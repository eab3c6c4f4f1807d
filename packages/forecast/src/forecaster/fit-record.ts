import {
  type CheckpointStore,
  type Container,
  decodeContainer,
  encodeContainer,
  fileStore,
  SluiceError,
} from "@sluice/core";
import { checkNames } from "./check-names.ts";
import { checkIdentity, type FitIdentity } from "./fit-identity.ts";
import { newestSound } from "./newest-sound.ts";
import { Fields } from "./saved-fields.ts";
import { asBytes, asTensor } from "./stored-bytes.ts";

/** Which training of a fit: how long it goes on, and its seed. */
export interface Place {
  readonly epochs: number;
  readonly seed: number;
}

/** What a network had learnt when its training ended. */
export type Weights = Container["tensors"];

interface Done extends Place {
  readonly weights: Weights;
}

/** Of what a checkpoint says about its fit. */
const VERSION = 1;
/** How often a checkpoint is written unless told: a crash costs no more than about this. */
const EVERY_SECONDS = 2;
/** Writing large ones takes no more than this share of the time. */
const SHARE = 1 / 20;

export interface FitCheckpoint {
  /** A file's path, or a store of another kind. */
  to: string | CheckpointStore;
  /**
   * How often, beside the end of the fit and a signal that stops it: every 2 seconds unless told, and less often where writing
   * takes long.
   */
  every?: { seconds: number };
}

/**
 * The trainings of a fit in their order: those that are done, with their weights, and the state of the one that is on. Kept as a
 * checkpoint, and taken up again.
 *
 * A fit is a row of trainings, each determined by its place; all between them follows from their weights. So a fit that finds
 * them done goes the same way to the same bits.
 */
export class FitRecord {
  readonly #store: CheckpointStore | undefined;
  readonly #everySeconds: number;
  readonly #identity: FitIdentity;
  readonly #done: Done[] = [];
  /** How many of those are taken up. */
  #taken = 0;
  #running: Uint8Array | undefined;
  #where = "checkpoint";
  #after: string | undefined;
  #written = performance.now();
  #writingMs = 0;

  constructor(checkpoint: string | FitCheckpoint | undefined, identity: () => FitIdentity) {
    const { to, every = { seconds: EVERY_SECONDS } } = typeof checkpoint === "object" ? checkpoint : { to: checkpoint };
    if (typeof checkpoint === "object") checkNames("fit, checkpoint", checkpoint, ["to", "every"]);
    checkCheckpoint(to, every);
    this.#store = typeof to === "string" ? fileStore(to) : to;
    if (typeof to === "string") this.#where = to;
    this.#everySeconds = every.seconds;
    this.#identity = this.#store === undefined ? {} : identity();
  }

  /**
   * Takes up what was kept of this fit, if anything was and `resume` says so.
   *
   * Errors: E_ARGUMENT where `resume` does not say what to do with what is there, where there is no place to resume from, and for
   * a checkpoint of a fit with other options; E_DATA for one of other series; E_FORMAT where nothing that is kept is sound.
   */
  async begin(resume: boolean | undefined): Promise<void> {
    if (this.#store === undefined) {
      if (!resume) return;
      const expected = "a checkpoint to go on from";
      throw new SluiceError("E_ARGUMENT", {
        where: "fit, resume",
        expected,
        got: "none",
        hint: "{ checkpoint: FILE }",
      });
    }
    if (resume === false) return;
    if (resume === undefined) return checkEmpty(this.#store);
    const found = await newestSound(this.#store, readFit);
    if (found === undefined) return;
    const { name, content } = found;
    checkIdentity(this.#identity, content.identity, name);
    this.#done.push(...content.done);
    this.#running = content.running;
    [this.#where, this.#after] = [name, name];
  }

  /** The weights of the next training, if it is done. */
  take(place: Place): Weights | undefined {
    const next = this.#done[this.#taken];
    if (next === undefined) return undefined;
    if (next.epochs !== place.epochs || next.seed !== place.seed)
      throw formatError(this.#where, `a training of seed ${place.seed}, ${place.epochs} epochs`, `seed ${next.seed}`);
    this.#taken++;
    return next.weights;
  }

  /** What `take` gave is none of the network's. */
  notOurs(cause: unknown): SluiceError {
    const expected = "weights of the networks of this fit";
    return new SluiceError("E_FORMAT", { where: this.#where, expected, got: "others", cause });
  }

  /** Where the training that is on keeps its own state; undefined where nothing is kept. */
  get training(): { to: CheckpointStore; every: { seconds: number } } | undefined {
    if (this.#store === undefined) return undefined;
    const to: CheckpointStore = {
      read: () => (this.#running === undefined ? [] : [{ name: this.#where, bytes: this.#running }]),
      write: async (bytes) => {
        this.#running = bytes;
        await this.#keepIfDue();
        return this.#where;
      },
    };
    return { to, every: { seconds: this.#everySeconds } };
  }

  /** The training at a place is done. */
  async add(place: Place, weights: () => Weights): Promise<void> {
    if (this.#store === undefined) return;
    this.#done.push({ ...place, weights: weights() });
    this.#taken = this.#done.length;
    this.#running = undefined;
    await this.#keepIfDue();
  }

  async #keepIfDue(): Promise<void> {
    const waiting = Math.max(1000 * this.#everySeconds, this.#writingMs / SHARE);
    if (performance.now() - this.#written >= waiting) await this.keep();
  }

  /** Writes all of it now; a fit that has not begun to train has nothing to write. Errors: those of the store. */
  async keep(): Promise<void> {
    if (this.#store === undefined || (this.#done.length === 0 && this.#running === undefined)) return;
    const tensors: Container["tensors"] = {};
    this.#done.forEach(({ weights }, i) => {
      for (const [name, tensor] of Object.entries(weights)) tensors[`done/${i}/${name}`] = tensor;
    });
    if (this.#running !== undefined) tensors.running = asTensor(this.#running);
    const done = this.#done.map(({ epochs, seed }) => ({ epochs, seed }));
    const metadata = { fitCheckpoint: VERSION, identity: this.#identity, done };
    const started = performance.now();
    this.#after = await this.#store.write(encodeContainer({ tensors, metadata }), this.#after);
    this.#written = performance.now();
    this.#writingMs = this.#written - started;
  }
}

function checkCheckpoint(to: unknown, every: { seconds: unknown }): void {
  const where = "fit, checkpoint";
  const store = to as Partial<CheckpointStore> | undefined;
  const isStore = typeof store?.read === "function" && typeof store.write === "function";
  if (to !== undefined && typeof to !== "string" && !isStore) {
    const expected = "a path, or a store that can read and write";
    throw new SluiceError("E_ARGUMENT", { where, expected, got: `a value of type ${typeof to}` });
  }
  const seconds = every?.seconds;
  if (typeof seconds === "number" && seconds >= 0 && Number.isFinite(seconds)) return;
  const got = JSON.stringify(every) ?? "none";
  throw new SluiceError("E_ARGUMENT", { where: `${where}.every`, expected: "{ seconds } from 0 on", got });
}

async function checkEmpty(store: CheckpointStore): Promise<void> {
  for await (const { name } of store.read())
    throw new SluiceError("E_ARGUMENT", {
      where: "fit, checkpoint",
      expected: "a place where nothing is yet",
      got: name,
      hint: "resume: true to go on from it, or resume: false to start over and replace it",
    });
}

function readFit(bytes: Uint8Array, where: string) {
  const { tensors, metadata } = decodeContainer(bytes, where);
  const saved = new Fields(metadata, where);
  if (!saved.has("fitCheckpoint")) throw formatError(where, "a checkpoint of a fit", "another file of Sluice");
  const version = saved.integer("fitCheckpoint");
  if (version !== VERSION) throw formatError(where, `version ${VERSION} of such checkpoints`, String(version));
  const identity = saved.fields("identity");
  const done = saved.list("done").map((one, i): Done => {
    const prefix = `done/${i}/`;
    const own = Object.keys(tensors).filter((name) => name.startsWith(prefix));
    const weights = Object.fromEntries(own.map((name) => [name.slice(prefix.length), tensors[name]!]));
    return { epochs: one.integer("epochs", 1), seed: one.integer("seed", 0, Number.MAX_SAFE_INTEGER), weights };
  });
  return { identity: identity.record(), done, running: asBytes(tensors.running) };
}

function formatError(where: string, expected: string, got: string): SluiceError {
  return new SluiceError("E_FORMAT", { where, expected, got });
}
