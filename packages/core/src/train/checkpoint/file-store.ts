import { beside, exists, readWhole, removeWhole, writeWhole } from "../../files/whole-file.ts";
import type { CheckpointStore, StoredCheckpoint } from "./store.ts";

/**
 * Checkpoints in a file, the one before beside it as `<path>.previous`. Whenever the process is killed, a whole one is there.
 *
 * Errors: E_FILE for a path that cannot be read or written.
 */
export function fileStore(path: string): CheckpointStore {
  const previousOf = () => beside(path, (name) => `${name}.previous`);
  return {
    async *read(): AsyncGenerator<StoredCheckpoint> {
      for (const name of [path, await previousOf()])
        if (await exists(name)) yield { name, bytes: await readWhole(name) };
    },
    async write(bytes, after) {
      // One name, so that killed trainings leave one such file at most.
      const temporary = await beside(path, (name) => `${name}.tmp`);
      const previous = await previousOf();
      if (after === undefined) await removeWhole(previous);
      await writeWhole(path, bytes, { temporary, previous: after === path ? previous : undefined });
      return path;
    },
  };
}
