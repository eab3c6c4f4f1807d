import { type FileHandle, open } from "node:fs/promises";
import { basename, extname } from "node:path";
import { addAbortSignal } from "node:stream";
import { SluiceError } from "@sluice/core";

/** Where equations come from: a path, or `-` for standard input. */
export interface CellFile {
  /** How messages call it. */
  readonly label: string;
  /** The cell's name. */
  readonly name: string;
  readonly text: string;
}

const STANDARD_INPUT = "-";
const LARGEST = 64 * 1024;

/**
 * Reads a text file with equations, or standard input; the cell is called as the file without its ending.
 *
 * Errors: E_FILE when it cannot be read; E_FORMAT when it holds more than 64 KiB, or no text; what a signal aborts with.
 */
export async function readCellFile(path: string, signal: AbortSignal): Promise<CellFile> {
  if (path === STANDARD_INPUT) {
    const label = "standard input";
    return { label, name: "cell", text: textOf(await bytesOf(addAbortSignal(signal, process.stdin)), label) };
  }
  return { label: path, name: cellNameOf(path), text: textOf(await bytesIn(path), path) };
}

/** The file's name without its ending, in letters, digits, `_` and `-`. */
export function cellNameOf(path: string): string {
  const base = basename(path, extname(path)).normalize("NFC");
  return base.replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "") || "cell";
}

async function bytesIn(path: string): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    return await bytesOf(file.createReadStream({ end: LARGEST, autoClose: false }));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const got = REASONS[code ?? ""] ?? message;
    throw new SluiceError("E_FILE", { where: path, expected: "a file that can be read", got, cause });
  } finally {
    await file?.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "one that may not be read",
  EISDIR: "a folder",
  ENAMETOOLONG: "too long a name",
  ENOENT: "no such file",
  ENOTDIR: "a path through a file that is no folder",
  EPERM: "one that may not be read",
};

/** What a stream holds, up to a little more than a cell may have: what is larger is not read to its end. */
async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LARGEST) break;
  }
  return Buffer.concat(chunks);
}

/** Editors that save UTF-16 put a mark before it. */
const ENCODINGS = [
  { label: "utf-16le", mark: [0xff, 0xfe] },
  { label: "utf-16be", mark: [0xfe, 0xff] },
] as const;

const SIGNATURES: readonly (readonly [signature: string, what: string])[] = [
  ["%PDF-", "a PDF file"],
  ["PK\u0003\u0004", "a zip archive or a document of an office program"],
  ["\u0089PNG", "a picture"],
  ["\u00ff\u00d8\u00ff", "a picture"],
];

function textOf(bytes: Buffer, label: string): string {
  const encoding = ENCODINGS.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte))?.label ?? "utf-8";
  const refuse = (got: string, hint: string, cause?: unknown) =>
    new SluiceError("E_FORMAT", { where: label, expected: "equations as text in UTF-8", got, hint, cause });
  const start = bytes.toString("latin1", 0, 8);
  const known = SIGNATURES.find(([signature]) => start.startsWith(signature));
  const alone = "the equations alone, in a text file";
  if (known !== undefined) throw refuse(known[1], alone);
  if (encoding === "utf-8" && bytes.includes(0)) throw refuse("a binary file", alone);
  if (bytes.length > LARGEST)
    throw new SluiceError("E_FORMAT", { where: label, expected: "at most 64 KiB of equations", got: "more" });
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse("bytes that are none", "saving it as UTF-8", cause);
  }
}
