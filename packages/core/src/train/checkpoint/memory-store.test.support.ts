import type { CheckpointStore, StoredCheckpoint } from "./store.ts";

/** Keeps every checkpoint that it was given, and gives back those it is told to have. */
export class MemoryStore implements CheckpointStore {
  readonly written: Uint8Array[] = [];
  /** The names that each of them was to keep beside it. */
  readonly kept: (string | undefined)[] = [];
  has: StoredCheckpoint[];

  constructor(...has: Uint8Array[]) {
    this.has = has.map((bytes, i) => ({ name: `kept ${i}`, bytes }));
  }

  read(): StoredCheckpoint[] {
    return this.has;
  }

  async write(bytes: Uint8Array, after: string | undefined): Promise<string> {
    this.written.push(bytes);
    this.kept.push(after);
    const name = `written ${this.written.length}`;
    this.has = [{ name, bytes }, ...this.has.filter((each) => each.name === after)];
    return name;
  }
}
