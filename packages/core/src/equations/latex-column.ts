import { SILENT, STYLES } from "./latex-commands.ts";
import type { Tex } from "./latex-script.ts";
import { textOf } from "./lex-latex-name.ts";
import type { At } from "./source.ts";

/** A column's name in brackets: letters are one word there. */
export interface Column {
  readonly open: At;
  readonly at: At;
  readonly key: string;
  readonly close: At;
  /** The index behind the bracket. */
  readonly next: number;
}

const LONGEST = 100;

/** `[holiday]`, `\left[\text{unit price}\right]`: the column that stands at an index, if one does. */
export function columnAt(tex: Tex, index: number, end: number): Column | undefined {
  const { tokens } = tex;
  const isSilent = (i: number) => tokens[i]!.kind === "command" && SILENT.has(tokens[i]!.text);
  let open = index;
  while (open < end && isSilent(open)) open++;
  if (open >= end || tokens[open]!.text !== "[") return undefined;
  let close = open + 1;
  while (close < end && close - open < LONGEST && !/^[[\]]$/.test(tokens[close]!.text)) close++;
  if (close >= end || tokens[close]!.text !== "]") return undefined;
  let from = open + 1;
  while (from < close && isSilent(from)) from++;
  let to = close;
  while (to > from && isSilent(to - 1)) to--;
  const key = wordBetween(tex, from, to);
  if (key === undefined) return undefined;
  const at = { start: tokens[from]!.start, end: tokens[to - 1]!.end };
  return { open: tokens[open]!, at, key, close: tokens[close]!, next: close + 1 };
}

/** A single letter is no word: it may be a vector in brackets. */
function wordBetween(tex: Tex, from: number, to: number): string | undefined {
  const [first, second] = tex.tokens.slice(from, Math.min(to, from + 2));
  const isStyled = first?.kind === "command" && STYLES.get(first.text) === "word" && second?.pair === to - 1;
  const written = textOf(tex, isStyled ? from + 2 : from, isStyled ? to - 1 : to).replace(/\\_/g, "_");
  return (isStyled ? /^[^{}\\]+$/ : /^[\p{L}_][\p{L}\p{M}\p{Nd}_]+$/u).test(written) ? written.trim() : undefined;
}
