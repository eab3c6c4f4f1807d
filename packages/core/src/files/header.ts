import { SluiceError } from "../errors.ts";
import { DTYPES, type Dtype } from "./dtype.ts";
import { quote, Scanner } from "./scanner.ts";

const LARGEST_HEADER = 100_000_000;
const MOST_TENSORS = 65_536;
const MOST_TEXTS = 1_024;
export const MOST_AXES = 16;

/** One tensor of a header: where its elements lie in the data region, in bytes. */
export interface HeaderEntry {
  name: string;
  dtype: Dtype;
  shape: number[];
  begin: number;
  end: number;
}

export interface Header {
  entries: HeaderEntry[];
  metadata: Map<string, string>;
}

/**
 * The first bytes of a safetensors file: the header's length as a 64-bit integer, then the header in JSON, padded with spaces so
 * that the data region starts at a multiple of eight bytes.
 *
 * Errors: E_ARGUMENT for more tensors, texts or bytes than a reader takes.
 * Source: the safetensors format description, https://huggingface.co/docs/safetensors.
 */
export function writeHeader(header: Header): Uint8Array {
  const members: string[] = [];
  if (header.metadata.size > 0) {
    const texts = [...header.metadata].map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`);
    members.push(`"__metadata__":{${texts.join(",")}}`);
  }
  for (const { name, dtype, shape, begin, end } of header.entries) {
    members.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
  }
  const text = new TextEncoder().encode(`{${members.join(",")}}`);
  const length = Math.ceil(text.length / 8) * 8;
  if (header.entries.length > MOST_TENSORS || header.metadata.size > MOST_TEXTS || length > LARGEST_HEADER) {
    throw new SluiceError("E_ARGUMENT", {
      where: "safetensors header",
      expected: `at most ${MOST_TENSORS} tensors, ${MOST_TEXTS} texts and ${LARGEST_HEADER} bytes`,
      got: `${header.entries.length} tensors, ${header.metadata.size} texts and ${length} bytes`,
    });
  }
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return bytes;
}

/**
 * Reads the header of a safetensors file and the offset at which its data region starts.
 *
 * Everything is checked before it is used: the length against the limit of the format (100 MB) and the file, every key,
 * type, shape and offset; together the tensors cover the data region without a gap or an overlap.
 *
 * Errors: E_FORMAT, naming what is wrong; `where` opens the message.
 */
export function readHeader(bytes: Uint8Array, where: string): Header & { dataStart: number } {
  const length = headerLength(bytes, where);
  const dataStart = 8 + length;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, dataStart));
  } catch {
    throw new SluiceError("E_FORMAT", { where: `${where}, header`, expected: "UTF-8 text", got: "bytes that are not" });
  }
  const header = parseHeader(text, where);
  checkCover(header.entries, bytes.length - dataStart, where);
  return { ...header, dataStart };
}

function headerLength(bytes: Uint8Array, where: string): number {
  const start = bytes.subarray(0, 9);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 10 ? 0n : view.getBigUint64(0, true);
  if (length < 2n || length > BigInt(LARGEST_HEADER) || bytes[8] !== 0x7b) {
    const shown = quote(String.fromCharCode(...start));
    throw new SluiceError("E_FORMAT", {
      where,
      expected: "a safetensors file",
      got: bytes.length === 0 ? "an empty file" : `${bytes.length} bytes that begin with ${shown}`,
    });
  }
  if (bytes.length < 8 + Number(length)) throw cutOff(where, `a header of ${length} bytes`, bytes.length - 8);
  return Number(length);
}

function cutOff(where: string, expected: string, got: number): SluiceError {
  const hint = "copying or saving the file again, it was cut off";
  return new SluiceError("E_FORMAT", { where, expected, got: `${got} bytes`, hint });
}

function parseHeader(text: string, where: string): Header {
  const scanner = new Scanner(text, where);
  const header: Header = { entries: [], metadata: new Map() };
  scanner.object("the header", MOST_TENSORS + 1, (key) => {
    if (key === "__metadata__") {
      scanner.object("__metadata__", MOST_TEXTS, (name) => {
        header.metadata.set(name, scanner.string("a text"));
      });
    } else {
      header.entries.push(parseEntry(scanner, key, where));
    }
  });
  scanner.end();
  return header;
}

function parseEntry(scanner: Scanner, name: string, where: string): HeaderEntry {
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  scanner.object("a tensor", 3, (key) => {
    if (key === "dtype") dtype = scanner.string("a dtype");
    else if (key === "shape") shape = scanner.integers("a shape", MOST_AXES);
    else if (key === "data_offsets") offsets = scanner.integers("data_offsets", 2);
    else throw scanner.error("dtype, shape or data_offsets", quote(key));
  });
  if (dtype === undefined || shape === undefined || offsets?.length !== 2) {
    throw scanner.error(`dtype, shape and two data_offsets for tensor ${quote(name)}`, "fewer");
  }
  return checkEntry(name, dtype, shape, [offsets[0]!, offsets[1]!], where);
}

function checkEntry(
  name: string,
  dtype: string,
  shape: number[],
  [begin, end]: [number, number],
  file: string,
): HeaderEntry {
  const where = `${file}, tensor ${quote(name)}`;
  const kind = DTYPES.get(dtype);
  if (kind === undefined) {
    throw new SluiceError("E_FORMAT", { where, expected: `dtype ${[...DTYPES.keys()].join(", ")}`, got: quote(dtype) });
  }
  if (name === "__proto__") {
    throw new SluiceError("E_FORMAT", { where, expected: "any other name for a tensor", got: name });
  }
  const size = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, kind.size);
  if (end - begin !== size) {
    throw new SluiceError("E_FORMAT", {
      where,
      expected: `${size} bytes for ${dtype} [${shape.join(", ")}]`,
      got: `data_offsets [${begin}, ${end}]`,
    });
  }
  return { name, dtype: kind.dtype, shape, begin, end };
}

function checkCover(entries: readonly HeaderEntry[], length: number, where: string): void {
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw new SluiceError("E_FORMAT", {
        where: `${where}, tensor ${quote(name)}`,
        expected: `data that starts at byte ${covered}, where the tensor before it ends`,
        got: `byte ${begin}`,
      });
    }
    covered = end;
  }
  if (covered > length) throw cutOff(where, `${covered} bytes of tensors`, length);
  if (covered < length) {
    throw new SluiceError("E_FORMAT", { where, expected: `${covered} bytes of tensors`, got: `${length} bytes` });
  }
}
