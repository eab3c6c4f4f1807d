import { SluiceError } from "@sluice/core";
import { nodeModule } from "./node-modules.ts";

/**
 * Writes a file whole or not at all: beside its place first, then renamed.
 *
 * Errors: E_FILE when the folder is missing or cannot be written; E_BACKEND where there is no Node.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const { open, rename, rm } = nodeModule("node:fs/promises", `saving ${path}`);
  const beside = `${path}.${process.pid}-${Math.random().toString(36).slice(2, 10)}.part`;
  try {
    const file = await open(beside, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    const code = (cause as NodeJS.ErrnoException).code;
    throw new SluiceError("E_FILE", {
      where: `saving ${path}`,
      expected: "a place that can be written",
      got: code === undefined ? String(cause) : (REASONS[code] ?? code),
      hint: "another folder or name",
      cause,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission (EACCES)",
  EISDIR: "a folder of that name (EISDIR)",
  ENOENT: "no such folder (ENOENT)",
  ENOSPC: "a full disk (ENOSPC)",
  ENOTDIR: "a file where a folder should be (ENOTDIR)",
  EPERM: "no permission (EPERM)",
  EROFS: "a read-only disk (EROFS)",
};
