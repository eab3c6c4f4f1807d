import { lstat, mkdir, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { CheckpointStore } from "@sluice/core";
import type { Command } from "commander";
import { shellWord } from "./flag-words.ts";
import type { NamedFile } from "./outputs.ts";
import { drainAt } from "./pour.ts";
import type { Session } from "./session.ts";
import { Stopped } from "./stopped.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The flags of every command that fits for long. */
export interface CheckpointFlags {
  readonly checkpoint?: string;
  readonly resume?: string;
}

/** Adds the flags to a command. */
export function addCheckpointFlags(command: Command): Command {
  return command
    .optionsGroup("Stopping and going on:")
    .option("--checkpoint <file>", "keep how far the fitting is in a file, every few seconds; Ctrl-C does without, too")
    .option("--resume <file>", "go on from a checkpoint, to the same forecast; it is removed at the end");
}

/** Fits that took less are as quickly done again: they leave no file behind. */
const WORTH_MS = 1000;

/**
 * How far a command's fits are: in a file where one is asked for, else in memory until the command is stopped.
 *
 * A run that is stopped leaves one file and says how to go on; one that ends leaves none.
 */
export class Checkpoint {
  readonly #session: Session;
  readonly #table: string;
  #file: string | undefined;
  #begun: number | undefined;
  #latest: Uint8Array | undefined;
  #isKept: boolean;

  constructor({ checkpoint, resume }: CheckpointFlags, table: string, session: Session) {
    this.#session = session;
    this.#table = table;
    this.#file = resume ?? checkpoint;
    this.#isKept = resume !== undefined;
  }

  /**
   * Where each of the command's fits keeps its own.
   *
   * Errors: E_FORMAT for a file to resume that is none.
   */
  async parts<const Name extends string>(names: readonly Name[]): Promise<Record<Name, CheckpointStore>> {
    const { fileStore } = await import("@sluice/core");
    const { divideCheckpoint } = await import("@sluice/forecast");
    const file = this.#file;
    const inFile = file === undefined ? undefined : fileStore(file);
    this.#begun = performance.now();
    const parts = divideCheckpoint(
      {
        read: () => inFile?.read() ?? [],
        write: async (bytes, after) => {
          this.#latest = bytes;
          if (inFile === undefined) return "memory";
          await mkdir(dirname(this.#file!), { recursive: true });
          const name = await inFile.write(bytes, after);
          this.#isKept = true;
          return name;
        },
      },
      names,
    );
    for await (const { name } of Object.values<CheckpointStore>(parts)[0]!.read()) {
      if (name !== file) this.#session.terminal.note(`${file} cannot be read: the one before it is taken`);
      this.#session.terminal.say(`going on from ${name}`);
    }
    return parts;
  }

  /** What to throw in place of an error, where the command was stopped: it says how to go on. */
  async stopped(error: unknown): Promise<unknown> {
    if (!this.#session.signal.aborted) return error;
    const { SluiceError, fileStore } = await import("@sluice/core");
    try {
      if (error instanceof SluiceError && error.code === "E_FILE") throw error;
      const isWorth = this.#begun !== undefined && performance.now() - this.#begun >= WORTH_MS;
      if (!this.#isKept && this.#latest !== undefined && isWorth) {
        this.#file = await freeName(`${basename(this.#table)}.checkpoint`);
        await fileStore(this.#file).write(this.#latest, undefined);
        this.#isKept = true;
      }
    } catch (failed) {
      return new Stopped(`how far it was could not be kept: ${(failed as Error).message}`);
    }
    if (!this.#isKept) return error;
    const command = commandToResume(this.#session.args, this.#file!);
    return new Stopped(`how far it was is in ${this.#file}. To go on:\n${command}`);
  }

  /** All is done. A run that was killed while it wrote left files of its own. */
  async remove(): Promise<void> {
    if (this.#file === undefined) return;
    for (const path of [this.#file, ...besideIt(this.#file)]) await rm(path, { force: true });
  }
}

/** Files that come and go with a checkpoint. */
const besideIt = (file: string): string[] => [".previous", ".tmp", ".previous.tmp"].map((ending) => file + ending);

/** All that a command's checkpoint may write, none of which can be another file of the command. */
export function checkpointFiles({ checkpoint, resume }: CheckpointFlags): NamedFile[] {
  const flag = checkpoint === undefined ? "--resume" : "--checkpoint";
  const file = checkpoint ?? resume;
  if (file === undefined) return [];
  return [{ flag, path: file }, ...besideIt(file).map((path) => ({ flag: `beside ${flag}`, path }))];
}

/** Errors: E_USAGE for flags that cannot be together, and a file that would be overwritten; E_FILE for none to resume. */
export async function checkCheckpointFlags({ checkpoint, resume }: CheckpointFlags): Promise<void> {
  if (checkpoint !== undefined && resume !== undefined)
    throw new WrongUsage({
      where: `--checkpoint ${checkpoint}`,
      expected: "none beside --resume, which goes on in its own file",
      got: `--resume ${resume}`,
    });
  if (checkpoint !== undefined) {
    if (await drainAt(checkpoint))
      throw new WrongUsage({ where: `--checkpoint ${checkpoint}`, expected: "a file", got: "a device or a pipe" });
    const taken = (await exists(checkpoint)) ? checkpoint : `${checkpoint}.previous`;
    if (await exists(taken))
      throw new WrongUsage({
        where: `--checkpoint ${checkpoint}`,
        expected: "a file that does not exist yet",
        got: taken === checkpoint ? "one that does" : taken,
        hint: `--resume ${shellWord(checkpoint)}, to go on from it, or another name`,
      });
  }
  if (resume !== undefined && !(await exists(resume)) && !(await exists(`${resume}.previous`))) {
    const { SluiceError } = await import("@sluice/core");
    const hint = "the command without --resume";
    throw new SluiceError("E_FILE", {
      where: `--resume ${resume}`,
      expected: "a checkpoint",
      got: "no such file",
      hint,
    });
  }
}

/** The command line again, with the flag that goes on from a file. */
export function commandToResume(args: readonly string[], file: string): string {
  const own = args.filter((word, i) => !isOurs(word) && !(isOurs(args[i - 1]) && !args[i - 1]!.includes("=")));
  return ["sluice", ...own, "--resume", file].map(shellWord).join(" ");
}

const isOurs = (word: string | undefined): boolean => /^--(checkpoint|resume)(=|$)/.test(word ?? "");

/** A name that nothing has yet: a.checkpoint, a.2.checkpoint … */
async function freeName(name: string): Promise<string> {
  const numbered = (n: number) => (n === 1 ? name : name.replace(/\.checkpoint$/, `.${n}.checkpoint`));
  let n = 1;
  while ((await exists(numbered(n))) || (await exists(`${numbered(n)}.previous`))) n++;
  return numbered(n);
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
