import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { type Cell, cell, cellNamed, SluiceError } from "@sluice/core";

/**
 * The cell that --cell names: one of the library's, else a text file with equations, called as the file without its ending.
 *
 * Errors: E_ARGUMENT, with the nearest name, for what is neither; E_FILE and E_FORMAT for a file that cannot be read;
 * E_EQUATION, with line and column, for its text.
 */
export async function cellFrom(text: string): Promise<Cell> {
  let unknown: SluiceError;
  try {
    return cellNamed(text);
  } catch (error) {
    unknown = error as SluiceError;
  }
  const source = await equationsIn(text, unknown);
  return cell(basename(text, extname(text)), source);
}

async function equationsIn(path: string, unknown: SluiceError): Promise<string> {
  const where = `--cell ${path}`;
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new SluiceError("E_ARGUMENT", {
        where,
        expected: `${unknown.expected}, or a file with equations`,
        got: "neither such a cell nor such a file",
        ...(unknown.hint !== undefined && { hint: unknown.hint }),
        cause,
      });
    const got = code === "EISDIR" ? "a folder" : message;
    throw new SluiceError("E_FILE", { where, expected: "a file that can be read", got, cause });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const expected = "equations as text in UTF-8";
    throw new SluiceError("E_FORMAT", { where, expected, got: "bytes that are none", cause });
  }
}
