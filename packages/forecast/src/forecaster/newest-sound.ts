import { type CheckpointStore, SluiceError } from "@sluice/core";

/**
 * The newest checkpoint of a store that can be read; undefined where there is none at all.
 *
 * Errors: E_FORMAT, about the newest, where none can be read; those of the store.
 */
export async function newestSound<Content>(
  store: CheckpointStore,
  read: (bytes: Uint8Array, where: string) => Content,
): Promise<{ name: string; content: Content } | undefined> {
  let first: SluiceError | undefined;
  for await (const { name, bytes } of store.read()) {
    try {
      return { name, content: read(bytes, name) };
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "E_FORMAT") throw error;
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
  return undefined;
}
