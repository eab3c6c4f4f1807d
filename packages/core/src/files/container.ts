import { SluiceError } from "../errors.ts";
import { crc32c } from "./crc32c.ts";
import { dtypeOf } from "./dtype.ts";
import { type JsonValue, readJson, writeJson } from "./json.ts";
import { bytesOf, decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";
import { quote } from "./scanner.ts";

/** What a model or checkpoint file holds. */
export interface Container {
  tensors: Record<string, StoredTensor>;
  metadata: JsonValue;
}

const VERSION = "1";

/**
 * The bytes of a model or checkpoint file: a safetensors file, which other programs can read, with three texts in its
 * metadata: `sluice`, the version of this layout; `json`, the metadata in JSON; `checksum`, the CRC-32C of the content.
 *
 * The same tensors and metadata give the same bytes; tensors may come in any order, the keys of the metadata keep theirs. The
 * checksum covers what the file says, not how it is laid out: the JSON, then names, types and shapes in the order of names,
 * then the elements in that order. It finds torn and damaged files; it is no protection against intent. (CRC-32C rather
 * than a cryptographic hash, so that reading stays synchronous in every engine.)
 *
 * Errors: as encodeSafetensors; E_ARGUMENT for metadata that JSON cannot hold.
 */
export function encodeContainer(content: { tensors: Record<string, StoredTensor>; metadata: unknown }): Uint8Array {
  const json = writeJson(content.metadata, "metadata");
  // Own keys only, read once: what is checked is what is written.
  const tensors: Record<string, StoredTensor> = Object.create(null);
  for (const name of Object.keys(content.tensors)) tensors[name] = content.tensors[name]!;
  const checksum = checksumOf(tensors, json);
  return encodeSafetensors({ tensors, metadata: { sluice: VERSION, json, checksum } });
}

/**
 * Reads the bytes of a model or checkpoint file, which may come from anywhere.
 *
 * The arrays are copies and the record of tensors has no prototype, so that every name is safe to look up.
 *
 * Errors: E_FORMAT for a file that Sluice did not write, that was cut off or changed, or that a later layout wrote, naming what
 * is wrong; `where`, the file's name, opens the message.
 */
export function decodeContainer(bytes: Uint8Array, where = "model file"): Container {
  const { tensors, metadata } = decodeSafetensors(bytes, where);
  const { sluice, json, checksum } = metadata;
  if (sluice === undefined || json === undefined || checksum === undefined) {
    throw new SluiceError("E_FORMAT", {
      where,
      expected: "a file that Sluice saved",
      got: "a safetensors file of another program",
    });
  }
  if (sluice !== VERSION) {
    throw new SluiceError("E_FORMAT", {
      where,
      expected: `a file of layout ${VERSION}`,
      got: `layout ${quote(sluice)}`,
      hint: "the version of Sluice that saved it, or a later one",
    });
  }
  const found = checksumOf(tensors, json);
  if (checksum !== found) {
    throw new SluiceError("E_FORMAT", {
      where,
      expected: `content with the checksum ${quote(checksum)}`,
      got: quote(found),
      hint: "copying or saving the file again, it was damaged",
    });
  }
  return { tensors, metadata: readJson(json, `${where}, metadata`) };
}

function checksumOf(tensors: Record<string, StoredTensor>, json: string): string {
  const names = Object.keys(tensors).sort();
  const table = names.map((name) => [name, dtypeOf(tensors[name]!.data), tensors[name]!.shape]);
  let checksum = crc32c(new TextEncoder().encode(JSON.stringify([json, table])));
  for (const name of names) checksum = crc32c(bytesOf(tensors[name]!.data), checksum);
  return `crc32c:${checksum.toString(16).padStart(8, "0")}`;
}
