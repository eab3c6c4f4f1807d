import { SluiceError } from "@sluice/core";
import { decodeText } from "./decode-text.ts";
import { nameColumns } from "./name-columns.ts";
import { parseRows, type Separator } from "./parse-rows.ts";
import { checkSize, readBytes } from "./read-bytes.ts";
import type { DecimalSign } from "./read-number.ts";
import { createTable, type Table } from "./table.ts";
import { TableError } from "./table-error.ts";

/** A path (Node), a File or Blob, or a name with text or bytes. */
export type TableSource = string | Blob | { name: string; text: string } | { name: string; bytes: Uint8Array };

export interface ReadTableOptions {
  /** A label of the WHATWG Encoding Standard; found by byte order mark, else UTF-8. */
  encoding?: string;
  /** Found from the first rows when left out. */
  separator?: Separator;
  /** The sign before the fraction, "." unless told. */
  decimal?: DecimalSign;
  /** Larger sources are refused; 256 MiB unless told. */
  maxBytes?: number;
}

const MAX_BYTES = 256 * 2 ** 20;

/**
 * Reads separated values (comma, semicolon, tab or |; LF, CRLF or CR) into a table of raw cells.
 *
 * Errors: E_FILE when the file cannot be read; E_FORMAT when it is empty, binary, undecodable, uneven or without a header;
 * E_MEMORY past `maxBytes`; E_ARGUMENT for an unknown encoding, separator or kind of source.
 */
export async function readTable(source: TableSource, options: ReadTableOptions = {}): Promise<Table> {
  checkOptions(options);
  const { name, text, encoding } = await textOf(source, options);
  const parsed = parseRows(name, text, options.separator);
  const named = nameColumns(name, parsed);
  return createTable({ ...named, name, rows: parsed.rows, encoding, decimal: options.decimal });
}

async function textOf(source: TableSource, options: ReadTableOptions) {
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  if (isText(source)) {
    checkSize(source.name, source.text.length, maxBytes);
    if (source.text.includes("\0")) {
      throw new TableError("E_FORMAT", { file: source.name }, { expected: "text", got: "a zero character in it" });
    }
    return { name: source.name, text: source.text.replace(/^\ufeff/, ""), encoding: undefined };
  }
  const { name, bytes } = await bytesOf(source, maxBytes);
  return { name, ...decodeText(name, bytes, options.encoding) };
}

// A Blob has a text too, but as a method.
function isText(source: TableSource): source is { name: string; text: string } {
  return typeof source === "object" && source !== null && "text" in source && typeof source.text === "string";
}

async function bytesOf(source: TableSource, maxBytes: number): Promise<{ name: string; bytes: Uint8Array }> {
  if (typeof source === "string") {
    const bytes = await readBytes(source, maxBytes);
    return { name: source.split(/[/\\]/).at(-1) || source, bytes };
  }
  if (source instanceof Blob) {
    const name = "name" in source && typeof source.name === "string" ? source.name : "table";
    checkSize(name, source.size, maxBytes);
    return { name, bytes: new Uint8Array(await source.arrayBuffer()) };
  }
  if (typeof source === "object" && source !== null && "bytes" in source && source.bytes instanceof Uint8Array) {
    checkSize(source.name, source.bytes.length, maxBytes);
    return { name: source.name, bytes: source.bytes };
  }
  throw new SluiceError("E_ARGUMENT", {
    where: "readTable",
    expected: "a path, a File or Blob, { name, text } or { name, bytes }",
    got: typeof source,
  });
}

function checkOptions({ separator, decimal, maxBytes }: ReadTableOptions): void {
  const refuse = (option: string, expected: string, got: unknown) => {
    throw new SluiceError("E_ARGUMENT", { where: `readTable ${option}`, expected, got: String(JSON.stringify(got)) });
  };
  if (separator !== undefined && ![",", ";", "\t", "|"].includes(separator)) {
    refuse("separator", 'one of "," ";" "|" or a tab', separator);
  }
  if (decimal !== undefined && decimal !== "." && decimal !== ",") refuse("decimal", '"." or ","', decimal);
  if (maxBytes !== undefined && !(maxBytes > 0)) refuse("maxBytes", "a positive number", maxBytes);
}
