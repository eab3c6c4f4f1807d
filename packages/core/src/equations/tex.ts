import { LOWERED, RAISED } from "./names.ts";
import type { At, Source } from "./source.ts";

/** A piece of LaTeX: spaces and comments are left out, braces know each other. */
export interface TexToken extends At {
  readonly kind: "letter" | "digit" | "command" | "open" | "close" | "lowered" | "raised" | "newline" | "mark";
  /** A command without its backslash; else the characters themselves. */
  readonly text: string;
  /** Of an opening brace: the index of the one that closes it, −1 where none does. */
  pair: number;
}

const SPACE = /[^\S\r\n]+|~|[#%][^\r\n]*/y;
const PIECES: readonly (readonly [TexToken["kind"], RegExp])[] = [
  ["newline", /\r\n|\r|\n/y],
  ["command", /\\(?:[A-Za-z]+|\P{L}|\p{L}|$)/suy],
  ["lowered", new RegExp(`[${LOWERED}]+`, "uy")],
  ["raised", new RegExp(`[${RAISED}]+`, "uy")],
  ["letter", /\p{L}\p{M}*/uy],
  ["digit", /\d/y],
  ["open", /\{/y],
  ["close", /\}/y],
  ["mark", /\P{Cs}|[\s\S]/uy],
];

/** The pieces of LaTeX between two offsets. */
export function texTokens({ text }: Source, from: number, to: number): TexToken[] {
  const shown = text.slice(0, to);
  const tokens: TexToken[] = [];
  const open: TexToken[] = [];
  let offset = from;
  while (offset < to) {
    SPACE.lastIndex = offset;
    const space = SPACE.exec(shown);
    if (space !== null) {
      offset += space[0].length;
      continue;
    }
    const token = pieceAt(shown, offset);
    if (token.kind === "open") open.push(token);
    else if (token.kind === "close") {
      const opener = open.pop();
      if (opener !== undefined) opener.pair = tokens.length;
      token.pair = opener === undefined ? -1 : 0;
    }
    tokens.push(token);
    offset = token.end;
  }
  return tokens;
}

function pieceAt(text: string, start: number): TexToken {
  for (const [kind, pattern] of PIECES) {
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined)
      return { kind, text: kind === "command" ? found.slice(1) : found, start, end: start + found.length, pair: -1 };
  }
  return { kind: "mark", text: text[start]!, start, end: start + 1, pair: -1 };
}
