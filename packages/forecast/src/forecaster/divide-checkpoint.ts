import { type CheckpointStore, decodeContainer, encodeContainer, SluiceError } from "@sluice/core";
import { newestSound } from "./newest-sound.ts";
import { Fields } from "./saved-fields.ts";
import { asBytes, asTensor } from "./stored-bytes.ts";

/** Of what a divided checkpoint says about its parts. */
const VERSION = 1;

/**
 * Divides one checkpoint among several fits, so that a program of several goes on from one file: those that are done are not done
 * again.
 *
 *     const { measured, final } = divideCheckpoint(fileStore("shop.checkpoint"), ["measured", "final"]);
 *     await holdout(spec, shop, { checkpoint: { to: measured }, resume: true });
 *     const model = await spec.fit(shop, { checkpoint: { to: final }, resume: true });
 *
 * Every write of a part writes all of them. Reading a part: E_FORMAT where what is kept is no divided checkpoint.
 */
export function divideCheckpoint<const Name extends string>(
  store: CheckpointStore,
  names: readonly Name[],
): Record<Name, CheckpointStore> {
  const parts = new Map<string, Uint8Array>();
  let after: string | undefined;
  let reading: Promise<void> | undefined;
  const readOnce = () => {
    reading ??= newestSound(store, readParts).then((found) => {
      if (found === undefined) return;
      after = found.name;
      // What was written meanwhile is newer.
      for (const [name, bytes] of found.content) if (!parts.has(name)) parts.set(name, bytes);
    });
    return reading;
  };
  const partOf = (name: Name): CheckpointStore => ({
    async *read() {
      await readOnce();
      const bytes = parts.get(name);
      if (bytes !== undefined) yield { name: after ?? name, bytes };
    },
    async write(bytes) {
      parts.set(name, bytes);
      after = await store.write(encodeParts(parts), after);
      return after;
    },
  });
  return Object.fromEntries(names.map((name) => [name, partOf(name)])) as Record<Name, CheckpointStore>;
}

function encodeParts(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const tensors = Object.fromEntries([...parts].map(([name, bytes]) => [name, asTensor(bytes)]));
  return encodeContainer({ tensors, metadata: { dividedCheckpoint: VERSION } });
}

function readParts(bytes: Uint8Array, where: string): [string, Uint8Array][] {
  const { tensors, metadata } = decodeContainer(bytes, where);
  const saved = new Fields(metadata, where);
  const refuse = (expected: string, got: string) => new SluiceError("E_FORMAT", { where, expected, got });
  if (!saved.has("dividedCheckpoint")) throw refuse("a checkpoint of several fits", "another file of Sluice");
  const version = saved.integer("dividedCheckpoint");
  if (version !== VERSION) throw refuse(`version ${VERSION} of such checkpoints`, String(version));
  return Object.entries(tensors).map(([name, tensor]) => {
    const part = asBytes(tensor);
    if (part === undefined) throw refuse(`bytes as ${name}`, "other numbers");
    return [name, part];
  });
}
