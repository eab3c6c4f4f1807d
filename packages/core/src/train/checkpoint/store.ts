/** A checkpoint as a store gives it back. */
export interface StoredCheckpoint {
  /** What messages call it, such as a file's path; no two of a store at a time have the same. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Where checkpoints are kept: files, unless told, and anything else that keeps bytes under names, such as a browser's
 * IndexedDB.
 */
export interface CheckpointStore {
  /**
   * What is kept, newest first. Whoever reads stops at the first one that is sound, so that the others need not be read.
   */
  read(): Iterable<StoredCheckpoint> | AsyncIterable<StoredCheckpoint>;
  /**
   * Keeps a checkpoint as the newest, and gives the name that it has then.
   *
   * `after` is the name of the one that the training had before, undefined if it has none: that one stays, under whatever name,
   * until the new one is safe and best also after it; all others may go.
   */
  write(bytes: Uint8Array, after: string | undefined): Promise<string>;
}
