import { SluiceError } from "@sluice/core";

/**
 * Writes a file so that a reader sees the old one or the whole new one: written beside it, flushed, then renamed (Node only).
 *
 * A pipe or a device such as /dev/stdout cannot be replaced and is written to directly.
 *
 * Errors: E_FILE when it cannot be written; nothing is left behind then.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  let beside: string | undefined;
  try {
    const { open, realpath, rename, stat, writeFile } = await import("node:fs/promises");
    // A link keeps pointing to the file that is replaced.
    const target = await realpath(path).catch(() => path);
    const old = await stat(target).catch(() => undefined);
    if (old?.isDirectory()) throw cannotWrite(path, "a folder");
    if (old !== undefined && !old.isFile()) return await writeFile(path, content);

    const temporary = `${target}.${Math.random().toString(36).slice(2, 10)}.tmp`;
    const file = await open(temporary, "wx", old?.mode);
    beside = temporary;
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    if (beside !== undefined) {
      const { rm } = await import("node:fs/promises");
      await rm(beside, { force: true }).catch(() => undefined);
    }
    throw cause instanceof SluiceError ? cause : cannotWrite(path, reasonOf(cause), cause);
  }
}

function cannotWrite(path: string, got: string, cause?: unknown): SluiceError {
  return new SluiceError("E_FILE", { where: path, expected: "a place where a file can be written", got, cause });
}

function reasonOf(cause: unknown): string {
  const code = (cause as { code?: string }).code;
  if (code === "ENOENT" || code === "ENOTDIR") return "no such folder";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "one that may not be written to";
  if (code === "ENOSPC") return "a full disk";
  return cause instanceof Error ? cause.message : String(cause);
}
