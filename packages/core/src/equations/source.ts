import { EquationError } from "../errors.ts";

/** A stretch of a source: offsets of its first character and of the one after its last. */
export interface At {
  readonly start: number;
  readonly end: number;
}

/** A cell's text as given, and the name that errors carry. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

export interface Complaint {
  expected: string;
  got: string;
  hint?: string | undefined;
}

/** 1-based line and column of an offset; columns count UTF-16 units, as editors do. */
export function positionOf({ text }: Source, offset: number): { line: number; column: number; lineStart: number } {
  let line = 1;
  let lineStart = 0;
  for (const lineBreak of text.slice(0, offset).matchAll(/\r\n|\r|\n/g)) {
    line++;
    lineStart = lineBreak.index + lineBreak[0].length;
  }
  return { line, column: offset - lineStart + 1, lineStart };
}

/** "line 2, column 5" of the stretch's start. */
export function place(source: Source, at: At): string {
  const { line, column } = positionOf(source, at.start);
  return `line ${line}, column ${column}`;
}

/** The error about a stretch of the source, its line shown with carets below. */
export function equationError(source: Source, at: At, { expected, got, hint }: Complaint): EquationError {
  const { line, column, lineStart } = positionOf(source, at.start);
  return new EquationError({
    where: `cell "${source.name}", line ${line}, column ${column}`,
    expected,
    got,
    ...(hint !== undefined && { hint }),
    line,
    column,
    ...(source.text !== "" && { detail: showLine(source.text, lineStart, at, `${line}`) }),
  });
}

const WINDOW = 100;

function showLine(text: string, lineStart: number, at: At, label: string): string {
  const line = /[^\r\n]*/y;
  line.lastIndex = lineStart;
  const whole = line.exec(text)![0];
  const from = Math.max(0, at.start - lineStart - WINDOW / 2);
  const shown = whole.slice(from, from + WINDOW);
  const before = whole.slice(from, at.start - lineStart);
  const marked = whole.slice(at.start - lineStart, Math.min(at.end - lineStart, from + WINDOW));
  const left = from > 0 ? "…" : "";
  const right = from + WINDOW < whole.length ? "…" : "";
  const indent = before.replace(/\p{M}/gu, "").replace(/[^\t]/gu, " ");
  const carets = "^".repeat(Math.max(1, [...marked.replace(/\p{M}/gu, "")].length));
  const blank = " ".repeat(label.length);
  return `  ${label} | ${left}${printable(shown)}${right}\n  ${blank} | ${left && " "}${indent}${carets}`;
}

/** Text for a message: no control character reaches a terminal. */
export const printable = (text: string): string => text.replace(/(?!\t)\p{C}/gu, "\uFFFD");

/** A piece of source for a message: one line, quoted nowhere, shortened where long. */
export function excerpt(text: string): string {
  const flat = printable(text.replace(/\s+/g, " "));
  return flat.length > 40 ? `${flat.slice(0, 39)}…` : flat;
}
