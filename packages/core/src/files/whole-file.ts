import { SluiceError } from "../errors.ts";

/**
 * Reads a file whose content is one piece.
 *
 * Errors: E_FILE when the path cannot be read or is not a file, or where there are no files (in a browser).
 */
export async function readWhole(path: string): Promise<Uint8Array> {
  const { files } = await node(path);
  try {
    // Asked first: opening a pipe or a device could wait for ever.
    const stats = await files.stat(path);
    if (!stats.isFile()) throw new Error(stats.isDirectory() ? "a folder" : "something that is not a file");
    return await files.readFile(path);
  } catch (cause) {
    throw fileError(path, "a file that can be read", cause);
  }
}

/** Whether something is at a path, which may be a link to nothing. */
export async function exists(path: string): Promise<boolean> {
  const { files } = await node(path);
  return files.lstat(path).then(
    () => true,
    (cause) => {
      if (["ENOENT", "ENOTDIR"].includes(cause.code)) return false;
      throw fileError(path, "a file that can be read", cause);
    },
  );
}

export interface WriteOptions {
  /** Where the bytes are written first, in the folder of the file; a name that was never used by default. */
  readonly temporary?: string;
  /** Where the file that is replaced stays, in the same folder. */
  readonly previous?: string | undefined;
}

/**
 * Writes a file, whole or not at all: a reader, or a crash, sees the old file or the new one.
 *
 * The bytes go to a temporary file in the same folder, reach the disk, and take the place of `path` in one step; on failure the
 * temporary file is removed. An existing file keeps its permissions, a symbolic link its target.
 *
 * Errors: E_FILE when the path cannot be written, or where there are no files (in a browser).
 */
export async function writeWhole(path: string, bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
  const { files, paths } = await node(path);
  const target = await files.realpath(path).catch(() => path);
  const folder = paths.dirname(target);
  const temporary = options.temporary ?? paths.join(folder, `.sluice-${globalThis.crypto.randomUUID()}.tmp`);
  try {
    const mode = await files.stat(target).then(
      (old) => old.mode & 0o777,
      () => 0o666,
    );
    const handle = await files.open(temporary, options.temporary === undefined ? "wx" : "w", mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (options.previous !== undefined) await keepAs(options.previous, target);
    await files.rename(temporary, target);
  } catch (cause) {
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(path, "a place where a file can be written", cause);
  }
  await syncFolder(folder);
}

/** Gives a file, if there is one, a second name: it has its first one all the time. */
async function keepAs(previous: string, target: string): Promise<void> {
  const { files } = await node(target);
  const temporary = `${previous}.tmp`;
  await files.rm(temporary, { force: true });
  try {
    await files.link(target, temporary);
  } catch (cause) {
    if ((cause as { code?: string }).code === "ENOENT") return;
    // Some systems have no second names.
    await files.copyFile(target, temporary);
  }
  await files.rename(temporary, previous);
  // Two names of one file: renaming does nothing then, and leaves both.
  await files.rm(temporary, { force: true });
}

/** The path of another file in the folder where a file really is, links followed. */
export async function beside(path: string, name: (own: string) => string): Promise<string> {
  const { files, paths } = await node(path);
  const target = await files.realpath(path).catch(() => path);
  return paths.join(paths.dirname(target), name(paths.basename(target)));
}

/** Removes a file, if there is one. Errors: E_FILE. */
export async function removeWhole(path: string): Promise<void> {
  const { files } = await node(path);
  await files.rm(path, { force: true }).catch((cause) => {
    throw fileError(path, "a file that can be removed", cause);
  });
}

/** Makes the new name itself survive a power cut, where the system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const { files } = await node(folder);
  const handle = await files.open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function node(path: string) {
  try {
    return { files: await import("node:fs/promises"), paths: await import("node:path") };
  } catch (cause) {
    throw new SluiceError("E_FILE", {
      where: path,
      expected: "an engine with files, such as Node",
      got: "one without",
      hint: "encodeContainer and decodeContainer, which work on bytes",
      cause,
    });
  }
}

const REASONS: Record<string, string> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "a path through something that is not a folder",
  EISDIR: "a folder",
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "a read-only disk",
  ENOSPC: "a full disk",
  ENAMETOOLONG: "a name that is too long",
  ELOOP: "symbolic links in a circle",
  ERR_FS_FILE_TOO_LARGE: "a file beyond 2 GiB",
};

function fileError(path: string, expected: string, cause: unknown): SluiceError {
  const { code, message } = cause as Error & { code?: string };
  return new SluiceError("E_FILE", { where: path, expected, got: REASONS[code ?? ""] ?? code ?? message, cause });
}
