import { SluiceError } from "../errors.ts";
import { type Container, decodeContainer, encodeContainer } from "./container.ts";
import type { StoredTensor } from "./safetensors.ts";

/**
 * Reads a model or checkpoint file.
 *
 * Errors: E_FILE when the path cannot be read or is not a file, or where there are no files (in a browser); E_FORMAT as decodeContainer.
 */
export async function readContainer(path: string): Promise<Container> {
  const { files } = await node(path);
  let bytes: Uint8Array;
  try {
    // Asked first: opening a pipe or a device could wait for ever.
    const stats = await files.stat(path);
    if (!stats.isFile()) throw new Error(stats.isDirectory() ? "a folder" : "something that is not a file");
    bytes = await files.readFile(path);
  } catch (cause) {
    throw fileError(path, "a file that can be read", cause);
  }
  return decodeContainer(bytes, path);
}

/**
 * Writes a model or checkpoint file, whole or not at all: a reader, or a crash, sees the old file or the new one.
 *
 * The bytes go to a temporary file in the same folder, reach the disk, and take the place of `path` in one step; on failure the
 * temporary file is removed. An existing file keeps its permissions, a symbolic link its target.
 *
 * Errors: E_FILE when the path cannot be written, or where there are no files (in a browser); others as encodeContainer, before
 * anything is written.
 */
export async function writeContainer(
  path: string,
  content: { tensors: Record<string, StoredTensor>; metadata: unknown },
): Promise<void> {
  const bytes = encodeContainer(content);
  const { files, paths } = await node(path);
  const target = await files.realpath(path).catch(() => path);
  const folder = paths.dirname(target);
  const temporary = paths.join(folder, `.sluice-${globalThis.crypto.randomUUID()}.tmp`);
  try {
    const mode = await files.stat(target).then(
      (old) => old.mode & 0o777,
      () => 0o666,
    );
    const handle = await files.open(temporary, "wx", mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(temporary, target);
  } catch (cause) {
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(path, "a place where a file can be written", cause);
  }
  await syncFolder(folder);
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
