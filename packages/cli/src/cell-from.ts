import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { type Cell, type CellOptions, cell, cellNamed, cells, SluiceError } from "@sluice/core";
import { WrongUsage } from "./wrong-usage.ts";

/** What flags add to the equations of a file. */
export type EquationOptions = Pick<CellOptions, "inputs" | "bind" | "sizes">;

/**
 * The cell that --cell names: one of the library's, else a text file with equations, called as the file without its ending.
 *
 * Errors: E_USAGE for options without a file; E_ARGUMENT, with the nearest name, for what is neither cell nor file; E_FILE and
 * E_FORMAT for a file that cannot be read; E_EQUATION, with line and column, for its text.
 */
export async function cellFrom(text: string, options: EquationOptions = {}): Promise<Cell> {
  const known = cells.find(({ name }) => name === text);
  if (known === undefined) return cell(basename(text, extname(text)), await equationsIn(text), options);
  checkNoOptions(options, `the library's ${text}`);
  return known;
}

/** Refuses options where there are no equations that they could add to. Errors: E_USAGE. */
export function checkNoOptions({ inputs, bind, sizes }: EquationOptions, got: string): void {
  if (inputs === undefined && bind === undefined && sizes === undefined) return;
  const where = inputs !== undefined ? "--inputs" : bind !== undefined ? "--let" : "--size";
  throw new WrongUsage({ where, expected: "--cell FILE, to whose equations it adds", got });
}

async function equationsIn(path: string): Promise<string> {
  const where = `--cell ${path}`;
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw neither(path, cause);
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

function neither(name: string, cause: unknown): SluiceError {
  let hint: string | undefined;
  try {
    cellNamed(name);
  } catch (unknown) {
    hint = (unknown as SluiceError).hint;
  }
  return new SluiceError("E_ARGUMENT", {
    where: `--cell ${name}`,
    expected: `${cells.map((known) => known.name).join(", ")}, or a file with equations`,
    got: "neither such a cell nor such a file",
    ...(hint !== undefined && { hint }),
    cause,
  });
}
