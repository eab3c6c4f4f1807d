/**
 * Every code that a Sluice error can carry, with what it stands for. A code is stable: programs may branch on it.
 */
export const ERROR_CODES = {
  E_ARGUMENT: "an argument of a function has the wrong type or value",
  E_ABORTED: "the caller cancelled the work",
  E_BACKEND: "the engine cannot run here",
  E_COLUMN: "a column does not exist or cannot be used as asked",
  E_DATA: "the table's values cannot be used as asked",
  E_DIVERGED: "training produced a loss or gradient that is not finite",
  E_EQUATION: "an equation cannot be read",
  E_FILE: "a file cannot be read or written",
  E_FORMAT: "a file's content is not in the format expected",
  E_MEMORY: "the work does not fit in memory",
  E_SHAPE: "sizes of arrays or tensors disagree",
  E_TIME: "the time column cannot be used as asked",
  E_USAGE: "the command line was not understood",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorParts {
  /** What was being done or looked at, e.g. `recurrent "lstm"` or `sales.csv, column price, row 17`. */
  where: string;
  expected: string;
  got: string;
  /** What the reader can do about it: a full clause that reads after "Try". */
  hint?: string;
  /** Shown below the line as it stands, e.g. an equation with a caret. */
  detail?: string;
  cause?: unknown;
}

/**
 * The one error class of Sluice: `[CODE] where: expected …, got …. Try …`.
 *
 * Families (equations, tables …) extend it so that `instanceof` can tell them apart; `code` is one of ERROR_CODES.
 */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly where: string;
  readonly expected: string;
  readonly got: string;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, parts: ErrorParts) {
    const hint = parts.hint === undefined ? "" : ` Try ${parts.hint}${/[.?!]$/.test(parts.hint) ? "" : "."}`;
    const detail = parts.detail === undefined ? "" : `\n${parts.detail}`;
    super(`[${code}] ${parts.where}: expected ${parts.expected}, got ${parts.got}.${hint}${detail}`, {
      cause: parts.cause,
    });
    this.name = "SluiceError";
    this.code = code;
    this.where = parts.where;
    this.expected = parts.expected;
    this.got = parts.got;
    this.hint = parts.hint;
  }
}

/** Sizes of arrays or tensors disagree (E_SHAPE). */
export class ShapeError extends SluiceError {
  constructor(parts: ErrorParts) {
    super("E_SHAPE", parts);
    this.name = "ShapeError";
  }
}

/** An equation cannot be read (E_EQUATION): carries the 1-based line and column. */
export class EquationError extends SluiceError {
  readonly line: number;
  readonly column: number;

  constructor(parts: ErrorParts & { line: number; column: number }) {
    super("E_EQUATION", parts);
    this.name = "EquationError";
    this.line = parts.line;
    this.column = parts.column;
  }
}
