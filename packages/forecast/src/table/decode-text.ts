import { SluiceError } from "@sluice/core";
import { TableError } from "./table-error.ts";

const MARKS: [encoding: string, mark: number[]][] = [
  ["UTF-8", [0xef, 0xbb, 0xbf]],
  ["UTF-16LE", [0xff, 0xfe]],
  ["UTF-16BE", [0xfe, 0xff]],
];
const BINARY: [kind: string, start: number[], hint: string][] = [
  ["a zip archive or an Excel workbook", [0x50, 0x4b, 0x03, 0x04], "saving the sheet as CSV"],
  ["an old Excel workbook", [0xd0, 0xcf, 0x11, 0xe0], "saving the sheet as CSV"],
  ["a gzip archive", [0x1f, 0x8b], "decompressing it first"],
  ["a Parquet file", [0x50, 0x41, 0x52, 0x31], "exporting it as CSV"],
];

/**
 * The text of a file's bytes, and the encoding it was in.
 *
 * A byte order mark decides (and is dropped), then `encoding` (any label of the WHATWG Encoding Standard, e.g. "gb18030",
 * "latin1"), then UTF-8. Bytes that the encoding does not allow are an error, never replacement characters.
 *
 * Errors: E_FORMAT for binary files and undecodable bytes; E_ARGUMENT for an unknown label.
 */
export function decodeText(file: string, bytes: Uint8Array, encoding?: string): { text: string; encoding: string } {
  const starts = (mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);
  for (const [kind, start, hint] of BINARY) {
    if (starts(start)) throw binary(file, kind, hint);
  }
  const marked = MARKS.find(([, mark]) => starts(mark))?.[0];
  const label = marked ?? encoding ?? "UTF-8";
  const decoder = decoderOf(label);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    const row = decoder.encoding === "utf-8" ? firstBadLine(bytes) : undefined;
    throw new TableError(
      "E_FORMAT",
      { file, row },
      {
        expected: `text in ${label.toUpperCase()}`,
        got: "bytes that this encoding does not allow",
        hint: 'saving it as UTF-8, or naming its encoding, e.g. encoding: "gb18030" or "latin1"',
        cause,
      },
    );
  }
  const zero = text.indexOf("\0");
  if (zero >= 0) {
    const wide = marked === undefined && (bytes[0] === 0) !== (bytes[1] === 0);
    throw binary(
      file,
      `a zero character at position ${zero + 1}`,
      wide ? 'encoding: "utf-16le" or "utf-16be"' : "a text file such as CSV",
    );
  }
  return { text, encoding: decoder.encoding.toUpperCase() };
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch (cause) {
    throw new SluiceError("E_ARGUMENT", {
      where: "readTable encoding",
      expected: "the label of a text encoding",
      got: JSON.stringify(label),
      hint: '"utf-8", "utf-16le", "gb18030" or "latin1"',
      cause,
    });
  }
}

function binary(file: string, got: string, hint: string): TableError {
  return new TableError("E_FORMAT", { file }, { expected: "a text file with separated values", got, hint });
}

// A UTF-8 sequence never holds the byte of a line end, so lines can be tried one by one.
function firstBadLine(bytes: Uint8Array): number | undefined {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const newline = bytes.includes(0x0a) ? 0x0a : 0x0d;
  for (let line = 1, start = 0; start < bytes.length; line++) {
    const at = bytes.indexOf(newline, start);
    const end = at < 0 ? bytes.length : at;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return undefined;
}
