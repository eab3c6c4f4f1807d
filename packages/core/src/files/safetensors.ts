import { SluiceError } from "../errors.ts";
import { DTYPES, dtypeOf, type TensorData } from "./dtype.ts";
import { type HeaderEntry, MOST_AXES, readHeader, writeHeader } from "./header.ts";
import { quote } from "./scanner.ts";

/** A tensor in a file: its elements in row-major order. A Uint8Array holds truth values, 0 or 1. */
export interface StoredTensor {
  shape: readonly number[];
  data: TensorData;
}

export interface Safetensors {
  tensors: Record<string, StoredTensor>;
  /** Free texts by name. */
  metadata: Record<string, string>;
}

// Both the files and WebAssembly's memory are little-endian; no engine that runs Sluice has another order.
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * The bytes of a safetensors file: the same for the same tensors and metadata, in whatever order they are given.
 *
 * Tensors lie in order of element size, largest first, then name, and the data region starts at a multiple of eight bytes, so that
 * every tensor is aligned to its elements.
 *
 * Errors: E_ARGUMENT for names, shapes, arrays or truth values that the format cannot hold; E_SHAPE when an array's length is not
 * the product of its shape; E_MEMORY when the file does not fit in memory; E_BACKEND on a big-endian machine.
 * Source: the safetensors format description, https://huggingface.co/docs/safetensors.
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  checkByteOrder();
  const entries = Object.keys(tensors).map((name) => entryOf(name, tensors[name]!));
  entries.sort((a, b) => DTYPES.get(b.dtype)!.size - DTYPES.get(a.dtype)!.size || (a.name < b.name ? -1 : 1));
  let length = 0;
  for (const entry of entries) {
    entry.begin = length;
    entry.end = length += tensors[entry.name]!.data.byteLength;
  }
  const texts = Object.keys(metadata).sort();
  const header = writeHeader({ entries, metadata: new Map(texts.map((key) => [key, metadata[key]!])) });
  const bytes = allocate(header.length + length);
  bytes.set(header);
  for (const { name, begin } of entries) bytes.set(bytesOf(tensors[name]!.data), header.length + begin);
  return bytes;
}

/**
 * Reads the bytes of a safetensors file whose tensors have the dtypes F64, F32, I32, U32 and BOOL.
 *
 * The arrays are copies. The records have no prototype. Untrusted bytes are safe: see readHeader; what is allocated is bounded by
 * the size of the file.
 *
 * Errors: E_FORMAT, naming what is wrong; `where` opens the message. E_ARGUMENT for anything but bytes; E_BACKEND on a
 * big-endian machine.
 */
export function decodeSafetensors(bytes: Uint8Array, where = "safetensors"): Safetensors {
  checkByteOrder();
  if (Object.prototype.toString.call(bytes) !== "[object Uint8Array]") {
    const hint = "new Uint8Array(buffer) for an ArrayBuffer";
    const got = Object.prototype.toString.call(bytes);
    throw new SluiceError("E_ARGUMENT", { where, expected: "a Uint8Array", got, hint });
  }
  const header = readHeader(bytes, where);
  const tensors: Record<string, StoredTensor> = Object.create(null);
  for (const { name, dtype, shape, begin, end } of header.entries) {
    const copy = new Uint8Array(end - begin);
    copy.set(bytes.subarray(header.dataStart + begin, header.dataStart + end));
    if (dtype === "BOOL" && copy.some((byte) => byte > 1)) {
      throw new SluiceError("E_FORMAT", {
        where: `${where}, tensor ${quote(name)}`,
        expected: "truth values, 0 or 1",
        got: `the byte ${copy.find((byte) => byte > 1)}`,
      });
    }
    tensors[name] = { shape, data: DTYPES.get(dtype)!.view(copy.buffer) };
  }
  const metadata: Record<string, string> = Object.create(null);
  for (const [key, text] of header.metadata) metadata[key] = text;
  return { tensors, metadata };
}

/** The bytes of a typed array, not copied. */
export function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function entryOf(name: string, { shape, data }: StoredTensor): HeaderEntry {
  const where = `tensor ${quote(name)}`;
  if (name === "" || name === "__metadata__" || name === "__proto__" || /\p{Cs}/u.test(name)) {
    const expected = "a name of whole characters, neither empty nor __metadata__ nor __proto__";
    throw new SluiceError("E_ARGUMENT", { where, expected, got: quote(name) });
  }
  const dtype = dtypeOf(data);
  if (dtype === undefined) {
    const expected = "a Float64Array, Float32Array, Int32Array, Uint32Array or Uint8Array";
    throw new SluiceError("E_ARGUMENT", { where, expected, got: Object.prototype.toString.call(data) });
  }
  const whole = Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (!whole || shape.length > MOST_AXES) {
    const expected = `a shape of at most ${MOST_AXES} whole lengths`;
    throw new SluiceError("E_ARGUMENT", { where, expected, got: `[${String(shape)}]` });
  }
  if (shape.reduce((product, length) => product * length, 1) !== data.length) {
    throw new SluiceError("E_SHAPE", {
      where,
      expected: `as many elements as the shape [${shape.join(", ")}] has`,
      got: `${data.length}`,
    });
  }
  if (dtype === "BOOL" && (data as Uint8Array).some((byte) => byte > 1)) {
    throw new SluiceError("E_ARGUMENT", {
      where,
      expected: "truth values, 0 or 1, in a Uint8Array",
      got: "larger bytes",
    });
  }
  return { name, dtype, shape: [...shape], begin: 0, end: 0 };
}

function allocate(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    const parts = { where: "safetensors", expected: `${length} bytes of memory for the file`, got: "less", cause };
    throw new SluiceError("E_MEMORY", parts);
  }
}

function checkByteOrder(): void {
  if (LITTLE_ENDIAN) return;
  const parts = { where: "safetensors", expected: "a little-endian machine", got: "a big-endian one" };
  throw new SluiceError("E_BACKEND", parts);
}
