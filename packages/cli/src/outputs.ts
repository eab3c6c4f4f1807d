import { access, constants, mkdir, mkdtemp, realpath, rm, rmdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { type Drain, drainAt, pour } from "./pour.ts";
import type { Terminal } from "./terminal.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** A file that a command reads or writes, and the flag or argument that named it. */
export interface NamedFile {
  readonly flag: string;
  readonly path: string;
}

/**
 * Refuses outputs that could not be written later, so that no work is lost to a typing error. Nothing stays behind.
 *
 * Missing folders are fine: `writeOutput` makes them. Errors: E_USAGE when two outputs, or an output and an input, are one
 * file; E_FILE for a place where no file can be made.
 */
export async function checkOutputs(outputs: readonly NamedFile[], inputs: readonly NamedFile[]): Promise<void> {
  const taken = new Map<string, string>();
  for (const { flag, path } of inputs) taken.set(await whole(path), flag);
  for (const { flag, path } of outputs) {
    if (path === "") throw new WrongUsage({ where: flag, expected: "the name of a file", got: "nothing" });
    const place = await whole(path);
    const other = taken.get(place);
    if (other !== undefined) throw new WrongUsage({ where: flag, expected: `another file than ${other}`, got: path });
    taken.set(place, flag);
    await checkPlace({ flag, path });
  }
}

/**
 * Writes an output, its folder made where it is missing, and says so. What cannot be replaced, such as /dev/stdout, is
 * written to as it is.
 *
 * Errors: E_FILE for the folder, and for a device that fails; those of `write`.
 */
export async function writeOutput(
  output: NamedFile,
  terminal: Terminal,
  write: (path: string) => Promise<void>,
): Promise<void> {
  const { path } = output;
  const drain = await drainAt(path);
  if (drain === undefined) {
    await mkdir(dirname(path), { recursive: true }).catch(async (cause) => {
      throw await unwritable(output, cause);
    });
    await write(path);
  } else await writeInto(drain, output, write);
  terminal.say(`wrote ${path}`);
}

/** Writes a file where files are kept for a moment, and its content where it belongs. */
async function writeInto(drain: Drain, output: NamedFile, write: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-"));
  try {
    const file = join(folder, basename(output.path));
    await write(file);
    await pour(file, drain).catch(async (cause) => {
      throw await unwritable(output, cause);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The path without links, as far as it exists. */
async function whole(path: string): Promise<string> {
  const full = resolve(path);
  try {
    return await realpath(full);
  } catch {
    const parent = dirname(full);
    return parent === full ? full : join(await whole(parent), basename(full));
  }
}

async function checkPlace(output: NamedFile): Promise<void> {
  const { path } = output;
  try {
    const old = await stat(path).catch(absent);
    if (old?.isDirectory() || /[\\/]$/.test(path)) throw { code: "EISDIR" };
    if (old !== undefined) await access(path, constants.W_OK);
    if ((await drainAt(path)) === undefined) await tryFolder(dirname(resolve(path)));
  } catch (cause) {
    throw await unwritable(output, cause);
  }
}

/** Makes a folder in the nearest one that exists and takes it away again: permissions alone do not tell. */
async function tryFolder(folder: string): Promise<void> {
  let existing = folder;
  while ((await stat(existing).catch(absent)) === undefined) existing = dirname(existing);
  await rmdir(await mkdtemp(join(existing, ".sluice-")));
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "one that may not be written to",
  EISDIR: "a folder",
  ENOENT: "one where nothing can be made",
  ENOSPC: "a full disk",
  ENOTDIR: "a path through a file that is no folder",
  EPERM: "one that may not be written to",
  EROFS: "a read-only disk",
};

async function unwritable({ flag, path }: NamedFile, cause: unknown) {
  const { SluiceError } = await import("@sluice/core");
  const { code, message } = cause as NodeJS.ErrnoException;
  return new SluiceError("E_FILE", {
    where: `${flag} ${path}`,
    expected: "a place where a file can be written",
    got: REASONS[code ?? ""] ?? message ?? "an error",
    hint: "another path",
    cause,
  });
}
