import { type Cell, cell, cellNamed, cells, EquationError, SluiceError } from "@sluice/core";
import { type CellFile, readCellFile } from "./cell-file.ts";
import { checkNoEquationOptions, type EquationOptions } from "./equation-flags.ts";
import type { Session } from "./session.ts";

/**
 * The cell that a flag or an argument names: one of the library's, else a file with equations, `-` for standard input.
 *
 * Errors: E_USAGE for options without a file; E_ARGUMENT, with the nearest name, for what is neither cell nor file; those
 * of readCellFile; E_EQUATION and E_ARGUMENT, with the file, for its text and the options.
 */
export async function cellFrom(
  text: string,
  options: EquationOptions,
  { signal }: Pick<Session, "signal">,
): Promise<Cell> {
  const known = cells.find(({ name }) => name === text);
  if (known !== undefined) {
    const hint = `sluice cell ${text} --latex > my-${text}.tex for a file to change`;
    checkNoEquationOptions(options, `the library's ${text}`, hint);
    return known;
  }
  const file = await readCellFile(text, signal).catch((error) => {
    throw isMissing(error) && !/[./\\]/.test(text) ? neither(text, error) : error;
  });
  try {
    return cell(file.name, file.text, options);
  } catch (error) {
    throw inFile(error, file);
  }
}

const isMissing = (error: SluiceError) => (error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT";

function neither(name: string, cause: unknown): SluiceError {
  let hint = "sluice cells, which lists those of the library";
  try {
    cellNamed(name);
  } catch (unknown) {
    hint = (unknown as SluiceError).hint ?? hint;
  }
  return new SluiceError("E_ARGUMENT", {
    where: name.trim() === "" ? JSON.stringify(name) : name,
    expected: "a cell of the library or a file with equations",
    got: "neither such a cell nor such a file",
    hint,
    cause,
  });
}

/** The error about a cell as one about its file. */
function inFile(error: unknown, { label, name }: CellFile): unknown {
  if (!(error instanceof SluiceError)) return error;
  const { expected, got, hint, cause } = error;
  const [, ...shown] = error.message.split("\n");
  const parts = {
    where: error.where.replace(`cell "${name}"`, () => label),
    expected,
    got,
    ...(hint !== undefined && { hint }),
    ...(shown.length > 0 && { detail: shown.join("\n") }),
    cause,
  };
  if (!(error instanceof EquationError)) return new SluiceError(error.code, parts);
  return new EquationError({ ...parts, line: error.line, column: error.column });
}
