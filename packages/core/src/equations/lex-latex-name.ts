import { ACCENTS, isText, LETTERS, STYLES, SWITCHES } from "./latex-commands.ts";
import { argument, closing, scriptText, shown, type Tex } from "./latex-script.ts";
import { NameBuilder } from "./name-builder.ts";
import { LOWERED, RAISED } from "./names.ts";
import { equationError, excerpt } from "./source.ts";
import type { NameToken, Token } from "./tokens.ts";

/** With all its commands a name may take more room than it has characters. */
const LONGEST_WRITTEN = 400;
const LONGEST_WORD = 100;
const DEPTH = 20;
const WORD = new RegExp(
  `^(?![${LOWERED}${RAISED}])[\\p{L}_](?:(?![${LOWERED}${RAISED}])[\\p{L}\\p{M}\\p{Nd}_′'’])*$`,
  "u",
);
const PRIME = /^['′’]$/;

/**
 * Reads a name of a LaTeX source at an index: one letter, a word in `\mathrm{…}` or the like, or `word` where the letters
 * that start there are one; with accents, primes and scripts. Undefined where no name starts.
 *
 * Errors: E_EQUATION for scripts that say nothing.
 */
export function readLatexName(
  tex: Tex,
  index: number,
  { end, bold, word }: { end: number; bold: boolean; word?: { name: string; next: number } | undefined },
): { tokens: Token[]; next: number } | undefined {
  const { start } = tex.tokens[index]!;
  const builder = new NameBuilder(tex.source, start);
  let next: number | undefined;
  if (word === undefined) next = readName(tex, builder, { index, end, start, bold, depth: 0 });
  else {
    builder.addRun(word.name, { start, end: tex.tokens[word.next - 1]!.end });
    next = readScripts(tex, builder, { index: word.next, end, start });
  }
  if (next === undefined) return undefined;
  const at = { start, end: tex.tokens[next - 1]!.end };
  return { tokens: builder.tokens(at), next };
}

/** Goes on with a name behind the group that it ends: in `\mathbf{U x}^{(t)}` the time is that of x. */
export function readMoreScripts(
  tex: Tex,
  name: NameToken,
  { index, end }: { index: number; end: number },
): { tokens: Token[]; next: number } {
  const { start } = name;
  const builder = new NameBuilder(tex.source, start);
  builder.name = name.name;
  builder.time = name.time;
  builder.transposed = name.transposed === true;
  const next = readScripts(tex, builder, { index, end, start });
  return { tokens: builder.tokens({ start, end: tex.tokens[next - 1]!.end }), next };
}

interface Cursor {
  index: number;
  end: number;
  /** Offset where the whole name starts. */
  start: number;
}
interface Reading extends Cursor {
  bold: boolean;
  depth: number;
}

/** Reads a name with its scripts into the builder; the index behind it, or undefined where none starts. */
function readName(tex: Tex, builder: NameBuilder, reading: Reading): number | undefined {
  const next = readBase(tex, builder, reading);
  return next === undefined ? undefined : readScripts(tex, builder, { ...reading, index: next });
}

function readBase(tex: Tex, builder: NameBuilder, reading: Reading): number | undefined {
  const { index, end, bold, depth } = reading;
  const token = tex.tokens[index];
  if (token === undefined || index >= end || depth > DEPTH) return undefined;
  if (token.kind === "letter") {
    builder.addRun(bold ? boldLetter(token.text) : token.text, token);
    return index + 1;
  }
  if (token.kind === "open") return readGroup(tex, builder, reading, bold);
  if (token.kind !== "command") return undefined;
  const letter = LETTERS.get(token.text);
  if (letter !== undefined) {
    builder.addRun(letter, token);
    return index + 1;
  }
  const accent = ACCENTS.get(token.text);
  if (accent !== undefined) {
    const inner = argument(tex, index + 1, end, token);
    const read = readName(tex, builder, { ...reading, index: inner.from, end: inner.to, depth: depth + 1 });
    if (read !== inner.to)
      throw equationError(
        tex.source,
        { start: token.start, end: tex.tokens[inner.next - 1]!.end },
        { expected: `one name below ${shown(tex, token)}`, got: excerpt(textOf(tex, inner.from, inner.to)) || "none" },
      );
    builder.addAccent(accent);
    return inner.next;
  }
  const style = STYLES.get(token.text);
  if (style === undefined || SWITCHES.has(token.text)) return undefined;
  const inner = argument(tex, index + 1, end, token);
  const content = wordOf(tex, inner.from, inner.to);
  if (style === "word" && content !== undefined) {
    builder.addRun(content, token);
    return inner.next;
  }
  if (isText(token.text)) return undefined;
  const read = readName(tex, builder, {
    ...reading,
    index: inner.from,
    end: inner.to,
    bold: bold || style === "bold",
    depth: depth + 1,
  });
  return read === inner.to ? inner.next : undefined;
}

/** `{W}_z`, `{\bf W}_z`: a group that holds one name is that name. */
function readGroup(tex: Tex, builder: NameBuilder, reading: Reading, bold: boolean): number | undefined {
  const close = closing(tex, reading.index, reading.end);
  const first = tex.tokens[reading.index + 1]!;
  const switched = first.kind === "command" && SWITCHES.has(first.text);
  const read = readName(tex, builder, {
    ...reading,
    index: reading.index + (switched ? 2 : 1),
    end: close,
    bold: bold || (switched && STYLES.get(first.text) === "bold"),
    depth: reading.depth + 1,
  });
  return read === close ? close + 1 : undefined;
}

function readScripts(tex: Tex, builder: NameBuilder, { index, end, start }: Cursor): number {
  let next = index;
  for (;;) {
    builder.checkLength({ start, end: tex.tokens[next - 1]!.end }, LONGEST_WRITTEN);
    const token = tex.tokens[next];
    if (token === undefined || next >= end) return next;
    if (token.kind === "lowered" || token.kind === "raised") {
      if (token.kind === "raised" && builder.power !== undefined) return next;
      builder.addScripts(token.text.normalize("NFKC"), token.kind === "raised", token);
      next++;
    } else if (token.kind === "mark" && PRIME.test(token.text)) {
      builder.addPrimes("′");
      next++;
    } else if (token.kind === "mark" && (token.text === "_" || token.text === "^")) {
      const script = readScript(tex, next, end);
      // x^{2}^{3}: the second power is no part of the name.
      if (builder.power !== undefined && /^\d+$/.test(script.text)) return next;
      const at = { start: token.start, end: tex.tokens[script.next - 1]!.end };
      if (/^′+$/.test(script.text) && token.text === "^") builder.addPrimes(script.text);
      else builder.addScripts(script.text, token.text === "^", at);
      next = script.next;
    } else return next;
  }
}

/** The content of the script that the mark at an index opens, as plain text. */
export function readScript(tex: Tex, index: number, end: number): { text: string; next: number } {
  const mark = tex.tokens[index]!;
  const first = tex.tokens[index + 1];
  if (first?.kind === "mark" && first.text === "(")
    throw equationError(tex.source, mark, {
      expected: "a script in braces",
      got: `${mark.text}(`,
      hint: `${mark.text}{t-1} for the step before`,
    });
  const { from, to, next } = argument(tex, index + 1, end, mark);
  const second = tex.tokens[next];
  if (first?.kind === "digit" && second?.kind === "digit" && second.start === first.end && next < end)
    throw equationError(
      tex.source,
      { start: mark.start, end: second.end },
      {
        expected: "a script of one digit, or braces",
        got: `${mark.text}${first.text}${second.text}`,
        hint: `${mark.text}{${first.text}${second.text}}`,
      },
    );
  return { text: scriptText(tex, from, to), next };
}

/** What stands in `\mathrm{…}`, if it is one word: letters, digits and underscores, escaped or not. */
function wordOf(tex: Tex, from: number, to: number): string | undefined {
  if (to - from > LONGEST_WORD) return undefined;
  const content = textOf(tex, from, to).replace(/\\_/g, "_");
  return WORD.test(content) ? content : undefined;
}

export function textOf({ source, tokens }: Tex, from: number, to: number): string {
  return from < to ? source.text.slice(tokens[from]!.start, tokens[to - 1]!.end) : "";
}

/** `W` as `𝐖`, so that `\mathbf{W}` and a bold character typed as such are one name. */
function boldLetter(letter: string): string {
  const code = letter.codePointAt(0)!;
  const marks = letter.slice(1);
  if (code >= 65 && code <= 90) return String.fromCodePoint(0x1d400 + code - 65) + marks;
  if (code >= 97 && code <= 122) return String.fromCodePoint(0x1d41a + code - 97) + marks;
  return letter;
}
