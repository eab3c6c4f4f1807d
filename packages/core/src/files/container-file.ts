import { type Container, decodeContainer, encodeContainer } from "./container.ts";
import type { StoredTensor } from "./safetensors.ts";
import { readWhole, writeWhole } from "./whole-file.ts";

/**
 * Reads a model or checkpoint file.
 *
 * Errors: E_FILE when the path cannot be read or is not a file, or where there are no files (in a browser); E_FORMAT as decodeContainer.
 */
export async function readContainer(path: string): Promise<Container> {
  return decodeContainer(await readWhole(path), path);
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
  await writeWhole(path, encodeContainer(content));
}
